import pickle
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial

import numpy as np
import pytest
import scipy.special

from montecarlo.running.fingerprint import fingerprint, fingerprint_of_class

BASE = """
SLOPE = 0.1
TABLE = np.array([1.0, 2.0])

def helper(y):
    return y + 1

def mine(y, offset=0.5, *, power=2):
    parts = {"a", "b", "c", "d", "e"}
    return np.where(y > 0, y, SLOPE * helper(y)) ** power + offset + TABLE[0] + sum(v for v in (y, 1.0))
"""
CHANGES = [
    ("SLOPE = 0.1", "SLOPE = 0.2"),
    ("2.0]", "3.0]"),
    ("return y + 1", "return y - 1"),
    ("offset=0.5", "offset=0.6"),
    ("power=2", "power=3"),
    ("y > 0", "y > 1"),
    ("y > 0", "y < 0"),
    ("np.where", "np.choose"),
    ("v for v", "-v for v"),
    ('"e"', '"f"'),
    ("(y, 1.0)", "(y, 1)"),
]


def defined(text, name="mine"):
    space = {"np": np, "dataclass": dataclass, "cached_property": cached_property, "__name__": "notebook"}
    exec(text, space)
    return space[name]


def test_an_equal_definition_elsewhere_has_the_same_fingerprint():
    first, second = defined(BASE), defined("\n\n# A remark.\n" + BASE)
    before = fingerprint(first)
    for _ in range(100):  # The interpreter specialises what runs often.
        first(np.ones(2))
    assert fingerprint(first) == fingerprint(second) == before


@pytest.mark.parametrize(("old", "new"), CHANGES)
def test_another_definition_has_another(old, new):
    changed = BASE.replace(old, new)
    assert changed != BASE
    assert fingerprint(defined(changed)) != fingerprint(defined(BASE))


def leaky(slope):
    return lambda y: np.where(y > 0, y, slope * y)


class Leaky:
    def __init__(self, slope):
        self.slope = slope

    def __call__(self, y):
        return np.where(y > 0, y, self.slope * y)

    def method(self, y):
        return self(y)


def power(y, exponent):
    return y**exponent


def again(y, times=3):
    return np.tanh(again(y, times - 1)) if times else y


def test_closures_partials_objects_and_methods_count_with_what_they_hold():
    def kinds(number):
        return [
            leaky(number),
            partial(power, exponent=number),
            Leaky(number),
            Leaky(number).method,
            np.vectorize(leaky(number)),
            lru_cache(leaky(number)),
        ]

    found = [[fingerprint(function) for function in kinds(number)] for number in (2.0, 2.0, 3.0)]
    assert found[0] == found[1]
    assert len({*found[0], *found[2]}) == 12


def test_what_is_no_code_of_python_counts_with_its_name():
    functions = [np.tanh, np.cos, np.clip, scipy.special.expit, abs, again]
    assert len({fingerprint(function) for function in functions}) == len(functions)
    assert fingerprint(np.tanh) == fingerprint(pickle.loads(pickle.dumps(np.tanh)))


CLASS = """
class Parent:
    SCALE = 2.0

    def helper(self):
        return 1

@dataclass(frozen=True)
class Mine(Parent):
    seed: int = 0

    @property
    def fields(self):
        return ("a",)

    @staticmethod
    def still(y):
        return y

    @cached_property
    def kept(self):
        return 7

    def sample(self, rng, replicates):
        return super().helper() * rng.standard_normal((replicates, 1))
"""


def made(scale, offset=0):
    class Made:
        def sample(self, shift=offset):
            return scale + shift

    return Made


def test_a_class_made_by_a_function_counts_with_what_it_was_given():
    assert fingerprint_of_class(made(1)) == fingerprint_of_class(made(1))
    assert len({fingerprint_of_class(cls) for cls in (made(1), made(2), made(1, 2))}) == 3


def test_a_class_counts_with_its_name_its_code_and_its_constants():
    same = fingerprint_of_class(defined(CLASS, "Mine"))
    used = defined(CLASS, "Mine")
    assert used().kept == 7
    used.__slotnames__ = []  # As pickling leaves behind.
    assert fingerprint_of_class(used) == same
    changes = [
        ("SCALE = 2.0", "SCALE = 3.0"),
        ("return 1", "return -1"),
        ('("a",)', '("b",)'),
        ("return y", "return -y"),
        ("return 7", "return 8"),
        ("standard_normal", "standard_cauchy"),
    ]
    changed = {fingerprint_of_class(defined(CLASS.replace(*change), "Mine")) for change in changes}
    assert len(changed | {same}) == len(changes) + 1
    other = fingerprint_of_class(defined(CLASS.replace("class Mine", "class Other"), "Other"))
    assert other not in changed | {same}
