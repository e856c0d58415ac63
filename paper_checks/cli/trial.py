"""The trial of an empirical claim, as a note prints it: criterion, test, what was measured, where it was trained."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from paper_checks.claim import Claim
from paper_checks.cli.numbers import number
from paper_checks.cli.table import print_rows, trained_in_words
from paper_checks.evidence.trainable_region import MOST
from paper_checks.verdict import Prediction, Verdict

__all__ = ["print_trial"]

_DIGITS = 4


def print_trial(out: Console, claim: Claim, verdict: Verdict, indent: int) -> None:
    """Print the criterion of an empirical claim, and, where its networks were trained, what came of them."""
    assert claim.trial is not None
    _print(out, indent, f"criterion for each seed: {claim.trial.words}")
    tried = verdict.tried
    if tried is None:
        return
    titles = ("", "median", "its interval", "range")
    rows = [
        tuple(map(Text, (q.words, _value(q.median), _span(q.interval), _span(q.range))))
        for q in tried.quantities
    ]
    if rows:
        print_rows(out, titles, rows, right=titles[1:], indent=indent)
    if tried.predictions:
        said = "; ".join(map(_in_words, tried.predictions))
        _print(
            out, indent, f"before training the theory says that {MOST:g} depth scales at most train: {said}"
        )
    _print(
        out,
        indent,
        f"exact sign test over {len(tried.seeds)} seeds with at most one exception: level {number(tried.level, 2)}; "
        "the interval, from the second smallest seed to the second largest, misses the median with twice that "
        "probability",
        style="dim",
    )
    _print(out, indent, trained_in_words(tried), style="dim")


def _print(out: Console, indent: int, text: str, style: str = "") -> None:
    out.print(Padding(Text(text, style), (0, 0, 0, indent)), overflow="fold")


def _in_words(prediction: Prediction) -> str:
    trained = "trained" if prediction.trained else "did not train"
    right = "right" if prediction.right else "WRONG"
    scales = "no end of them" if prediction.depth_scales is None else f"{prediction.depth_scales:.1f}"
    return f"{prediction.name} has {scales}, and {trained} ({right})"


def _span(ends: tuple[float | None, float | None]) -> str:
    return f"{_value(ends[0])} to {_value(ends[1])}"


def _value(value: float | None) -> str:
    return "never" if value is None else number(value, _DIGITS)
