import hashlib
from dataclasses import dataclass

import numpy as np
import pytest

from montecarlo import Backward, CommonNumbers, Conditional, Dense, MaskCount, experiment_key, stream

MASKS = MaskCount(units=10, keep=0.8, counts=(8,))


@dataclass(frozen=True)
class Other(MaskCount):
    """The same parameters in another class."""


@dataclass(frozen=True)
class Plain:
    counts: object


KEY = 8769577786319579902  # of Backward((4, 3), "relu", 2.0), before it had the fields that it got later


def draws(*args, **keywords):
    return stream(*args, **keywords).standard_normal(8).tolist()


def test_the_key_is_pinned():
    # A changed key would silently change every published number.
    text = '["MaskCount",{"counts":[8.0],"keep":0.8,"units":10.0}]'
    assert experiment_key(MASKS) == int(hashlib.sha256(text.encode()).hexdigest()[:16], 16)
    assert experiment_key(MASKS) == 10922048058293187853


def test_fields_that_a_class_got_later_do_not_change_the_keys_of_older_experiments():
    network = Backward((4, 3), "relu", 2.0)
    assert experiment_key(network) == KEY
    assert experiment_key(Backward((4, 3), "relu", 2.0, keep=1, record=None)) == KEY
    others = [{"keep": 0.5}, {"record": ("y1^2", "d1^2")}, {"inputs": 2}, {"weight_mean": 1.0}]
    keys = {experiment_key(Backward((4, 3), "relu", 2.0, **other)) for other in others}
    assert len(keys | {KEY}) == 5


def test_the_key_depends_on_class_and_parameters():
    keys = {
        experiment_key(MASKS),
        experiment_key(Other(10, 0.8, (8,))),
        experiment_key(MaskCount(10, 0.8, (7,))),
        experiment_key(MaskCount(10, 0.81, (8,))),
    }
    assert len(keys) == 4


def test_equal_parameters_have_one_key():
    first = Conditional((4, 4), "relu", 2, ("y1",))
    second = Conditional((4, 4), "relu", np.float64(2.0), ("y1",))
    assert first == second
    assert experiment_key(first) == experiment_key(second)


def test_nested_experiments_count_with_their_class():
    parts = ((4, 4), "relu", 2.0, ("y1",))
    assert experiment_key(CommonNumbers((Conditional(*parts),))) != experiment_key(
        CommonNumbers((Dense(*parts),))
    )
    nested = CommonNumbers((MASKS,)), CommonNumbers((Other(10, 0.8, (8,)),))
    assert experiment_key(nested[0]) != experiment_key(nested[1])


def test_streams_differ_by_seed_batch_and_pilot_and_repeat():
    different = [draws(MASKS, 0, 0), draws(MASKS, 1, 0), draws(MASKS, 0, 1), draws(MASKS, 0, 0, pilot=True)]
    assert len({tuple(numbers) for numbers in different}) == 4
    assert draws(MASKS, 0, 1) == draws(MASKS, 0, 1)


def test_large_seeds_are_taken_whole():
    assert draws(MASKS, 2**100, 0) != draws(MASKS, 2**100 + 1, 0)


@pytest.mark.parametrize(
    ("seed", "batch", "error"), [(-1, 0, ValueError), (0.5, 0, TypeError), (0, -1, ValueError)]
)
def test_bad_numbers_are_named(seed, batch, error):
    with pytest.raises(error, match=r"seed|batch"):
        stream(MASKS, seed, batch)


def test_only_dataclasses_of_plain_values_have_keys():
    with pytest.raises(TypeError, match="dataclass"):
        experiment_key("masks")
    with pytest.raises(TypeError, match="a parameter must be a finite number"):
        experiment_key(Plain([8]))
