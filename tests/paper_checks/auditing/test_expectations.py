"""Expectations: patterns, schemes as text, how fans are counted, and what contradicts."""

import pytest

from paper_checks.auditing.expectations import expectations, law_of, matched
from theory import scheme
from theory.schemes.laws import Normal

NAMES = ("h.0.c_proj.weight", "h.1.c_proj.weight", "wte[0]")


def test_patterns() -> None:
    wanted = expectations({"*.c_proj.weight": "normal(0.02/sqrt(2*12))", "wte[0]": scheme("zeros")})
    found = matched(wanted, NAMES)
    assert [len(found[name]) for name in NAMES] == [1, 1, 1]
    law = law_of(NAMES[0], (3, 4), found[NAMES[0]], "pytorch")
    assert law is not None
    assert law.std == pytest.approx(0.02 / 24**0.5, rel=1e-12)
    assert law_of("other", (3, 4), (), "pytorch") is None


@pytest.mark.parametrize("exact_first", [True, False])
def test_an_exact_name_goes_before_patterns(exact_first: bool) -> None:
    """A batch norm's weight has one axis, for which most schemes have no law."""
    both = [("*weight", "pytorch_default"), ("1.weight", "ones")]
    wanted = expectations(dict(reversed(both) if exact_first else both))
    found = matched(wanted, ("0.weight", "1.weight"))
    assert [one.text for one in found["0.weight"]] == ["pytorch_default"]
    assert law_of("1.weight", (8,), found["1.weight"], "pytorch") is not None
    # A pattern whose names all have expectations of their own is no mistake.
    assert matched(wanted, ("1.weight",))["1.weight"] == found["1.weight"]


def test_how_fans_are_counted() -> None:
    (grouped,) = expectations({"*": "he_normal(fan_out) @ groups=32"})
    law = law_of("w", (128, 4, 3, 3), (grouped,), "pytorch")
    assert law is not None
    assert law.std == pytest.approx((2 / (4 * 9)) ** 0.5)
    assert grouped.text == "he_normal(fan_out) @ groups=32"
    (keras,) = expectations({"*": "lecun_normal"})
    law = law_of("w", (3, 3, 5, 7), (keras,), "keras")
    assert law is not None
    assert law.std == pytest.approx(45**-0.5)


@pytest.mark.parametrize(
    ("expect", "words"),
    [
        ({"*": "he_norml"}, "he_normal"),
        ({"*": "normal"}, "std"),
        ({"*": "he_normal @ grops=2"}, "groups"),
        ({"*": "he_normal @ groups=two"}, "integer"),
        ({"*": "he_normal @ groups=2, groups=4"}, "groups is given twice, as 2 and 4"),
        ({"*": 0.02}, "must be a scheme"),
        ({"": "zeros"}, "pattern"),
        ({3: "zeros"}, "pattern"),
        ("zeros", "mapping"),
    ],
)
def test_errors(expect: object, words: str) -> None:
    with pytest.raises((TypeError, ValueError), match=f"expect.*{words}"):
        expectations(expect)


def test_a_pattern_that_matches_nothing() -> None:
    with pytest.raises(
        ValueError, match=r"expect 'h\.0\.c_porj\.weight' matches no tensor.*h\.0\.c_proj\.weight"
    ):
        matched(expectations({"h.0.c_porj.weight": "zeros"}), NAMES)


def test_what_skip_leaves_out() -> None:
    wanted = expectations({"wte*": "normal(0.02)"})
    assert list(matched(wanted, NAMES, ["h.*"])) == ["wte[0]"]
    assert not matched((), NAMES, ["*"])
    with pytest.raises(ValueError, match=r"skip 'h\.0\.c_porj' matches no tensor: did you mean"):
        matched(wanted, NAMES, ["h.0.c_porj"])
    with pytest.raises(ValueError, match=r"expect 'wte\*' matches only tensors that skip leaves out"):
        matched(wanted, NAMES, ["wte*"])


def test_contradictions() -> None:
    wanted = expectations({"*": "normal(0.02)", "*.w": "normal(0.01)"})
    with pytest.raises(
        ValueError, match=r"a\.w is expected to be normal\(0\.02\) by '\*' and normal\(0\.01\)"
    ):
        law_of("a.w", (3, 3), wanted, "pytorch")
    same = expectations({"*": "normal(0.02)", "*.w": "normal(0.1*sqrt(2)*sqrt(2)/10)"})
    assert law_of("a.w", (3, 3), same, "pytorch") == Normal(0.02)


def test_a_shape_without_fans() -> None:
    for shape in ((3,), ()):
        with pytest.raises(ValueError, match=r"bias, expected to be he_normal: shape.* a bias has no fans"):
            law_of("bias", shape, expectations({"*": "he_normal"}), "pytorch")
