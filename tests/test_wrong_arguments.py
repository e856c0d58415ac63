"""Every public function and class is called with wrong arguments, or says why not; some of the calls are made here."""

import random
from types import ModuleType

import pytest

import montecarlo
import paper_checks
import theory
from tests.benchmarks.wrong_arguments import outcome, wrong_values
from tests.benchmarks.wrong_calls import CALLS, EXCLUDED

PACKAGES: tuple[ModuleType, ...] = (theory, montecarlo, paper_checks)
PUBLIC = {
    f"{package.__name__}.{name}": getattr(package, name) for package in PACKAGES for name in package.__all__
}
# The first two take seconds; a good call of the last leaves an activation to other tests.
NOT_HERE = {paper_checks.verify, paper_checks.network, montecarlo.register}


def test_no_public_name_is_missed() -> None:
    without = [
        name
        for name, value in PUBLIC.items()
        if callable(value) and value not in CALLS and name not in EXCLUDED
    ]
    assert without == []


def test_what_is_left_out_exists_and_is_not_called() -> None:
    assert [name for name in EXCLUDED if name not in PUBLIC or PUBLIC[name] in CALLS] == []


@pytest.mark.parametrize(
    "function", [one for one in CALLS if one not in NOT_HERE], ids=lambda one: one.__name__
)
def test_the_good_call_is_good_and_wrong_ones_are_refused_by_name(function) -> None:
    function(**{name: value for name, (value, _) in CALLS[function].items()})
    rng = random.Random(function.__name__)
    for name, (_, kind) in CALLS[function].items():
        assert outcome(function, name, rng.choice(wrong_values(kind))) == "refused"
