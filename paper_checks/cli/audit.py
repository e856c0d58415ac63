"""`audit`: test freshly initialised weights against what is expected of them."""

from __future__ import annotations

import argparse
import math
import textwrap
from collections.abc import Iterable, Iterator

from rich.text import Text

from paper_checks.auditing.names import printable
from paper_checks.auditing.pools import common_name, pattern_of
from paper_checks.auditing.report import Audit, TensorReport
from paper_checks.auditing.weight_audit import audit
from paper_checks.cli.options import Commands, add_command, emit
from paper_checks.cli.table import console, print_rows
from paper_checks.files import prepare_folder
from theory.schemes.fan_counts import KINDS, LAYOUTS
from theory.schemes.lookup import scheme_names

__all__ = ["add_parser", "main"]

_COLOURS = {"refused": "red", "as expected": "green", "too small to decide": "yellow"}
_SHOWN = 3  # named schemes of a tensor; --json has all
_HELP = """\
A tensor is refused if its standard deviation, its distribution or its largest value contradicts what is expected of
it.  A tensor of which nothing is expected is refused if no normal (cut or not) or uniform law of mean 0 fits, and it
is neither orthogonal nor of one value or two.  A right model is refused with probability 0.001 at most, all its
tensors together.

schemes:
{schemes}
  with parameters: normal(0.02), uniform(-0.1, 0.1), truncated_normal(0.02, cut=3), he_normal(fan_out),
  normal(0.02/sqrt(2*12)), kumar(sigmoid), residual(std=0.02, layers=12), normal(sqrt(2/(fan_in + fan_out)))

examples:
  paper-checks audit model.safetensors
  paper-checks audit model.safetensors --expect "*.c_proj.weight=normal(0.02/sqrt(2*12))" --expect "*.bias=zeros"
  paper-checks audit weights.npz --layout keras --expect "*kernel=glorot_uniform" --skip "*moving*"
  paper-checks audit mymodel:build --expect "stage*.conv2.weight=he_normal(fan_out) @ groups=32"

exit status:
  0  no tensor is refused
  1  a tensor is refused; with --strict also if one is too small to decide
  2  bad usage or input: a file that is damaged, values that are not finite floats, a pattern that matches nothing

A tensor is too small to decide if an error of 10 % in its standard deviation may pass.  A right model has such
tensors too, so that they fail nothing without --strict.  What it tells, and the size that tells 10 %, is printed.
"""


def add_parser(commands: Commands, shared: argparse.ArgumentParser) -> None:
    """Declare the command."""
    parser = add_command(
        commands, "audit", shared, "test initial weights against the schemes they should have"
    )
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    names = textwrap.fill(", ".join(scheme_names()), 110, initial_indent="  ", subsequent_indent="  ")
    parser.epilog = _HELP.format(schemes=names)
    parser.add_argument(
        "weights", metavar="WEIGHTS",
        help="a .npz or .safetensors file; or module:callable, which returns names and arrays, or a model",
    )  # fmt: skip
    parser.add_argument(
        "--expect", action="append", default=[], type=_expectation, metavar="PATTERN=SCHEME",
        help="the scheme of all tensors whose names match; * stands for any text, and an exact name goes before "
        "patterns. How fans are counted may follow: "
        f'"... @ groups=32, kind=transposed, layout=keras, input_axes=2"; kind is one of {", ".join(KINDS)}',
    )  # fmt: skip
    parser.add_argument(
        "--skip",
        action="append",
        default=[],
        metavar="PATTERN",
        help="leave out the tensors whose names match",
    )
    parser.add_argument(
        "--layout",
        choices=LAYOUTS,
        help="whose order of axes, for fans (default: keras for a model of Keras, and pytorch for all else)",
    )
    parser.add_argument("--strict", action="store_true", help="fail also if a tensor is too small to decide")
    parser.set_defaults(main=main, instead={"out": None})


def _expectation(text: str) -> tuple[str, str]:
    pattern, equals, scheme = text.partition("=")
    if not (pattern.strip() and equals and scheme.strip()):
        raise argparse.ArgumentTypeError(
            f"must be a pattern of names and a scheme, such as '*.weight=he_normal', got {text!r}"
        )
    return pattern.strip(), scheme.strip()


def main(options: argparse.Namespace) -> int:
    """Audit, print a row for each group of equal layers, and return 1 if a tensor fails."""
    expect: dict[str, object] = {}
    for pattern, scheme in options.expect:
        if expect.setdefault(pattern, scheme) != scheme:
            raise ValueError(
                f"--expect {pattern!r} is given twice, as {expect[pattern]} and {scheme}: give one"
            )
    if options.out is not None:
        prepare_folder(options.out)
    found = audit(options.weights, expect, skip=options.skip, layout=options.layout)
    if options.json != "-":
        _print(found)
    if options.out is not None:
        from paper_checks.plots.audited_weights import save_audit  # here: it loads the plots

        save_audit(found, options.out)
        if options.json != "-":
            console().print(f"wrote {options.out / 'audit'}.svg and .json")
    emit(found.as_json(), options.json)
    return 1 if found.refused or (options.strict and found.undecided) else 0


def _print(found: Audit) -> None:
    out = console()
    groups: dict[tuple[object, ...], list[TensorReport]] = {}
    for tensor in found.tensors:
        key = (pattern_of(tensor.name), tensor.shape, tensor.expected, tensor.outcome, tensor.families)
        groups.setdefault(key, []).append(tensor)
    titles = ("", "", "shape", "std", "from", "to", "max/std", "law", "expected", "resolves", "")
    rows = [_row(group) for group in groups.values()]
    # A column that tells nothing is left out.
    kept = [k for k in range(len(titles)) if {str(row[k]) for row in rows} - {"", "no expectation"}]
    print_rows(
        out,
        [titles[k] for k in kept],
        [[row[k] for k in kept] for row in rows],
        right=titles[3:7],
    )
    for line in _notes(found, groups.values()):
        out.print(Text(line), overflow="fold")
    out.print(
        Text(
            f"tensors: {len(found.tensors)}, refused: {len(found.refused)}, too small to decide: "
            f"{len(found.undecided)}; a false alarm in the file has probability {found.alpha:g} at most, "
            f"split among {found.tests} tests"
        ),
        overflow="fold",
    )


def _row(group: list[TensorReport]) -> tuple[Text, ...]:
    first = group[0]
    name = common_name([tensor.name for tensor in group])
    intervals = [tensor.interval for tensor in group if tensor.interval is not None]
    cells = (
        f"{len(group)} ×" if len(group) > 1 else "",
        "×".join(map(str, first.shape)) or "scalar",
        _span([tensor.std for tensor in group]),
        f"{min(interval.low for interval in intervals):.4g}" if intervals else "",
        f"{max(interval.high for interval in intervals):.4g}" if intervals else "",
        f"{max(t.largest / t.std for t in group):.2f}" if all(t.std for t in group) else "",
        _first(first.families),
        first.expected or "",
        _resolved(first),
    )
    return Text(printable(name)), *map(Text, cells), Text(first.outcome, _COLOURS.get(first.outcome, ""))


def _resolved(tensor: TensorReport) -> str:
    if tensor.resolves is None or tensor.alone is None:
        return ""
    alone = f", alone {_percent(tensor.alone)}" if tensor.alone > tensor.resolves else ""
    return _percent(tensor.resolves) + alone


def _percent(share: float) -> str:
    """Return a share in percent, with two digits but no exponent."""
    if not math.isfinite(share):
        return "nothing"
    percent = float(f"{100 * share:.2g}")
    return f"{percent:,.0f} %" if percent >= 10 else f"{percent:.2g} %" if percent >= 1e-4 else "0.0001 %"


def _span(values: list[float]) -> str:
    low, high = f"{min(values):.4g}", f"{max(values):.4g}"
    return low if low == high else f"{low}–{high}"


def _first(families: tuple[str, ...]) -> str:
    return " or ".join(families) or "none known"


def _notes(found: Audit, groups: Iterable[list[TensorReport]]) -> Iterator[str]:
    for group in groups:
        first = group[0]
        name = printable(first.name) + (f" (and {len(group) - 1} more)" if len(group) > 1 else "")
        for reason in first.reasons:
            yield f"refused: {name}: {reason}"
        if first.outcome == "too small to decide":
            least = (
                "any error of std"
                if math.isinf(first.resolves or 0)
                else (f"an error of std below {_percent(first.resolves or 0)}")
            )
            yield f"too small to decide: {name}: {least} may pass; " + (
                f"{first.needed:,} weights tell 10 %"
                if first.needed is not None
                else f"{first.dtype} rounds weights so small by too much for 10 %"
            )
        if first.schemes and (first.expected is None or first.refused):
            others = len(first.schemes) - _SHOWN
            named = ", ".join(first.schemes[:_SHOWN]) + (f" and {others} more" if others > 0 else "")
            yield f"fits: {name}: {named}"
    for tensor in found.tensors:
        if tensor.tied is not None:
            yield f"tied: {printable(tensor.name)} has the values of {printable(tensor.tied)}"
    for empty in found.empty:
        yield f"without values: {printable(empty)}"
