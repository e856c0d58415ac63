"""`audit`: test freshly initialised weights against what is expected of them."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator

from rich.text import Text

from paper_checks.auditing.pools import common_name, pattern_of
from paper_checks.auditing.report import Audit, TensorReport
from paper_checks.auditing.weight_audit import audit
from paper_checks.cli.options import Commands, add_command, emit
from paper_checks.cli.table import console, print_rows
from paper_checks.files import prepare_folder
from theory.schemes.fan_counts import LAYOUTS

__all__ = ["add_parser", "main"]

_COLOURS = {"refused": "red", "as expected": "green", "too small to decide": "yellow"}
_SHOWN = 3  # named schemes of a tensor; --json has all


def add_parser(commands: Commands, shared: argparse.ArgumentParser) -> None:
    """Declare the command."""
    parser = add_command(
        commands, "audit", shared, "test initial weights against the schemes they should have"
    )
    parser.add_argument(
        "weights", metavar="WEIGHTS",
        help="a .npz or .safetensors file, or module:callable that returns names and arrays, or a model",
    )  # fmt: skip
    parser.add_argument(
        "--expect", action="append", default=[], type=_expectation, metavar="PATTERN=SCHEME",
        help='what tensors whose names match should be, such as "*.c_proj.weight=normal(0.02/sqrt(2*12))"; '
        '"... @ groups=32, kind=transposed, layout=keras" says how fans are counted',
    )  # fmt: skip
    parser.add_argument(
        "--skip", action="append", default=[], metavar="PATTERN", help="names of tensors to leave out"
    )
    parser.add_argument(
        "--layout", choices=LAYOUTS, default=LAYOUTS[0], help="of the axes, for fans (default: pytorch)"
    )
    parser.set_defaults(main=main, instead={"out": None})


def _expectation(text: str) -> tuple[str, str]:
    pattern, equals, scheme = text.partition("=")
    if not (pattern.strip() and equals and scheme.strip()):
        raise argparse.ArgumentTypeError(
            f"must be a pattern of names and a scheme, such as '*.weight=he_normal', got {text!r}"
        )
    return pattern.strip(), scheme.strip()


def main(options: argparse.Namespace) -> int:
    """Audit, print a row for each group of equal layers, and return 1 if a tensor is refused."""
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
    return 1 if found.refused else 0


def _print(found: Audit) -> None:
    out = console()
    groups: dict[tuple[object, ...], list[TensorReport]] = {}
    for tensor in found.tensors:
        key = (pattern_of(tensor.name), tensor.shape, tensor.expected, tensor.outcome, tensor.families)
        groups.setdefault(key, []).append(tensor)
    titles = ("tensors", "", "shape", "std", "from", "to", "max/std", "law", "expected", "resolves", "")
    print_rows(out, titles, [_row(group) for group in groups.values()], right=titles[3:7])
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
    cells = (
        f"{len(group)} ×" if len(group) > 1 else "",
        "×".join(map(str, first.shape)) or "scalar",
        _span([tensor.std for tensor in group]),
        f"{min(tensor.interval.low for tensor in group):.4g}",
        f"{max(tensor.interval.high for tensor in group):.4g}",
        f"{max(t.largest / t.std for t in group):.2f}" if all(t.std for t in group) else "",
        _first(first.families),
        first.expected or "",
        "" if first.resolves is None else f"{100 * first.resolves:.2g} %",
    )
    return Text(name), *map(Text, cells), Text(first.outcome, _COLOURS.get(first.outcome, ""))


def _span(values: list[float]) -> str:
    low, high = f"{min(values):.4g}", f"{max(values):.4g}"
    return low if low == high else f"{low}–{high}"


def _first(families: tuple[str, ...]) -> str:
    return " or ".join(families) or "none known"


def _notes(found: Audit, groups: Iterable[list[TensorReport]]) -> Iterator[str]:
    for group in groups:
        first, more = group[0], f" (and {len(group) - 1} more)" if len(group) > 1 else ""
        for reason in first.reasons:
            yield f"refused: {first.name}{more}: {reason}"
        if first.needed is not None and not first.refused:
            yield (
                f"too small to decide: {first.name}{more}: an error of std below "
                f"{100 * (first.resolves or 0):.2g} % may pass; {first.needed:,} weights tell 10 %"
            )
        if first.schemes and (first.expected is None or first.refused):
            others = len(first.schemes) - _SHOWN
            named = ", ".join(first.schemes[:_SHOWN]) + (f" and {others} more" if others > 0 else "")
            yield f"fits: {first.name}{more}: {named}"
    for tensor in found.tensors:
        if tensor.tied is not None:
            yield f"tied: {tensor.name} equals {tensor.tied}"
