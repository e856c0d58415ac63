import numpy as np

from montecarlo import SampleMoments
from montecarlo.running.state import State
from tests.montecarlo.comparison import bits

FULL, OTHER, SHORT = (
    SampleMoments.of(("a",), np.random.default_rng(seed).standard_normal((size, 1)))
    for seed, size in enumerate((4, 4, 2))
)


def test_an_empty_state():
    assert State().moments is None
    assert State().count == 0


def test_a_short_batch_is_kept_apart_and_the_next_full_one_takes_its_place():
    state = State().add(FULL, 4).add(SHORT, 4)
    assert (state.count, state.last) == (6, SHORT)
    assert bits(state.moments) == bits(FULL.merge(SHORT))
    longer = state.add(OTHER, 4)
    assert (longer.count, longer.last) == (8, None)
    assert bits(longer.moments) == bits(FULL.merge(OTHER))


def test_a_short_batch_alone():
    state = State().add(SHORT, 4)
    assert state.full is None
    assert bits(state.moments) == bits(SHORT)


def test_states_of_one_run_share_the_batches_that_wait():
    state = State()
    assert state.add(FULL, 4).add(SHORT, 4).ahead is state.ahead
