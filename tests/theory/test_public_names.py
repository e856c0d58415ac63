import theory


def test_every_public_name_exists_and_is_listed_once() -> None:
    assert len(set(theory.__all__)) == len(theory.__all__)
    assert all(hasattr(theory, name) for name in theory.__all__)


def test_the_public_names_are_few_and_sorted() -> None:
    assert len(theory.__all__) <= 45
    assert theory.__all__ == sorted(theory.__all__, key=lambda name: (name[0].islower(), name))


def test_every_public_name_has_a_docstring() -> None:
    assert all(getattr(theory, name).__doc__ for name in theory.__all__)
