from __future__ import annotations

from dataclasses import replace

import pytest
import sympy as sp

from theory import Derivation, DerivationError
from theory.derivation.bounds import AtLeast, AtMost
from theory.derivation.identities import Equal
from theory.derivation.limits import Limit, Squeeze
from theory.derivation.step import Step, StepRefused
from theory.notation import E, N, j, kappa, m, u
from theory.results.layer_length import norm_ratio, norm_ratio_bound, norm_ratio_cap, norm_ratio_limit

SLOW = 1 / N + N / sp.Integer(10) ** 12
QUANTITY = sp.Symbol("c")
T = sp.Symbol("T", positive=True)


def chain(start: sp.Expr, *steps: Step, name: str = "chain", lhs: sp.Expr = QUANTITY) -> Derivation:
    return Derivation(name, lhs, start, steps)


def test_a_limit_that_sympy_cannot_tell_is_refused() -> None:
    ratio = sp.Sum(sp.binomial(N, j) / 2**N, (j, 1, N))
    step = Limit(sp.S.One, "it is 1 - 2^-N", variable=N)
    step.confirm(ratio)
    with pytest.raises((StepRefused, NotImplementedError)):
        step.prove(ratio)


def test_a_limit_slower_than_stated_is_refused() -> None:
    with pytest.raises(StepRefused, match="distance"):
        Limit(sp.S.Zero, "order 1", variable=N, order=1).confirm(1 / sp.sqrt(N))


def test_what_grows_beyond_every_size_that_is_looked_at_is_refused() -> None:
    """cheats.md, 6."""
    Limit(sp.S.Zero, "the numbers see nothing", variable=N).confirm(SLOW)
    with pytest.raises(StepRefused):
        Limit(sp.S.Zero, "no", variable=N).prove(SLOW)
    with pytest.raises(StepRefused):
        Limit(sp.S.Zero, "in a part", variable=N, parts={SLOW: sp.S.Zero}).prove(SLOW)
    with pytest.raises(StepRefused):
        Limit(sp.S.One, "in parts", variable=N, parts={1 / N: 0, N: 0}).prove(1 + SLOW)
    part = sp.Product(1 + SLOW, (j, 1, m))
    with pytest.raises(StepRefused):
        Limit(sp.S.One, "in factors", variable=N, parts={part: sp.S.One}).prove(part)


def test_the_order_of_a_limit_is_proved() -> None:
    tail = 1 / N**2 + 1 / (N * sp.Integer(10) ** 12)
    step = Limit(sp.S.Zero, "order 2, almost", variable=N, order=2)
    step.confirm(tail)
    with pytest.raises(StepRefused, match=r"does not fall as N\*\*-2"):
        step.prove(tail)
    with pytest.raises(StepRefused, match="order = 0: give the order of convergence"):
        Limit(sp.S.Zero, "no order", variable=N, order=0).prove(1 / N)


@pytest.mark.parametrize(
    ("expression", "parts"),
    [
        ((2**-N + 3**-N) ** (1 / (N * 10**12)) + 1 / N, {2**-N + 3**-N: 0, 1 / (N * 10**12): 0}),
        (1 + sp.sign(1 / (N + 1) ** 2 + SLOW), {1 / (N + 1) ** 2 + SLOW: 0}),
        (sp.floor(1 - 1 / N), {1 - 1 / N: 1}),
        (1 + 1 / N, {N: sp.oo}),
        ((1 + 1 / N) ** N, {1 + 1 / N: 1}),
        (sp.sqrt(-1 / N + 2 / N**2), {-1 / N + 2 / N**2: 0, sp.Symbol("unused"): 0}),
    ],
    ids=str,
)
def test_parts_tend_to_finite_values_in_a_continuous_expression(
    expression: sp.Expr, parts: dict[sp.Expr, sp.Expr]
) -> None:
    with pytest.raises(StepRefused):
        Limit(sp.S.One, "part by part", variable=N, parts=parts).prove(expression)


def test_erf_is_continuous() -> None:
    before = sp.erf(sp.sqrt(sp.log((1 + 1 / N) ** N)))
    step = Limit(sp.erf(1), "part by part", variable=N, parts={sp.log((1 + 1 / N) ** N): sp.S.One})
    step.prove(before)
    step.confirm(before)
    with pytest.raises(StepRefused):
        Limit(sp.erf(2), "another value", variable=N, parts=step.parts).prove(before)


# --- a part whose limit a derivation derives ------------------------------------------------------------------

PART = u / N + 1


def _prove_by(derivation: Derivation, part: sp.Expr = PART) -> None:
    Limit(derivation.rhs, "by a derivation", variable=N, parts={part: derivation}).prove(part)


def test_a_part_has_the_limit_of_its_derivation() -> None:
    limit = Limit(sp.S.One, "as N grows", variable=N)
    _prove_by(chain(PART, limit))
    _prove_by(chain((u + N) / N, Equal(PART, "division"), limit))
    _prove_by(chain(PART, limit, Equal(sp.S(1), "again")))
    ratio = norm_ratio_limit()
    Limit(sp.S(2), "two", variable=N, parts={ratio.start: ratio}).prove(2 * ratio.start)


def test_a_derivation_of_a_part_is_exact_up_to_its_limit() -> None:
    at_most = AtMost((1 + E(T**2)) / 2, "(T - 1)²/2", gap=((T - 1) ** 2, sp.Rational(1, 2)))
    bounded = chain(E(T), at_most, Limit(sp.S.One, "of a bound", variable=N))
    for derivation in (
        bounded,
        chain(PART, Equal(1 + u / N, "no limit")),
        chain(PART, Limit(sp.S.One, "of another variable", variable=m)),
        chain(PART, Limit(sp.S.One, "once", variable=N), Limit(sp.S.One, "twice", variable=N)),
    ):
        with pytest.raises(StepRefused, match="does not derive the limit of"):
            _prove_by(derivation, derivation.start)


def test_what_a_derivation_of_a_part_supposes_is_not_lost() -> None:
    part = (u - 1) * N / (N + 1) + 1 / N
    set_first = chain(part, Equal(1 / N, "u = 1", given={u: 1}), Limit(sp.S.Zero, "as N grows", variable=N))
    set_first.check()
    with pytest.raises(StepRefused, match="derives the limit of 1/N, not of"):
        _prove_by(set_first, part)
    _prove_by(set_first, 1 / N)
    set_last = chain(part, Limit(u - 1, "as N grows", variable=N), Equal(sp.S.Zero, "u = 1", given={u: 1}))
    set_last.check()
    with pytest.raises(StepRefused, match="supposes more after its limit"):
        _prove_by(set_last, part)
    with pytest.raises(StepRefused, match="derives the limit of"):
        _prove_by(chain(PART, Limit(sp.S.One, "of another part", variable=N)), 2 * PART)


# --- a part between two bounds --------------------------------------------------------------------------------

RATIO = norm_ratio().rhs
GOOD = Squeeze(norm_ratio(), norm_ratio_bound(), norm_ratio_cap(), sp.S.One)


def _squeeze(squeeze: Squeeze, part: sp.Expr = RATIO, limit: sp.Expr = sp.S.One) -> Limit:
    return Limit(limit, "between two bounds", variable=N, parts={part: squeeze})


def test_a_squeeze_rests_on_its_bounds() -> None:
    step = _squeeze(GOOD)
    step.prove(RATIO)
    assert step.premises == (norm_ratio(), norm_ratio_bound(), norm_ratio_cap())


@pytest.mark.parametrize("missing", range(3))
def test_a_squeeze_whose_bound_is_not_a_premise_is_refused(missing: int) -> None:
    premises = [norm_ratio(), norm_ratio_bound(), norm_ratio_cap()]
    del premises[missing]
    by_hand = Derivation("by hand", norm_ratio().lhs, RATIO, (_squeeze(GOOD),), premises=tuple(premises))
    with pytest.raises(DerivationError, match="is not a premise"):
        by_hand.check()


def test_a_squeeze_whose_bound_is_wrong_is_refused() -> None:
    bound = norm_ratio_bound()
    wrong = replace(bound, steps=(*bound.steps[:-1], replace(bound.steps[-1], result=sp.S.One)))
    step = _squeeze(replace(GOOD, low=wrong))
    by_hand = Derivation(
        "by hand", norm_ratio().lhs, RATIO, (step,), premises=(*step.premises, *bound.premises)
    )
    with pytest.raises(DerivationError, match=r"^norm_ratio_bound, step 2 of 2"):
        by_hand.check()


@pytest.mark.parametrize(
    ("squeeze", "message"),
    [
        (replace(GOOD, low=norm_ratio_cap()), "norm_ratio_cap is not a chain of > and ≥"),
        (replace(GOOD, high=norm_ratio_bound()), "norm_ratio_bound is not a chain of < and ≤"),
        (replace(GOOD, low=norm_ratio()), "norm_ratio is not a chain of > and ≥"),
        (replace(GOOD, low=replace(norm_ratio_bound(), lhs=QUANTITY)), "norm_ratio_bound bounds c, not"),
        (replace(GOOD, exact=norm_ratio_limit()), "norm_ratio_limit does not derive"),
        (replace(GOOD, limit=sp.S(2)), "does not bring to 0"),
    ],
)
def test_a_squeeze_needs_bounds_of_its_own_quantity_that_meet(squeeze: Squeeze, message: str) -> None:
    with pytest.raises(StepRefused, match=message):
        _squeeze(squeeze, limit=squeeze.limit).prove(RATIO)


def test_a_squeeze_of_another_part_is_refused() -> None:
    with pytest.raises(StepRefused, match="norm_ratio does not derive"):
        _squeeze(GOOD, 2 * RATIO).prove(2 * RATIO)


def test_a_bound_may_not_set_a_parameter_of_its_own() -> None:
    at_least = AtLeast(2 * E(T) - 1, "(T - 1)²", gap=((T - 1) ** 2,))
    low = chain(kappa * E(T**2), Equal(E(T**2), "set", given={kappa: 1}), at_least, lhs=norm_ratio().lhs)
    with pytest.raises(StepRefused, match="holds where kappa_1 is set"):
        _squeeze(replace(GOOD, low=low)).prove(RATIO)


def test_a_squeeze_of_ones_own_is_refused() -> None:
    class Free(Squeeze):
        premises = ()  # type: ignore[assignment]

    free = Free(norm_ratio(), norm_ratio_bound(), norm_ratio_cap(), sp.S.One)
    with pytest.raises((StepRefused, sp.SympifyError)):
        _squeeze(free).prove(RATIO)


def test_numbers_see_a_bound_that_fails_at_a_size() -> None:
    narrow = replace(GOOD, low=norm_ratio_cap())
    with pytest.raises(StepRefused, match="fails"):
        _squeeze(narrow).confirm(RATIO)
