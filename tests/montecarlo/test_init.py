import montecarlo


def test_the_public_list_is_there():
    for name in montecarlo.__all__:
        assert hasattr(montecarlo, name), name
