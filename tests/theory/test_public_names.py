import theory


def test_every_public_name_exists_and_is_listed_once() -> None:
    assert len(set(theory.__all__)) == len(theory.__all__)
    assert all(hasattr(theory, name) for name in theory.__all__)
