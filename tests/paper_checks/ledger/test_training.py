"""Empirical claims: criteria can fail, predictions are the theory's, and networks that are trained again agree."""

import re
from collections.abc import Callable

import numpy as np
import pytest

from montecarlo import Convolutional, Departures, Normality, Outcome, Training, departures, train
from paper_checks import LEDGER, Claim, Status
from paper_checks.evidence.trainable_region import gradient_logs
from paper_checks.evidence.training import SEEDS, criterion_met, trainings_of, tried
from paper_checks.training_record import Record, TrainedOutcome
from theory import fixed_points, q_map

CLAIMS = [claim for claim in LEDGER.values() if claim.is_empirical]
each_claim = pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
EXPERIMENTS = {
    training.key: pytest.param(training, id=f"{claim.id} {name}")
    for claim in reversed(CLAIMS)
    for name, training in trainings_of(claim.trial).items()
}


def _outcome(training: Training, accuracy: Callable[[np.ndarray], np.ndarray], gradient: float) -> Outcome:
    """Return an outcome of three seeds alike, whose accuracies follow a curve over the epochs."""
    curve = np.tile(accuracy(np.arange(training.epochs + 1.0)), (3, 1))
    top5 = np.minimum(1.0, 0.4 + curve)
    return Outcome(
        training.key, (0, 1, 2), 1.0 - curve, np.isnan(curve).any(axis=1), curve, top5, curve, top5, 1.0 - curve,
        np.full((3, training.epochs + 1, training.network.depth), gradient),
    )  # fmt: skip


def _never(epochs: np.ndarray) -> np.ndarray:
    return np.full(epochs.shape, 0.1)


def _rising(level: float, epoch: float) -> Callable[[np.ndarray], np.ndarray]:
    """Return a curve from 0 that reaches a level at an epoch, and 1 at last."""
    return lambda epochs: np.minimum(1.0, level * epochs / epoch)


def _lost(epochs: np.ndarray) -> np.ndarray:
    return np.where(epochs < 2, 0.1, np.nan)


def _departures(normality: Normality, *distances: float) -> Departures:
    """Return the departures of three seeds alike: these distances in the last hidden layer, and none in the others."""
    found = np.zeros((3, len(normality.after), normality.training.network.depth - 1))
    found[:, :, -1] = distances
    return Departures(normality.key, (0, 1, 2), found, np.zeros_like(found), np.zeros_like(found))


FAST, SLOW = _rising(0.9, 3.0), _rising(0.9, 6.0)
# Of each claim: curves and gradients of its experiments that meet its criterion, and such that do not.
MET = {
    "kumar2017.prop2.other-iterations": (
        [(0.01, 0.04, 0.05, 0.05)],
        [
            [(0.06, 0, 0, 0)],
            [(0, 0.06, 0, 0)],
            [(0, 0, 0.06, 0)],
            [(0, 0, 0, 0.06)],
            [(0, 0, np.nan, np.nan)],
        ],
    ),
    "kumar2017.fig3": ([(_never, 1)], [[(FAST, 1)], [(_lost, 1)]]),
    "kumar2017.fig3.recommended": ([(FAST, 1)], [[(_never, 1)], [(_lost, 1)]]),
    "kumar2017.fig3.exact": ([(FAST, 1)], [[(_never, 1)], [(_lost, 1)]]),
    "kumar2017.fig3.released-code": ([(FAST, 1)], [[(_never, 1)], [(_lost, 1)]]),
    **{
        f"kumar2017.fig3.{images}{weights}": trial
        for images in ("convolutional", "cifar10")
        for weights, trial in {
            "": ([(_never, 1)], [[(FAST, 1)], [(_lost, 1)]]),
            ".recommended": ([(FAST, 1)], [[(_never, 1)], [(_lost, 1)]]),
            ".released-code": ([(FAST, 1)], [[(_never, 1)], [(_lost, 1)]]),
        }.items()
    },
    "mlpslides.relu-vs-tanh": (
        [(_rising(0.75, 2), 1), (_rising(0.75, 6), 1)],
        [[(FAST, 1), (FAST, 1)], [(SLOW, 1), (FAST, 1)], [(_never, 1), (_never, 1)]],
    ),
    "mlpslides.relu-vs-tanh.six-times": (
        [(_rising(0.75, 2), 1), (_rising(0.75, 12), 1)],
        [[(FAST, 1), (SLOW, 1)], [(_rising(0.75, 2), 1), (_rising(0.75, 14), 1)]],
    ),
    "mlpslides.he-22": ([(FAST, 1), (SLOW, 1)], [[(FAST, 1), (_never, 1)], [(_lost, 1), (FAST, 1)]]),
    "mlpslides.he-22.earlier": (
        [(FAST, 1), (SLOW, 1)],
        [
            [(SLOW, 1), (FAST, 1)],
            [(FAST, 1), (FAST, 1)],
            [(_lost, 1), (_never, 1)],
            [(_rising(0.25, 3.2), 1), (_rising(0.25, 3.7), 1)],  # in the same epoch
        ],
    ),
    "mlpslides.he-30": (
        [(FAST, 1), (_never, 1)],
        [
            [(FAST, 1), (SLOW, 1)],
            [(_never, 1), (_never, 1)],
            [(_never, 1), (FAST, 1)],
            [(FAST, 1), (_lost, 1)],
        ],
    ),
    "mlpslides.he-30.gradients": ([(FAST, 1), (_never, 4e-5)], [[(FAST, 1), (_never, 2e-3)]]),
}


def _met(claim: Claim, curves: list) -> list[bool]:  # type: ignore[type-arg]
    trainings = trainings_of(claim.trial).values()
    outcomes = [
        _departures(training, *curve) if isinstance(training, Normality) else _outcome(training, *curve)
        for training, curve in zip(trainings, curves, strict=True)
    ]
    for quantity in claim.trial.quantities.values():
        assert np.shape(quantity(*outcomes)) == (3,)
    return criterion_met(claim.trial, outcomes).tolist()


@each_claim
def test_a_criterion_can_be_met_and_missed(claim: Claim) -> None:
    good, others = MET[claim.id]
    assert _met(claim, good) == [True] * 3
    for bad in others:
        assert _met(claim, bad) == [False] * 3


def test_tanh_that_never_gets_there_takes_longer_than_all_epochs(seed: int) -> None:
    """So it is known to take twice as long as a ReLU network that needs less than half of them."""
    claim = LEDGER["mlpslides.relu-vs-tanh"]
    (epochs,) = {training.epochs for training in trainings_of(claim.trial).values()}
    for part in np.random.default_rng(seed).uniform(0.1, 0.9, 5):
        met = _met(claim, [(_rising(0.75, part * epochs), 1), (_never, 1)])
        assert met == [bool(part < 0.5)] * 3


@pytest.mark.parametrize(
    ("id", "activation", "weight_variance", "chi", "left"),
    [
        ("kumar2017.fig3", "sigmoid", 1.0, "0.056", "5e-12"),
        ("kumar2017.fig3.recommended", "sigmoid", 3.6**2, "0.36", "9e-5"),
        # The variance of a normal law cut at two standard deviations is 0.774 of it.
        ("kumar2017.fig3.released-code", "sigmoid", 3.6 * 0.7737, "0.13", "1e-8"),
        ("kumar2017.fig3.exact", "sigmoid", 3.40856, "0.15", "5e-8"),
    ],
)
def test_the_predictions_that_are_printed_are_the_theorys(
    id: str, activation: str, weight_variance: float, chi: str, left: str
) -> None:
    (point,) = fixed_points(activation, weight_variance)
    digits = len(chi.partition(".")[2])
    assert f"χ = {chi}" in LEDGER[id].source.reading
    assert round(point.chi, digits) == float(chi)
    assert left in LEDGER[id].source.reading
    assert f"{point.chi**9:.0e}".replace("e-0", "e-") == left


def test_the_exact_weights_keep_the_variance_1_of_pre_activations() -> None:
    (training,) = trainings_of(LEDGER["kumar2017.fig3.exact"].trial).values()
    first, *others = training.network.variances  # the digits have mean 0 and variance 1
    assert first == 1.0
    for variance in others:
        assert q_map("sigmoid", 1.0, variance) == pytest.approx(1.0, rel=1e-6)
    assert f"E g(Z)² = {others[0]}" in LEDGER["kumar2017.fig3.exact"].source.reading


@pytest.mark.parametrize("images", ["convolutional", "cifar10"])
def test_convolutions_have_the_predictions_of_dense_layers(images: str) -> None:
    for weights in ("", ".recommended", ".released-code"):
        dense, own = (LEDGER[f"kumar2017.fig3{name}{weights}"].source.reading for name in ("", f".{images}"))
        (chi,) = re.findall(r"χ = ([\d.]*\d)", own)
        assert f"χ = {chi}" in dense


def test_the_gradients_that_relu_layers_lose_are_the_theorys() -> None:
    """Under Xavier's weights the only fixed point is 0, where ReLU halves both variances in each layer."""
    assert fixed_points("relu", 1.0)[0].chi == pytest.approx(0.5)
    for id, layers, factor in (
        ("mlpslides.he-22", 21, "0.0007"),
        ("mlpslides.he-30.gradients", 29, "0.00004"),
    ):
        assert f"2^(-{layers}/2) = {factor}" in LEDGER[id].source.reading
        assert f"{2 ** (-layers / 2):.0e}" == f"{float(factor):.0e}"


def test_the_depth_scales_of_thirty_relu_layers_are_the_theorys() -> None:
    assert fixed_points("relu", 2.0)[0].chi == pytest.approx(1.0)
    assert round(29 / fixed_points("relu", 1.0)[0].depth_scale) == 20
    assert "29 layers are 20 depth scales" in LEDGER["mlpslides.he-30"].source.reading


def test_what_tanh_layers_leave_of_a_gradient_is_the_theorys() -> None:
    left = np.exp(gradient_logs("tanh", [1.0], 4)[0, -1])
    assert f"tanh layers leave {left:.2f} of it" in LEDGER["mlpslides.relu-vs-tanh"].source.reading


@pytest.mark.parametrize(("layers", "id"), [(21, "mlpslides.he-22"), (29, "mlpslides.he-30")])
def test_the_layers_take_off_the_gradient_what_the_theory_says(layers: int, id: str, record: Record) -> None:
    """The median over the seeds; and alike in all layers.

    With Xavier's weights all outputs are near 0, and the slopes of the loss cancel in the mean over the examples, of
    which there are as many in each class: the gradient is smaller still, by up to 32.
    """
    he, xavier = (record.experiments[t.key].outcome for t in trainings_of(LEDGER[id].trial).values())
    ratio = np.log2(np.median(xavier.gradient_norm[:, 0] / he.gradient_norm[:, 0], axis=0)) + layers / 2
    assert -5 < ratio.min() < ratio.max() < 1
    assert ratio.max() - ratio.min() < 2  # of 21 or 29 halvings


# --- trained again -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def again(
    record: Record, pytestconfig: pytest.Config
) -> Callable[[Training | Normality], Outcome | Departures]:
    """Return the function that trains an experiment: one seed of the record, or all of them with --training.

    A test of what the record lacks, or of what needs PyTorch where that is not installed, is skipped.
    """
    found: dict[str, Outcome | Departures] = {}

    def trained(training: Training | Normality) -> Outcome | Departures:
        if training.key not in record.experiments:
            pytest.skip("the record lacks this experiment")
        if isinstance(training.network, Convolutional):
            pytest.importorskip("torch")
        if training.key not in found:
            seeds = record.experiments[training.key].outcome.seeds
            carry_out = departures if isinstance(training, Normality) else train
            found[training.key] = carry_out(
                training, seeds if pytestconfig.getoption("--training") else seeds[:1]
            )
        return found[training.key]

    return trained


@pytest.mark.parametrize("training", EXPERIMENTS.values())
def test_networks_start_as_those_of_the_record(
    training: Training | Normality,
    again: Callable[[Training | Normality], Outcome | Departures],
    record: Record,
) -> None:
    """Before any step CPUs differ by rounding alone: the record is of these experiments and of this code."""
    new = again(training)
    stored = record.experiments[training.key].outcome
    name = "distance" if isinstance(training, Normality) else "loss"
    (new_start, start) = (getattr(found, name)[:, 0] for found in (new, stored))
    np.testing.assert_allclose(new_start, start[: len(new.seeds)], rtol=1e-3)


@each_claim
def test_networks_that_are_trained_again_meet_the_criterion_as_those_of_the_record(
    claim: Claim, again: Callable[[Training | Normality], Outcome | Departures], record: Record
) -> None:
    trainings = trainings_of(claim.trial).values()
    new = [again(training) for training in trainings]
    if len(new[0].seeds) < SEEDS:
        stored = [record.experiments[training.key].outcome for training in trainings]
        expected = criterion_met(claim.trial, stored)[: len(new[0].seeds)]
        decided = tried(claim, record).status in (Status.VERIFIED, Status.REFUTED)
        # Where the seeds disagree, rounding may turn one.
        assert not decided or criterion_met(claim.trial, new).tolist() == expected.tolist()
        return
    entries = {outcome.key: TrainedOutcome("again", "", "", "", {}, outcome) for outcome in new}
    assert tried(claim, Record(experiments=entries)).status is tried(claim, record).status


def test_in_fifteen_epochs_22_layers_do_not_converge_from_xaviers_weights_either(record: Record) -> None:
    """The reading of mlpslides.he-30 says so."""
    xavier = trainings_of(LEDGER["mlpslides.he-22"].trial)["Xavier"]
    accuracy = record.experiments[xavier.key].outcome.validation_accuracy
    assert int((accuracy[:, :16].max(axis=1) >= 0.8).sum()) <= 1
    assert "in 15 epochs they would not converge" in LEDGER["mlpslides.he-30"].source.reading
