"""Weight-initialisation theory, derived: every result is a checked chain from its definition.

>>> from theory import relu_variance
>>> relu_variance().rhs                      # a SymPy expression; the derivation renders in a notebook
-u**2/(2*pi) + u**2/2
>>> relu_variance()(u=[1.0, 2.0])            # a NumPy function
array([0.34084506, 1.36338023])
>>> relu_variance().check()                  # every step proved twice, or DerivationError
"""

from theory.activations import Activation, NoClosedForm, get, names
from theory.batchnorm import normalized_mean, normalized_variance
from theory.derivation import Derivation, DerivationError
from theory.dropout import (
    kept_pmf,
    poisson_limit,
    relu_dropout_mean,
    relu_dropout_second_moment,
    relu_dropout_variance,
    relu_unit_mean,
    relu_unit_variance,
    unscaled_dropout_ratio,
)
from theory.finite_width import (
    chi_mean,
    mean_square,
    mean_square_second_moment,
    norm_ratio,
    norm_ratio_limit,
    preactivation_kurtosis,
    relative_fluctuation,
    relu_deviation_limit,
    relu_mean_at_width,
    relu_variance_at_width,
    relu_variance_limit,
    root_bound,
)
from theory.gaussian import relu_mean, relu_second_moment, relu_variance
from theory.kept import kept_units_mean, kept_units_pmf, poisson_components, thinned_poisson
from theory.numeric import evaluate, numpy_function
from theory.propagation import (
    linearisation,
    linearised_mean,
    linearised_variance,
    preactivation_mean,
    preactivation_variance,
    preserving_weight_variance,
)
from theory.relu import (
    he_weight_variance,
    unit_preactivation_variance,
    unit_variance_mean,
    unit_variance_mean_square,
    unit_variance_weights,
    xavier_mean_square,
    xavier_preactivation_variance,
    xavier_relu_mean_recursion,
    xavier_relu_mean_squared,
    xavier_relu_variance,
    xavier_relu_variance_22,
    xavier_relu_variance_30,
    xavier_relu_variance_ratio,
    xavier_relu_variance_recursion,
)
from theory.relu_limits import (
    he_relu_variance_limit,
    relu_mean_recursion_limit,
    relu_mean_squared_limit,
    relu_variance_recursion_limit,
)

__all__ = [
    "Activation",
    "Derivation",
    "DerivationError",
    "NoClosedForm",
    "chi_mean",
    "evaluate",
    "get",
    "he_relu_variance_limit",
    "he_weight_variance",
    "kept_pmf",
    "kept_units_mean",
    "kept_units_pmf",
    "linearisation",
    "linearised_mean",
    "linearised_variance",
    "mean_square",
    "mean_square_second_moment",
    "names",
    "norm_ratio",
    "norm_ratio_limit",
    "normalized_mean",
    "normalized_variance",
    "numpy_function",
    "poisson_components",
    "poisson_limit",
    "preactivation_kurtosis",
    "preactivation_mean",
    "preactivation_variance",
    "preserving_weight_variance",
    "relative_fluctuation",
    "relu_deviation_limit",
    "relu_dropout_mean",
    "relu_dropout_second_moment",
    "relu_dropout_variance",
    "relu_mean",
    "relu_mean_at_width",
    "relu_mean_recursion_limit",
    "relu_mean_squared_limit",
    "relu_second_moment",
    "relu_unit_mean",
    "relu_unit_variance",
    "relu_variance",
    "relu_variance_at_width",
    "relu_variance_limit",
    "relu_variance_recursion_limit",
    "root_bound",
    "thinned_poisson",
    "unit_preactivation_variance",
    "unit_variance_mean",
    "unit_variance_mean_square",
    "unit_variance_weights",
    "unscaled_dropout_ratio",
    "xavier_mean_square",
    "xavier_preactivation_variance",
    "xavier_relu_mean_recursion",
    "xavier_relu_mean_squared",
    "xavier_relu_variance",
    "xavier_relu_variance_22",
    "xavier_relu_variance_30",
    "xavier_relu_variance_ratio",
    "xavier_relu_variance_recursion",
]
