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
from theory.bounds import sigmoid_variance_bound, uniform_tanh_variance_bound
from theory.density import (
    inverse_tanh,
    tanh_centre_curvature,
    tanh_density,
    tanh_density_ratio,
    tanh_density_slope,
    tanh_distribution,
    tanh_mass,
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
from theory.kept import kept_units_mean, kept_units_pmf, poisson_components, thinned_poisson
from theory.norms import chi_mean, norm_ratio, norm_ratio_bound, norm_ratio_limit, root_bound
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
    xavier_preactivation_variance,
    xavier_relu_variance_22,
    xavier_relu_variance_30,
    xavier_relu_variance_ratio,
)
from theory.relu_limits import (
    he_relu_variance_limit,
    relu_deviation_limit,
    relu_mean_at_width,
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

__all__ = [
    "Activation",
    "Derivation",
    "DerivationError",
    "NoClosedForm",
    "chi_mean",
    "cross_terms",
    "elu_mean",
    "elu_second_moment",
    "elu_tail_mean",
    "elu_tail_second_moment",
    "evaluate",
    "first_layer_variance",
    "first_layer_variance_under_preserving_weights",
    "get",
    "he_relu_variance_limit",
    "he_weight_variance",
    "inverse_tanh",
    "kept_pmf",
    "kept_units_mean",
    "kept_units_pmf",
    "linearisation",
    "linearised_mean",
    "linearised_variance",
    "mean_correction",
    "mean_square",
    "mean_square_second_moment",
    "names",
    "norm_ratio",
    "norm_ratio_bound",
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
    "product_covariance",
    "product_dependence",
    "relative_fluctuation",
    "relu_deviation_limit",
    "relu_dropout_mean",
    "relu_dropout_second_moment",
    "relu_dropout_variance",
    "relu_fourth_moment",
    "relu_kurtosis",
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
    "relu_within_layer_variance",
    "root_bound",
    "row_square",
    "selu_mean_fixed",
    "selu_variance_fixed",
    "sigmoid_tangent",
    "sigmoid_variance_bound",
    "sigmoid_weight_deviation",
    "square_weight_variance",
    "tanh_centre_curvature",
    "tanh_decay",
    "tanh_density",
    "tanh_density_ratio",
    "tanh_density_slope",
    "tanh_distribution",
    "tanh_mass",
    "tanh_mean_square",
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
    "weight_unit_independence",
    "xavier_preactivation_variance",
    "xavier_relu_variance_22",
    "xavier_relu_variance_30",
    "xavier_relu_variance_ratio",
]
