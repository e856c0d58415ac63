"""Names in text: nothing that moves a cursor, and nothing longer than a few lines."""

import pytest

from paper_checks.auditing.names import closest, printable, short


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("h.0.weight", "h.0.weight"),
        ("größe 2", "größe 2"),
        ("a\nb\x1b[31m\x07", r"a\nb\x1b[31m\x07"),
        ("a\u202eb\u200b", r"a\u202eb\u200b"),  # turns the direction of writing, and has no width
        ("\ud800", r"\ud800"),
    ],
)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown
    printable(text).encode("utf-8")


def test_long_names_lose_their_middle() -> None:
    name = "a" * 150 + "b" * 150
    assert short(name) == "a" * 100 + "..." + "b" * 100
    assert short("a" * 200) == "a" * 200


def test_closest() -> None:
    assert (
        closest("h.0.wieght", ["h.0.weight", "bias"])
        == ": did you mean 'h.0.weight'? Known: h.0.weight, bias"
    )
    many = closest("h.7.wieght", [f"h.{k}.weight" for k in range(1000)])
    assert many == ": did you mean 'h.7.weight'? The first of 1000 names is 'h.0.weight'"
    assert len(closest("zzz", [f"h.{k}.weight" for k in range(1000)])) < 60
