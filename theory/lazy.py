"""The numbers of `theory`, imported when they are first asked for: SciPy costs as much as SymPy's derivations."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

__all__ = ["NUMBERS", "LazyPackage"]

# Public name -> the module that has it.
NUMBERS = {
    "BatchNorm": "theory.maps",
    "FixedPoint": "theory.fixed_points",
    "Moments": "theory.moments",
    "backward_map": "theory.maps",
    "c_map": "theory.correlation",
    "c_slope": "theory.correlation",
    "chi": "theory.maps",
    "edge_of_chaos": "theory.edge_of_chaos",
    "effect": "theory.gains",
    "fixed_points": "theory.fixed_points",
    "gain": "theory.gains",
    "moments": "theory.moments",
    "phase_diagram": "theory.edge_of_chaos",
    "pytorch_gain": "theory.gains",
    "q_map": "theory.maps",
    "variance_preserving": "theory.variance_preserving",
}


class LazyPackage(ModuleType):
    """A package that finds its numbers in its modules.

    Where a function and its module have one name, as `moments` has, the attribute of the package is the
    function, whoever imported what first; ``from theory.moments import ...`` finds the module all the same.
    """

    def __getattr__(self, name: str) -> object:
        if name not in NUMBERS:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        value = getattr(import_module(NUMBERS[name]), name)
        setattr(self, name, value)
        return value

    def __setattr__(self, name: str, value: object) -> None:
        # The first import of a module binds it to its name in the package.
        if not (name in NUMBERS and isinstance(value, ModuleType)):
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *NUMBERS})
