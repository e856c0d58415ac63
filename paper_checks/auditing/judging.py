"""One tensor against one law of any kind, against each family of laws, and against each named scheme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from paper_checks.auditing.archives import Loader
from paper_checks.auditing.cut_normals import FORMS
from paper_checks.auditing.law_tests import fits_form, fitting_cuts, refusals
from paper_checks.auditing.orthogonality import Orthonormal, gain_tolerance, orthonormal
from paper_checks.auditing.pools import joined
from paper_checks.auditing.sample import Sample, summarised
from theory.schemes.definition import Scheme
from theory.schemes.fan_counts import Fans, fans
from theory.schemes.laws import Constant, Law, Orthogonal
from theory.schemes.lookup import named_schemes

__all__ = ["Weight", "fitting_families", "fitting_schemes", "judge", "judge_pool", "loaded", "plain_fans"]


_REPEATED = 8  # values, of which two differ


@dataclass(frozen=True, eq=False)
class Weight:
    """A tensor as the tests see it.

    Parameters
    ----------
    name : str
    shape : tuple of int
    sample : Sample
    orthogonal : Orthonormal or None
        If its shorter side is orthogonal.
    """

    name: str
    shape: tuple[int, ...]
    sample: Sample
    orthogonal: Orthonormal | None

    @property
    def constant(self) -> bool:
        return self.sample.low == self.sample.high

    @property
    def two_valued(self) -> bool:
        """Whether it has two values, and so many that a law of independent weights would not repeat them so."""
        return self.sample.two_valued and not self.constant and self.sample.count >= _REPEATED

    @property
    def sides(self) -> tuple[int, int]:
        """The shorter and the longer side, by the first axis."""
        first = self.shape[0] if self.shape else 1
        return min(first, self.sample.count // first), max(first, self.sample.count // first)


def loaded(name: str, load: Loader) -> Weight | None:
    """Read a tensor and return it as the tests see it; None if it has no values."""
    values, precision = load()
    if not values.size:
        return None
    return Weight(name, values.shape, summarised(name, values, precision), orthonormal(values, precision))


def judge(weight: Weight, law: Law, alpha: float) -> Iterator[str]:
    """Yield why a law is refused at level alpha; nothing if it is not."""
    sample = weight.sample
    if isinstance(law, Constant):
        slack = float(sample.precision.slack(law.value))
        if max(abs(sample.low - law.value), abs(sample.high - law.value)) > slack:
            yield f"values from {sample.low:.5g} to {sample.high:.5g} are not all {law.value:.5g}"
    elif isinstance(law, Orthogonal):
        yield from _not_orthogonal(weight, law)
    else:
        yield from refusals(sample, law, alpha)
        if weight.orthogonal is not None and weight.orthogonal.telling:
            yield "rows or columns are orthogonal, which those of independent weights are not"


def _not_orthogonal(weight: Weight, law: Orthogonal) -> Iterator[str]:
    if weight.sides[0] == 1:  # a single row: only its length counts
        gain = weight.sample.root_mean_square() * weight.sample.count**0.5
    elif weight.orthogonal is None:
        yield "neither rows nor columns are orthogonal"
        return
    else:
        gain = weight.orthogonal.gain
    if abs(gain / law.gain - 1) > gain_tolerance(law.length, weight.sample.precision):
        yield f"rows or columns have length {gain:.6g}, not {law.gain:.6g}"


def judge_pool(weights: Sequence[Weight], law: Law, alpha: float) -> Iterator[str]:
    """Yield why a law of independent weights is refused by tensors together; nothing if it is not."""
    if isinstance(law, Constant) or not law.independent:  # no tensor tells more than another
        return
    sums, distribution = joined([weight.sample for weight in weights])
    yield from refusals(sums, law, alpha, distribution)


def fitting_families(weight: Weight, alpha: float) -> tuple[str, ...]:
    """Return the families of laws that a tensor may have, whatever the std; each test has level alpha."""
    if weight.constant:
        return ("constant",)
    if weight.orthogonal is not None and weight.orthogonal.telling:
        return ("orthogonal",)
    if weight.two_valued:
        return ("two values",)
    found = ["orthogonal"] if weight.orthogonal is not None else []
    found += [name for name, form in FORMS.items() if fits_form(weight.sample, form, alpha)]
    if not found and (cuts := fitting_cuts(weight.sample, alpha)):
        found.append(f"truncated normal at {cuts[0]:g} to {cuts[1]:g}")
    return tuple(found)


def fitting_schemes(weight: Weight, alpha: float, counted: Fans | None) -> dict[str, Law]:
    """Return the named schemes that are not refused, with their laws; each test has level alpha."""
    single = weight.sample.count == 1  # which may have any law
    named = [
        (one, law)
        for one, law in _named(counted)
        if (single or isinstance(law, Constant) == weight.constant)
        and not (weight.two_valued and law.independent)
    ]
    # Several schemes have the same law.  One reason is enough.
    refused = {law: any(judge(weight, law, alpha)) for law in dict.fromkeys(law for _, law in named)}
    return {one.name: law for one, law in named if not refused[law]}


@lru_cache(maxsize=1024)
def _named(counted: Fans | None) -> tuple[tuple[Scheme, Law], ...]:
    found = []
    for one in named_schemes():
        if counted is not None or not one.needs_fans:
            with suppress(ValueError):  # it has no law at these fans
                found.append((one, one.at(counted)))
    return tuple(found)


def plain_fans(shape: tuple[int, ...], layout: str) -> Fans | None:
    """Return the fans of a dense weight or a convolution of one group; None for fewer than two axes."""
    if len(shape) < 2:
        return None
    return fans(shape, "dense" if len(shape) == 2 else "convolution", layout)
