"""The audit: every tensor of a file or a model against what is expected of it, under one error for all."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from montecarlo.arguments import real
from paper_checks.auditing.archives import Loader, NotFloats
from paper_checks.auditing.cut_normals import FORMS
from paper_checks.auditing.deviations import Shape, deviation_interval, least_count, resolution, rounding_of
from paper_checks.auditing.expectations import Expectation, expectations, law_of, matched
from paper_checks.auditing.judging import (
    Weight,
    fitting_families,
    fitting_schemes,
    judge,
    judge_pool,
    loaded,
    plain_fans,
)
from paper_checks.auditing.law_tests import shape_of
from paper_checks.auditing.models import from_object
from paper_checks.auditing.names import short
from paper_checks.auditing.pools import common_name, pattern_of, tied
from paper_checks.auditing.reading import from_text
from paper_checks.auditing.report import Audit, TensorReport
from theory.arguments import shown
from theory.schemes.fan_counts import LAYOUTS
from theory.schemes.laws import Law

__all__ = ["ALPHA", "audit"]

ALPHA = 1e-3
"""The probability, at most, of a false alarm anywhere in a file."""
_ERROR = 0.1  # of a std, that a tensor has to tell
_FAR = 6.0  # standard errors, at which a mean is worth a word


@dataclass(frozen=True, eq=False)
class _Pool:
    """Equal layers, and the one name for all of them."""

    names: tuple[str, ...]
    name: str


@dataclass(frozen=True, eq=False)
class _Item:
    weight: Weight
    expected: tuple[Expectation, ...]
    law: Law | None
    tied: str | None
    pool: _Pool | None


def audit(
    weights: object,
    expect: Mapping[str, object] | None = None,
    *,
    skip: Sequence[str] = (),
    layout: str | None = None,
    alpha: float = ALPHA,
) -> Audit:
    """Audit freshly initialised weights.

    A tensor is refused if its std, its distribution or its largest value contradicts what is expected of it.  One of
    which nothing is expected is refused if it is neither orthogonal nor of one value or two, and no normal (cut or not)
    or uniform law of mean 0 fits, whatever its std.  Equal layers (names that differ in numbers alone) are tested
    together as well, so that small ones tell more.

    In a test it is one line: ``assert not audit(model, {"*.bias": "zeros"}).refused``.

    Parameters
    ----------
    weights : mapping, model, path or str
        A mapping from names to arrays of floats, which may hold mappings and lists, as Flax's parameters do; a model of
        PyTorch or Keras; a .npz or .safetensors file; or "module:callable", which returns one of the first two.
    expect : mapping, optional
        From patterns of names, such as "*.c_proj.weight", to schemes, such as "normal(0.02/sqrt(2*12))"; `*` stands
        for any text, and the exact name of a tensor goes before patterns.  How fans are counted may follow:
        "he_normal @ groups=32, kind=transposed".
    skip : sequence of str
        Patterns of names that are not audited.
    layout : {"pytorch", "keras", "jax", "mlx"}, optional
        Of the axes, for schemes that depend on fans.  By default "keras" for a model of Keras, and "pytorch" for all
        else.
    alpha : float
        The probability, at most, of a false alarm anywhere in the file; at least 1e-8 and below 1.

    Returns
    -------
    Audit
        It has `tensors`, `refused` and `undecided`, each entry with its `name` and `reasons`.  What is undecided is not
        refused: such a tensor is so small that an error of 10 % in its std may pass.

    Raises
    ------
    TypeError, ValueError
        If weights cannot be read or are not finite floats; if a pattern matches no tensor; if an expectation is unknown
        or contradicted by another; or if an argument is not as above.

    Notes
    -----
    A generator that draws normal numbers from few random bits is refused, since they are no normal ones: those that JAX
    draws in bfloat16 end at 2.9 deviations.  Draw in float32 and convert.  Truncated normal numbers of Keras on
    PyTorch are refused in large tensors, since four in a million lie beyond the cut.  Uniform numbers may have as few
    bits as PyTorch gives them: 8 in bfloat16, 11 in float16.
    """
    level = real("alpha", alpha, at_least=1e-8, below=1.0)
    if layout is not None and layout not in LAYOUTS:
        raise ValueError(f"layout = {shown(layout)}: it must be one of {', '.join(LAYOUTS)}")
    if isinstance(skip, str):
        raise TypeError(f"skip must be a sequence of patterns, got {skip!r}: write [{skip!r}]")
    if not isinstance(skip, Sequence):
        raise TypeError(f"skip must be a sequence of patterns, got {shown(skip)}")
    if strangers := [pattern for pattern in skip if not isinstance(pattern, str)]:
        raise TypeError(f"skip has {shown(strangers[0])}: a pattern must be text, such as '*.bias'")
    wanted = expectations(expect or {})
    loaders, own = from_text(str(weights)) if isinstance(weights, (str, Path)) else from_object(weights)
    layout = layout or own
    if not loaders:
        raise ValueError("weights holds no tensors: nothing can be audited")
    expected = matched(wanted, loaders, skip)
    if not expected:
        raise ValueError("weights holds no tensors, since skip leaves none: nothing can be audited")
    items = _items({name: loaders[name] for name in expected}, expected, layout)
    if not items:
        raise ValueError("weights holds only tensors without values: nothing can be audited")
    empty = tuple(name for name in expected if name not in items)
    if named := [name for name in empty if expected[name]]:
        raise ValueError(
            f"expect names {short(named[0])!r}, a tensor without values, which fits any scheme: leave it out"
        )
    tests = len(items) + len(_pools(items))
    return Audit(tuple(_reports(items, level / tests, layout)), level, tests, empty)


def _items(
    loaders: dict[str, Loader], expected: Mapping[str, tuple[Expectation, ...]], layout: str
) -> dict[str, _Item]:
    weights, laws = {}, {}
    others: dict[str, str] = {}
    for name, load in loaders.items():
        try:
            weight = loaded(name, load)
        except NotFloats as reason:
            others |= reason.types  # all are named in one error: each may need a pattern of its own
            continue
        if weight is not None:
            weights[name], laws[name] = weight, law_of(name, weight.shape, expected[name], layout)
    if others:
        raise NotFloats(others)
    shapes = {name: (weight.shape, weight.sample.precision.dtype) for name, weight in weights.items()}
    twins = tied({name: weight.sample for name, weight in weights.items()}, lambda name: loaders[name]()[0])
    groups: dict[object, list[str]] = {}
    for name in weights:
        if name not in twins:
            groups.setdefault((pattern_of(name), shapes[name], laws[name]), []).append(name)
    pools: dict[str, _Pool] = {}
    for names in groups.values():
        if len(names) > 1:
            pools |= dict.fromkeys(names, _Pool(tuple(names), common_name(names)))
    return {
        name: _Item(weight, expected[name], laws[name], twins.get(name), pools.get(name))
        for name, weight in weights.items()
    }


def _pools(items: Mapping[str, _Item]) -> list[_Pool]:
    return list({item.pool: None for item in items.values() if item.pool is not None})


def _reports(items: dict[str, _Item], alpha: float, layout: str) -> list[TensorReport]:
    families = {name: fitting_families(item.weight, alpha) for name, item in items.items()}
    reasons = {
        name: list(judge(item.weight, item.law, alpha))
        if item.law
        else _unexpected(item.weight, families[name])
        for name, item in items.items()
    }
    counts = {name: item.weight.sample.count for name, item in items.items()}
    for pool in _pools(items):
        law = items[pool.names[0]].law
        # The rest holds every tensor drawn as expected, unless one of these is refused, which alpha covers.
        rest = tuple(name for name in pool.names if not reasons[name])
        if law is None or len(rest) < 2:
            continue
        counts |= dict.fromkeys(rest, sum(counts[name] for name in rest))
        for reason in judge_pool([items[name].weight for name in rest], law, alpha):
            words = f"{len(rest)} equal layers {short(common_name(rest))} together: {reason}"
            for name in rest:
                reasons[name].append(words)
    schemes = _schemes(items, alpha, layout)
    return [
        _report(
            item,
            tuple(reasons[name]),
            families[name],
            schemes[name],
            counts[name],
            alpha,
        )
        for name, item in items.items()
    ]


def _unexpected(weight: Weight, families: tuple[str, ...]) -> list[str]:
    if families:
        return []
    sample = weight.sample
    reason = "no law fits: neither normal, cut or not, nor uniform, of mean 0, nor orthogonal, nor constant"
    if abs(sample.mean) * math.sqrt(sample.count) > _FAR * sample.root_mean_square():
        reason += f"; the mean is {sample.mean:.4g}"
    if sample.zeros:
        reason += f"; {sample.zeros:,} of {sample.count:,} values are 0"
    return [f"{reason}; if that is meant, leave it out with skip"]


def _schemes(items: dict[str, _Item], alpha: float, layout: str) -> dict[str, tuple[str, ...]]:
    """Return the named schemes that each tensor does not refuse.

    Equal layers refuse one together, where none of them does alone.
    """
    fitting = {
        name: fitting_schemes(item.weight, alpha, plain_fans(item.weight.shape, layout))
        for name, item in items.items()
    }
    for pool in _pools(items):
        weights = [items[name].weight for name in pool.names]
        for scheme, law in list(fitting[pool.names[0]].items()):
            if all(scheme in fitting[name] for name in pool.names) and any(judge_pool(weights, law, alpha)):
                for name in pool.names:
                    del fitting[name][scheme]
    return {name: tuple(found) for name, found in fitting.items()}


def _report(
    item: _Item,
    reasons: tuple[str, ...],
    families: tuple[str, ...],
    schemes: tuple[str, ...],
    count: int,
    alpha: float,
) -> TensorReport:
    weight, sample, law = item.weight, item.weight.sample, item.law
    mean = 0.0 if law is None else law.mean
    shape = _shape(law, families)
    rounding = rounding_of(sample, shape, mean) if shape is not None else 0.0
    resolves, alone = (
        resolution(size, shape, alpha / 3, rounding) if shape is not None else None
        for size in (count, sample.count)
    )
    undecided = law is not None and resolves is not None and resolves > _ERROR
    return TensorReport(
        name=weight.name,
        shape=weight.shape,
        dtype=sample.precision.dtype,
        mean=sample.mean,
        std=sample.root_mean_square(mean),
        largest=sample.largest,
        interval=deviation_interval(sample, shape, alpha / 3, mean) if shape is not None else None,
        method=shape.method if shape is not None else "nothing is random",
        families=families,
        schemes=schemes,
        expected=item.expected[0].text if item.expected else None,
        expected_std=None if law is None else law.std,
        reasons=reasons,
        pool=None if item.pool is None else item.pool.name,
        tied=item.tied,
        resolves=resolves,
        alone=alone,
        undecided=undecided,
        needed=least_count(_ERROR, shape, alpha / 3, rounding) if undecided and shape else None,
    )


def _shape(law: Law | None, families: tuple[str, ...]) -> Shape | None:
    """Return the shape of the expected law, or of the first that fits; None where nothing is random."""
    if law is not None:
        return shape_of(law) if law.independent and law.std > 0 else None
    if families and families[0] in FORMS:
        return shape_of(FORMS[families[0]].wide)
    return None if families in (("constant",), ("orthogonal",), ("two values",)) else Shape("normal")
