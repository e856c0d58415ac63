import ast
import importlib
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

import theory
from theory import Derivation, equation, equations
from theory.derivation.registry import derivations, derived
from theory.results.relu import relu_mean, relu_variance

pytestmark = pytest.mark.usefixtures("own_registry")
RESULTS = sorted((Path(__file__).parents[3] / "theory" / "results").glob("[!_]*.py"))


def _labels(path: Path) -> list[str]:
    """Return the labels in a module's decorators, as they are written."""
    return [
        argument.value
        for function in ast.parse(path.read_text()).body
        if isinstance(function, ast.FunctionDef)
        for decorator in function.decorator_list
        if isinstance(decorator, ast.Call) and decorator.func.id == "derived"
        for argument in decorator.args
    ]


def test_labels_are_unique_and_all_of_them_are_listed() -> None:
    labels = Counter(label for path in RESULTS for label in _labels(path))
    assert {label for label, count in labels.items() if count > 1} == set()
    assert set(labels) == set(equations())


def test_equations_are_in_natural_order() -> None:
    listed = [label for label in equations() if label.startswith("kumar2017 (") and label.endswith(")")]
    numbers = [int(label.removeprefix("kumar2017 (").removesuffix(")")) for label in listed]
    assert numbers == sorted(numbers)
    assert {9, 10, 30} <= set(numbers)
    assert equations()[0] == "cpen455hw1 1.1"


@pytest.mark.parametrize("path", RESULTS, ids=lambda path: path.stem)
def test_every_module_of_results_registers_a_derivation(path: Path) -> None:
    registered = [f for f in derivations().values() if f.__module__ == f"theory.results.{path.stem}"]
    assert bool(registered) == (path.stem != "normal")  # which has the density that the others share
    module = importlib.import_module(f"theory.results.{path.stem}")
    assert all(getattr(module, function.__name__) is function for function in registered)


def test_a_derivation_knows_its_equations() -> None:
    assert equation("kumar2017 (22)") is relu_variance()
    assert equation("kumar2017 (4)") is equation("kumar2017 (6)")
    assert equation("kumar2017 (6)").equations == ("kumar2017 (4)", "kumar2017 (6)")
    assert all(label in equation(label).equations for label in equations())


def test_names_are_in_order_whichever_module_was_imported_first() -> None:
    assert list(derivations()) == sorted(derivations())


def test_a_derivation_is_found_by_its_name() -> None:
    assert equation("relu_fourth_moment").equations == ()
    assert equation("relu_mean") is relu_mean()


def test_an_unknown_equation_is_answered_with_the_nearest() -> None:
    with pytest.raises(
        ValueError, match=r"'kumar2017 \(99\)' is an unknown equation: the nearest are .*kumar2017 \(9\)"
    ):
        equation("kumar2017 (99)")
    with pytest.raises(ValueError, match="'relu_variance'"):
        equation("relu_varianse")
    with pytest.raises(TypeError, match="label = 22"):
        equation(22)  # type: ignore[arg-type]


def test_a_second_function_with_the_same_equation_is_refused() -> None:
    with pytest.raises(
        ValueError, match=r"'kumar2017 \(22\)' is already derived by theory.results.relu.relu_variance"
    ):

        @derived("kumar2017 (22)")
        def variance_of_relu() -> Derivation:
            return replace(relu_variance(), name="variance_of_relu")

    # Nothing of it stays behind.
    assert "variance_of_relu" not in derivations()
    assert equation("kumar2017 (22)") is relu_variance()


def test_a_second_function_of_the_same_name_is_refused() -> None:
    def relu_variance() -> Derivation:
        raise AssertionError

    with pytest.raises(ValueError, match="'relu_variance' is already derived by"):
        derived("my paper (1)")(relu_variance)
    assert "my paper (1)" not in equations()


def test_a_cell_that_runs_twice_replaces_its_function() -> None:
    def cell(*labels: str) -> None:
        @derived(*labels)
        def halved() -> Derivation:
            return replace(relu_mean(), name="halved")

    cell("my paper (1)", "my paper (2)")
    first = equation("my paper (1)")
    cell("my paper (1)", "my paper (3)")
    assert equation("my paper (1)") is equation("halved") is not first
    assert "my paper (3)" in equations()
    assert "my paper (2)" not in equations()


def test_a_label_must_be_text() -> None:
    with pytest.raises(TypeError, match="22: expected the label of an equation"):
        derived(22)  # type: ignore[call-overload]


def test_a_function_is_called_once_for_each_set_of_arguments() -> None:
    calls = []

    @derived
    def scaled(factor: int = 1) -> Derivation:
        calls.append(factor)
        return replace(relu_mean(), name=f"scaled by {factor}")

    assert scaled() is scaled()
    assert scaled(2) is scaled(2) is not scaled()
    assert calls == [1, 2]


def test_premises_are_asked_for_within_helpers_too_and_once() -> None:
    @derived
    def squared() -> Derivation:
        return replace(relu_variance(), name="squared")

    names = [premise.name for premise in squared().premises]
    assert names == ["relu_second_moment", "relu_mean", "relu_variance"]
    assert squared() is squared()


def test_the_public_functions_are_the_registrys() -> None:
    assert (theory.equation, theory.equations, theory.derived) == (equation, equations, derived)
