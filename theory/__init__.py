"""Weight-initialisation theory, derived: each result is a checked chain of steps from its definition.

>>> import theory
>>> relu_variance = theory.equation("kumar2017 (22)")
>>> relu_variance.rhs                        # a SymPy expression; the derivation renders in a notebook
-u**2/(2*pi) + u**2/2
>>> relu_variance(u=[1.0, 2.0])              # a NumPy function
array([0.34084506, 1.36338023])
>>> relu_variance.check()                    # every step proved twice, or DerivationError
>>> theory.gain("relu")                      # numbers, of any activation
array(1.41421356)
"""

from importlib import import_module
from typing import TYPE_CHECKING

from theory import notation
from theory.activation.activation import Activation
from theory.activation.closed_forms import NoClosedForm
from theory.activation.lookup import get, names
from theory.activation.parsing import parse
from theory.derivation.bounds import AtLeast, AtMost
from theory.derivation.derivation import Derivation, DerivationError
from theory.derivation.derivatives import Differentiate
from theory.derivation.evaluation import evaluate
from theory.derivation.expansions import Approx
from theory.derivation.hypotheses import Assumed
from theory.derivation.identities import Equal
from theory.derivation.integrals import Evaluate, Even, Parameter, Substitute, Support, Symmetrise
from theory.derivation.limits import Limit, Squeeze
from theory.derivation.registry import derived, equation, equations
from theory.derivation.sizes import Index

if TYPE_CHECKING:
    from theory.integration.gaussian_moments import moments
    from theory.mean_field.correlation import c_map, c_slope
    from theory.mean_field.dense_network import DenseNetwork
    from theory.mean_field.fixed_point import fixed_points
    from theory.mean_field.gains import gain, pytorch_gain
    from theory.mean_field.maps import BatchNorm, backward_map, chi, q_map
    from theory.mean_field.phases import edge_of_chaos, phase_diagram
    from theory.mean_field.preservation import variance_preserving
    from theory.schemes.definition import Scheme
    from theory.schemes.fan_counts import fans
    from theory.schemes.lookup import scheme, scheme_names

# The kinds of step that most derivations need.  Those for one purpose stay in their modules: bounds of integrals
# (theory.derivation.bounds), sums over a count (theory.derivation.series), numbers of roots (theory.derivation.roots).
__all__ = [
    "Activation",
    "Approx",
    "Assumed",
    "AtLeast",
    "AtMost",
    "BatchNorm",
    "DenseNetwork",
    "Derivation",
    "DerivationError",
    "Differentiate",
    "Equal",
    "Evaluate",
    "Even",
    "Index",
    "Limit",
    "NoClosedForm",
    "Parameter",
    "Scheme",
    "Squeeze",
    "Substitute",
    "Support",
    "Symmetrise",
    "backward_map",
    "c_map",
    "c_slope",
    "chi",
    "derived",
    "edge_of_chaos",
    "equation",
    "equations",
    "evaluate",
    "fans",
    "fixed_points",
    "gain",
    "get",
    "moments",
    "names",
    "notation",
    "parse",
    "phase_diagram",
    "pytorch_gain",
    "q_map",
    "scheme",
    "scheme_names",
    "variance_preserving",
]

# Functions that compute numbers need SciPy, which takes as long to import as SymPy.  Each is imported at first use.
_NUMBERS = {
    "BatchNorm": "theory.mean_field.maps",
    "DenseNetwork": "theory.mean_field.dense_network",
    "Scheme": "theory.schemes.definition",
    "backward_map": "theory.mean_field.maps",
    "c_map": "theory.mean_field.correlation",
    "c_slope": "theory.mean_field.correlation",
    "chi": "theory.mean_field.maps",
    "edge_of_chaos": "theory.mean_field.phases",
    "fans": "theory.schemes.fan_counts",
    "fixed_points": "theory.mean_field.fixed_point",
    "gain": "theory.mean_field.gains",
    "moments": "theory.integration.gaussian_moments",
    "phase_diagram": "theory.mean_field.phases",
    "pytorch_gain": "theory.mean_field.gains",
    "q_map": "theory.mean_field.maps",
    "scheme": "theory.schemes.lookup",
    "scheme_names": "theory.schemes.lookup",
    "variance_preserving": "theory.mean_field.preservation",
}


def __getattr__(name: str) -> object:
    if name not in _NUMBERS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_NUMBERS[name]), name)
    return value


def __dir__() -> list[str]:
    return __all__
