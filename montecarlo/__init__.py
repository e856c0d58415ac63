"""Monte Carlo of random networks: drawn from their definitions, and measured with error bars.

>>> from montecarlo import deviation, forward, run
>>> network = forward(widths=(500,) * 3, activation="relu", weight_variance=2.0, record=("y2", "y2^2"))
>>> sample = run(network, replicates=2000, seed=0)
>>> deviation("y2", "y2^2").interval(sample)
Interval(low=1.402..., high=1.420...)
"""

from montecarlo.engines.architecture import Architecture
from montecarlo.engines.backward import Backward
from montecarlo.engines.conditional import Conditional
from montecarlo.engines.cs231n_demo import Demo
from montecarlo.engines.dead_unit import DeadUnit
from montecarlo.engines.dense import Dense
from montecarlo.engines.distribution import Distribution
from montecarlo.engines.dropped_layer import DroppedLayer, dropout
from montecarlo.engines.dropped_network import DroppedNetwork
from montecarlo.engines.fastest import forward
from montecarlo.engines.homogeneous import Homogeneous
from montecarlo.engines.indicators import at_most
from montecarlo.engines.kept_units import MaskCount, ThinnedCount
from montecarlo.engines.layerwise import Layerwise
from montecarlo.engines.network import Network
from montecarlo.engines.normalized_batch import NormalizedBatch, batch_norm
from montecarlo.engines.normalized_network import NormalizedNetwork
from montecarlo.engines.shares import Shares
from montecarlo.engines.weight_row import Row
from montecarlo.running.checkpoint import CheckpointError
from montecarlo.running.draw import NotFiniteError
from montecarlo.running.experiment import CommonNumbers, Experiment, SeparateNumbers
from montecarlo.running.kept import samples
from montecarlo.running.runner import pilot, run
from montecarlo.sampling.examples import Examples
from montecarlo.sampling.own_activations import register
from montecarlo.sampling.streams import experiment_key, stream
from montecarlo.sampling.weights import InputLaw, WeightLaw, inputs, weight_matrices
from montecarlo.statistics.estimands import (
    Estimand,
    deviation,
    excess_kurtosis,
    mean,
    ratio,
    richardson,
    variance,
)
from montecarlo.statistics.inference import (
    ALPHA,
    Z_POWER,
    Interval,
    Z,
    dkw_band,
    interval,
    planned_replicates,
    power,
    skewness,
)
from montecarlo.statistics.quantiles import Quantile, Samples, quantile
from montecarlo.statistics.sample_moments import SampleMoments
from montecarlo.training.convolutional import Convolutional
from montecarlo.training.network import Trained
from montecarlo.training.normality import Departures, Normality, departures
from montecarlo.training.optimisers import Momentum, RMSprop
from montecarlo.training.outcome import Outcome
from montecarlo.training.signals import preactivations
from montecarlo.training.trainer import train
from montecarlo.training.training import Training

__all__ = [
    "ALPHA",
    "Z_POWER",
    "Architecture",
    "Backward",
    "CheckpointError",
    "CommonNumbers",
    "Conditional",
    "Convolutional",
    "DeadUnit",
    "Demo",
    "Dense",
    "Departures",
    "Distribution",
    "DroppedLayer",
    "DroppedNetwork",
    "Estimand",
    "Examples",
    "Experiment",
    "Homogeneous",
    "InputLaw",
    "Interval",
    "Layerwise",
    "MaskCount",
    "Momentum",
    "Network",
    "Normality",
    "NormalizedBatch",
    "NormalizedNetwork",
    "NotFiniteError",
    "Outcome",
    "Quantile",
    "RMSprop",
    "Row",
    "SampleMoments",
    "Samples",
    "SeparateNumbers",
    "Shares",
    "ThinnedCount",
    "Trained",
    "Training",
    "WeightLaw",
    "Z",
    "at_most",
    "batch_norm",
    "departures",
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
    "preactivations",
    "quantile",
    "ratio",
    "register",
    "richardson",
    "run",
    "samples",
    "skewness",
    "stream",
    "train",
    "variance",
    "weight_matrices",
]
