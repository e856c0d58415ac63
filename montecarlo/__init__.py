"""Monte Carlo of random networks: definitions alone, measured with error bars.

>>> from montecarlo import deviation, forward, interval, run
>>> network = forward(widths=(500,) * 3, activation="relu", weight_variance=2.0, record=("y2", "y2^2"))
>>> moments = run(network, replicates=2000, seed=0)
>>> sd = deviation("y2", "y2^2")
>>> bounds = interval(sd.value(moments), sd.standard_error(moments), moments.count)
"""

from montecarlo.activations import register
from montecarlo.architecture import Architecture
from montecarlo.backward import Backward
from montecarlo.checkpoint import CheckpointError
from montecarlo.conditional import Conditional
from montecarlo.demo import Demo
from montecarlo.dense import Dense
from montecarlo.distribution import Distribution, at_most
from montecarlo.estimands import Estimand, deviation, excess_kurtosis, mean, ratio, richardson, variance
from montecarlo.experiment import CommonNumbers, Experiment, SeparateNumbers
from montecarlo.forward import forward
from montecarlo.homogeneous import Homogeneous
from montecarlo.inference import (
    ALPHA,
    Z_POWER,
    Decision,
    Interval,
    Z,
    decide,
    dkw_band,
    interval,
    planned_replicates,
    power,
    skewness,
)
from montecarlo.layers import DroppedLayer, MaskCount, NormalizedBatch, batch_norm, dropout
from montecarlo.masks import ThinnedCount
from montecarlo.moments import Moments
from montecarlo.network import Network
from montecarlo.row import Row
from montecarlo.run import pilot, run
from montecarlo.streams import experiment_key, stream
from montecarlo.unitwise import Unitwise
from montecarlo.weights import inputs, weight_matrices

__all__ = [
    "ALPHA",
    "Z_POWER",
    "Architecture",
    "Backward",
    "CheckpointError",
    "CommonNumbers",
    "Conditional",
    "Decision",
    "Demo",
    "Dense",
    "Distribution",
    "DroppedLayer",
    "Estimand",
    "Experiment",
    "Homogeneous",
    "Interval",
    "MaskCount",
    "Moments",
    "Network",
    "NormalizedBatch",
    "Row",
    "SeparateNumbers",
    "ThinnedCount",
    "Unitwise",
    "Z",
    "at_most",
    "batch_norm",
    "decide",
    "deviation",
    "dkw_band",
    "dropout",
    "excess_kurtosis",
    "experiment_key",
    "forward",
    "inputs",
    "interval",
    "mean",
    "pilot",
    "planned_replicates",
    "power",
    "ratio",
    "register",
    "richardson",
    "run",
    "skewness",
    "stream",
    "variance",
    "weight_matrices",
]
