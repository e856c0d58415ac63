"""Weight-initialisation theory, derived: every result is a checked chain from its definition.

>>> from theory import relu_variance
>>> relu_variance().rhs                      # a SymPy expression; the derivation renders in a notebook
-u**2/(2*pi) + u**2/2
>>> relu_variance()(u=[1.0, 2.0])            # a NumPy function
array([0.34084506, 1.36338023])
>>> relu_variance().check()                  # every step proved twice, or DerivationError
"""

import sys
from typing import TYPE_CHECKING

from theory.activations import Activation, NoClosedForm, get, names
from theory.batchnorm import normalized_mean, normalized_variance
from theory.bounds import sigmoid_variance_bound, uniform_tanh_variance_bound
from theory.density import (
    inverse_tanh,
    tanh_centre_curvature,
    tanh_density,
    tanh_density_slope,
    tanh_distribution,
    tanh_mass,
    tanh_modes,
    tanh_modes_at_one,
    tanh_slope_ratio,
)
from theory.derivation import Derivation, DerivationError
from theory.differentiable import (
    first_layer_variance,
    first_layer_variance_under_preserving_weights,
    mean_correction,
    sigmoid_tangent,
    sigmoid_weight_deviation,
    square_weight_variance,
    tanh_decay,
    tanh_mean_square,
    tanh_tangent,
    tanh_weight_deviation,
    uniform_tanh_variance,
    uniform_weight_variance,
)
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
from theory.elu import (
    elu_mean,
    elu_second_moment,
    elu_tail_mean,
    elu_tail_second_moment,
    selu_mean_fixed,
    selu_variance_fixed,
)
from theory.finite_width import (
    mean_square,
    mean_square_second_moment,
    preactivation_kurtosis,
    relative_fluctuation,
    relu_kurtosis,
)
from theory.gaussian import relu_fourth_moment, relu_mean, relu_second_moment, relu_variance
from theory.gelu import (
    erf_derivative_second_moment,
    erf_second_moment,
    gelu_derivative_second_moment,
    gelu_mean,
    gelu_second_moment,
)
from theory.kept import kept_units_mean, kept_units_pmf, poisson_components, thinned_poisson
from theory.lazy import LazyPackage
from theory.norms import chi_mean, norm_ratio, norm_ratio_bound, norm_ratio_limit, root_bound
from theory.numeric import evaluate, numpy_function
from theory.parsing import parse
from theory.propagation import (
    linearisation,
    linearised_mean,
    linearised_variance,
    preactivation_mean,
    preactivation_variance,
    preserving_weight_variance,
)
from theory.pytorch import (
    elu_gain,
    leaky_relu_gain,
    leaky_relu_second_moment,
    linear_gain,
    relu_gain,
    selu_at_rest,
    sigmoid_gain,
    tanh_at_rest,
    tanh_at_rest_backward,
    tanh_gain,
)
from theory.relu import (
    he_weight_variance,
    unit_preactivation_variance,
    unit_variance_mean,
    unit_variance_mean_square,
    unit_variance_weights,
    xavier_preactivation_variance,
    xavier_relu_variance_22,
    xavier_relu_variance_30,
    xavier_relu_variance_ratio,
)
from theory.relu_limits import (
    he_relu_variance_limit,
    relu_deviation_limit,
    relu_mean_at_width,
    relu_mean_limit,
    relu_mean_recursion_limit,
    relu_mean_squared_limit,
    relu_variance_at_width,
    relu_variance_limit,
    relu_variance_recursion_limit,
    relu_within_layer_variance,
)
from theory.rows import (
    cross_terms,
    product_covariance,
    product_dependence,
    row_square,
    weight_unit_independence,
)

if TYPE_CHECKING:
    from theory.correlation import c_map, c_slope
    from theory.edge_of_chaos import edge_of_chaos, phase_diagram
    from theory.fixed_points import FixedPoint, fixed_points
    from theory.gains import effect, gain, pytorch_gain
    from theory.maps import BatchNorm, backward_map, chi, q_map
    from theory.moments import Moments, moments
    from theory.variance_preserving import variance_preserving

sys.modules[__name__].__class__ = LazyPackage

__all__ = [
    "Activation",
    "BatchNorm",
    "Derivation",
    "DerivationError",
    "FixedPoint",
    "Moments",
    "NoClosedForm",
    "backward_map",
    "c_map",
    "c_slope",
    "chi",
    "chi_mean",
    "cross_terms",
    "edge_of_chaos",
    "effect",
    "elu_gain",
    "elu_mean",
    "elu_second_moment",
    "elu_tail_mean",
    "elu_tail_second_moment",
    "erf_derivative_second_moment",
    "erf_second_moment",
    "evaluate",
    "first_layer_variance",
    "first_layer_variance_under_preserving_weights",
    "fixed_points",
    "gain",
    "gelu_derivative_second_moment",
    "gelu_mean",
    "gelu_second_moment",
    "get",
    "he_relu_variance_limit",
    "he_weight_variance",
    "inverse_tanh",
    "kept_pmf",
    "kept_units_mean",
    "kept_units_pmf",
    "leaky_relu_gain",
    "leaky_relu_second_moment",
    "linear_gain",
    "linearisation",
    "linearised_mean",
    "linearised_variance",
    "mean_correction",
    "mean_square",
    "mean_square_second_moment",
    "moments",
    "names",
    "norm_ratio",
    "norm_ratio_bound",
    "norm_ratio_limit",
    "normalized_mean",
    "normalized_variance",
    "numpy_function",
    "parse",
    "phase_diagram",
    "poisson_components",
    "poisson_limit",
    "preactivation_kurtosis",
    "preactivation_mean",
    "preactivation_variance",
    "preserving_weight_variance",
    "product_covariance",
    "product_dependence",
    "pytorch_gain",
    "q_map",
    "relative_fluctuation",
    "relu_deviation_limit",
    "relu_dropout_mean",
    "relu_dropout_second_moment",
    "relu_dropout_variance",
    "relu_fourth_moment",
    "relu_gain",
    "relu_kurtosis",
    "relu_mean",
    "relu_mean_at_width",
    "relu_mean_limit",
    "relu_mean_recursion_limit",
    "relu_mean_squared_limit",
    "relu_second_moment",
    "relu_unit_mean",
    "relu_unit_variance",
    "relu_variance",
    "relu_variance_at_width",
    "relu_variance_limit",
    "relu_variance_recursion_limit",
    "relu_within_layer_variance",
    "root_bound",
    "row_square",
    "selu_at_rest",
    "selu_mean_fixed",
    "selu_variance_fixed",
    "sigmoid_gain",
    "sigmoid_tangent",
    "sigmoid_variance_bound",
    "sigmoid_weight_deviation",
    "square_weight_variance",
    "tanh_at_rest",
    "tanh_at_rest_backward",
    "tanh_centre_curvature",
    "tanh_decay",
    "tanh_density",
    "tanh_density_slope",
    "tanh_distribution",
    "tanh_gain",
    "tanh_mass",
    "tanh_mean_square",
    "tanh_modes",
    "tanh_modes_at_one",
    "tanh_slope_ratio",
    "tanh_tangent",
    "tanh_weight_deviation",
    "thinned_poisson",
    "uniform_tanh_variance",
    "uniform_tanh_variance_bound",
    "uniform_weight_variance",
    "unit_preactivation_variance",
    "unit_variance_mean",
    "unit_variance_mean_square",
    "unit_variance_weights",
    "unscaled_dropout_ratio",
    "variance_preserving",
    "weight_unit_independence",
    "xavier_preactivation_variance",
    "xavier_relu_variance_22",
    "xavier_relu_variance_30",
    "xavier_relu_variance_ratio",
]
