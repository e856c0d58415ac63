"""What is said of a refuted claim: each number in it is the paper's own, or what this code computes."""

import math
import re
from collections.abc import Mapping

import pytest

from paper_checks import LEDGER, Claim, Status
from tests.paper_checks.quotations import ELSEWHERE
from theory import get
from theory.mean_field.fixed_point import fixed_points
from theory.mean_field.gains import gain
from theory.results.deepnorm import deepnorm_encoder_beta
from theory.results.half_line import relu_unit_second_moment
from theory.results.initialization import sigmoid_gradient_under_xavier
from theory.results.relu import unit_variance_mean, unit_variance_mean_square
from theory.results.relu_depth import (
    xavier_relu_variance_22,
    xavier_relu_variance_30,
    xavier_relu_variance_ratio,
)
from theory.results.relu_ratios import he_relu_mean_limit
from theory.results.tanh_saturation import uniform_first_preactivation
from theory.schemes.lookup import scheme

NUMBER = re.compile(r"(?<![\w.^_])\d+\.\d+(?:e-?\d+)?|(?<![\w.^_])\d+e-\d+|(?<![\w.^_])\d+/\d+(?:\.\d+)?")
REFUTED = [claim for claim in LEDGER.values() if claim.expected is Status.REFUTED]

_HALF = {"1/2": 0.5, "0.50": 0.16 + 0.34}
_RE_READ = {"0.16": 1 / (2 * math.pi), "0.34": 0.5 - 1 / (2 * math.pi), "0.51": 0.51}
# Each number that a reason or an erratum gives beside those that the paper prints in the words that are judged.
COMPUTED: Mapping[str, Mapping[str, float]] = {
    "kumar2017.eq12.first-layer": {"4/5": 1 / (1 + float(get("sigmoid").at_zero()) ** 2)},
    "kumar2017.eq12.preserves-variance": {
        "1/4": 0.25,
        # Where q settles, q = (64/5) E g^2, of which the mean 1/2 is no variance.
        "0.104": fixed_points("sigmoid", 64 / 5)[0].q / (64 / 5) - 0.25,
    },
    "kumar2017.setup.released-inputs": {"1/4": (1 - 0) ** 2 / 4},
    "kumar2017.eq19.released-code": {"3.6": math.sqrt(64 / 5)},
    "kumar2017.sec3.1.explains-glorot": {
        "1/3": float(uniform_first_preactivation().rhs),
        "1/2": 0.5,  # the threshold of `tanh_modes`
        "0.9": 0.9,
    },
    "kumar2017.footnote1": {
        "0.354": fixed_points("sigmoid", 64 / 5)[0].chi,
        "4.53": fixed_points("sigmoid", 64 / 5)[0].q,
        "0.104": fixed_points("sigmoid", 64 / 5)[0].q / (64 / 5) - 0.25,
        "3e-5": fixed_points("sigmoid", 64 / 5)[0].chi ** 10,
    },
    "kumar2017.footnote1.tanh": {
        "25/9": 25 / 9,
        "1.21": next(p.chi for p in fixed_points("tanh", 25 / 9) if p.q > 0),
        "1.1785": next(p.q for p in fixed_points("tanh", 25 / 9) if p.q > 0),
        "6.7": next(p.chi for p in fixed_points("tanh", 25 / 9) if p.q > 0) ** 10,
    },
    "kumar2017.eq24": {
        "0.467": float(unit_variance_mean_square().rhs) - 1,
        "1.467": float(unit_variance_mean_square().rhs),
        "0.683": float(unit_variance_mean().rhs),
        "0.7": float(unit_variance_mean().rhs),
        "3/1.49": 3 / 1.49,
        "2.01": 3 / 1.49,
        "1.49": 1 + 0.7**2,
        "0.49": 0.7**2,
    },
    "kumar2017.eq25.unit-variance": {"0.68": 1 - 1 / math.pi},
    "kumar2017.sec4.1.halving": _HALF | _RE_READ,
    "kumar2017.sec4.1.mean-reached": {"0.564": float(he_relu_mean_limit().rhs)},
    "kumar2017.eq29": _HALF | _RE_READ,
    "kumar2017.eq30": _HALF | _RE_READ,
    "kumar2017.sec4.1.s22": _HALF | _RE_READ | {
        "2.46e-7": 0.34 * 0.51**21,
        "1.62e-7": 0.34 * 0.5**21,
        "1.63e-7": (0.5 - 0.5 / math.pi) * 0.5**21,
        "3.25e-7": float(xavier_relu_variance_22().rhs),
    },
    "kumar2017.sec4.1.s30": _HALF | _RE_READ | {
        "1.12e-9": 0.34 * 0.51**29,
        "6.33e-10": 0.34 * 0.5**29,
        "6.35e-10": (0.5 - 0.5 / math.pi) * 0.5**29,
        "1.27e-9": float(xavier_relu_variance_30().rhs),
    },
    "kumar2017.sec4.1.ratio": _HALF | _RE_READ | {
        "4.6e-3": 0.51**8,
        "3.9e-3": float(xavier_relu_variance_ratio().rhs),
        "6.33e-10": 0.34 * 0.5**29,
        "1.62e-7": 0.34 * 0.5**21,
        "3e-3": 3e-3,
    },
    "cpen455hw1.1.2.second-moment-is-Ez2": {"1/2": float(relu_unit_second_moment().rhs)},
    "cpen455hw1.3.3.base": {"1/2": float(relu_unit_second_moment().rhs)},
    "mlpslides.xavier-for-sigmoid": {
        "1/4": float(sigmoid_gradient_under_xavier().rhs) ** 0.5,
        "1/16": float(sigmoid_gradient_under_xavier().rhs),
    },
    "corollaries.pytorch-gain-tanh": {
        "5/3": 5 / 3,
        "1.5925": float(gain("tanh")),
        "1.1785": next(p.q for p in fixed_points("tanh", 25 / 9) if p.q > 0),
    },
    "corollaries.pytorch-gain-sigmoid": {"1/2": 0.5, "1.8462": float(gain("sigmoid"))},
    "corollaries.pytorch-gain-selu": {
        "3/4": 0.75,
        "9/16": 0.75**2,
        "0.023": next(p.q for p in fixed_points("selu", 9 / 16) if 0 < p.q < 1),
        "1.0037": next(p.chi for p in fixed_points("selu", 9 / 16) if 0 < p.q < 1),
    },
} | {
    f"corollaries.{framework}-truncated-normal": {
        "0.8796": scheme("truncated_normal_uncorrected(1, 2)").std(),
        "0.7737": scheme("truncated_normal_uncorrected(1, 2)").std() ** 2,
    }
    for framework in ("keras", "jax")
} | {
    "corollaries.deepnorm-encoder-beta.torchscale": {
        "1.15": 1 / float(deepnorm_encoder_beta().rhs),
        "0.87": float(deepnorm_encoder_beta().rhs),
        "1.32": 1.15 / float(deepnorm_encoder_beta().rhs),
    },
}  # fmt: skip


def _agrees(digits: str, value: float) -> bool:
    """Tell whether a number as printed is what the value rounds to."""
    if "/" in digits:
        top, bottom = map(float, digits.split("/"))
        return math.isclose(top / bottom, value, rel_tol=1e-12)
    mantissa, _, power = digits.partition("e")
    decimals = len(mantissa.partition(".")[2])
    return abs(float(digits) - value) <= 0.5000001 * 10.0 ** (int(power or 0) - decimals)


@pytest.mark.parametrize("claim", REFUTED, ids=lambda claim: claim.id)
def test_every_number_is_computed(claim: Claim) -> None:
    computed = COMPUTED.get(claim.id, {})
    for digits in NUMBER.findall(f"{claim.reason} {claim.erratum}"):
        assert digits in computed, f"{digits} is typed in: say in COMPUTED what it is"
        assert _agrees(digits, computed[digits]), (digits, computed[digits])


def test_a_number_that_changed_is_seen() -> None:
    assert _agrees("2.46e-7", 0.34 * 0.51**21)
    assert not _agrees("9.99e-7", 0.34 * 0.51**21)
    assert not _agrees("2.47e-7", 0.34 * 0.51**21)
    assert not _agrees("4/5", 0.75)
    assert NUMBER.findall("gives 2.46e-7 and (1/2)^21, 3e-3 or 4/5; x_22, m - 2") == [
        "2.46e-7",
        "1/2",
        "3e-3",
        "4/5",
    ]


def test_every_refuted_claim_has_an_erratum_of_one_line() -> None:
    for claim in LEDGER.values():
        assert bool(claim.erratum) == (claim.expected is Status.REFUTED), claim.id
        assert len(claim.erratum) <= 100, claim.id
        assert "|" not in claim.erratum, claim.id  # it stands in a table of Markdown


def test_only_printed_words_are_quoted() -> None:
    for claim in LEDGER.values():
        ours = ".corrected" in claim.id or "made precise" in claim.source.locator
        elsewhere = claim.source.paper.startswith(ELSEWHERE)
        assert bool(claim.source.words) == (elsewhere or not (ours or claim.paper == "corollaries")), claim.id
        assert claim.source.words or claim.source.reading, claim.id
