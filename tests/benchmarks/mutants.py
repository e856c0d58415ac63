"""Mutants of the code that decides a verdict: a test must fail under each, or it must be known to be harmless.

    python -m tests.benchmarks.mutants [PATTERN]

A mutant is the code with one small change: another comparison, sign, constant, connective or condition.  Each change is
made in memory, in a file below whose path holds PATTERN, and runs against the tests that mirror the module; what
survives them, against wider ones.  A survivor is a hole in the tests, or is harmless: those stand in
harmless_mutants.toml, each with the reason, and are not run.  A mutant is known by its file, its function and its line
before and after, so that the list outlives edits elsewhere.  Sentences (f-strings) are not changed.

Three seconds for each mutant that its module's tests kill, half a minute for others.  PYTEST_ADDOPTS=--documents=DIR
compares with documents too.  Exit status 0 where nothing unknown survives and the list holds nothing that is gone.
"""

from __future__ import annotations

import argparse
import ast
import os
import signal
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.machinery import SourceFileLoader
from itertools import accumulate, pairwise
from pathlib import Path

import pytest

# Loaded once, for the processes of all mutants: nothing of it is changed.
import theory.results  # noqa: F401

ROOT = Path(__file__).parents[2]
FILES = ("montecarlo/statistics/*.py", "paper_checks/evidence/*.py", "paper_checks/verdict.py")
_EVIDENCE, _POWER = "tests/paper_checks/evidence", "tests/paper_checks/evidence/test_power.py"
_QUOTATIONS = tuple(f"tests/paper_checks/{name}.py" for name in ("test_quotations", "test_documents"))
# For a name in a file's path, the tests of what its own do not kill; the first that fits counts.
WIDER = {
    "montecarlo/": ("tests/montecarlo/statistics", _POWER, f"{_EVIDENCE}/test_passes.py"),
    **dict.fromkeys(("document", "latex", "quotation"), (f"{_EVIDENCE}/test_quotation.py", *_QUOTATIONS)),
    "": (_POWER, _EVIDENCE, "tests/paper_checks/test_verdict.py", "tests/paper_checks/test_cheats.py"),
}
Edit = tuple[int, int, bytes, bytes]  # where it starts and ends in a source, and what becomes what there

_SIGNS = {
    ast.Lt: (b"<", b"<="), ast.LtE: (b"<=", b"<"), ast.Gt: (b">", b">="), ast.GtE: (b">=", b">"),
    ast.Eq: (b"==", b"!="), ast.NotEq: (b"!=", b"=="), ast.Is: (b"is", b"is not"), ast.IsNot: (b"is not", b"is"),
    ast.In: (b"in", b"not in"), ast.NotIn: (b"not in", b"in"), ast.Add: (b"+", b"-"), ast.Sub: (b"-", b"+"),
    ast.Mult: (b"*", b"/"), ast.Div: (b"/", b"*"), ast.Pow: (b"**", b"*"), ast.And: (b"and", b"or"),
    ast.Or: (b"or", b"and"), ast.Not: (b"not ", b""), ast.USub: (b"-", b"+"),
}  # fmt: skip
_NAMES = {"min": "max", "max": "min", "all": "any", "any": "all"}


@dataclass(frozen=True)
class Mutant:
    """A changed line; `which` tells apart those that read the same in one function."""

    file: str
    function: str
    before: str
    after: str
    which: int = 0
    why: str = field(default="", compare=False)
    code: bytes = field(default=b"", compare=False, repr=False)


def mutants(file: str) -> Iterator[Mutant]:
    """Yield the mutants of a file, given by its path below the root."""
    source = (ROOT / file).read_bytes()
    starts = [0, *accumulate(map(len, source.splitlines(keepends=True)))]

    def span(node: ast.AST) -> tuple[int, int]:
        return starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset

    seen: Counter[tuple[str, str, str]] = Counter()
    for function, node in _nodes(ast.parse(source)):
        for edits in _edits(node, source, span):
            low = max(start for start in starts if start <= edits[0][0])
            high = min(start for start in starts if start >= edits[-1][1])
            changed, end = b"", low
            for first, last, old, new in edits:
                changed += source[end:first] + source[first:last].replace(old, new, 1)
                end = last
            changed += source[end:high]
            key = function, *(" ".join(text.decode().split()) for text in (source[low:high], changed))
            yield Mutant(file, *key, seen[key], code=source[:low] + changed + source[high:])
            seen[key] += 1


def _nodes(node: ast.AST, function: str = "") -> Iterator[tuple[str, ast.AST]]:
    """Yield what may be changed, with the function that it stands in."""
    if isinstance(node, ast.JoinedStr):
        return
    yield function, node
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        function = f"{function}.{node.name}".lstrip(".")
    for name, value in ast.iter_fields(node):
        if name not in ("annotation", "returns", "decorator_list"):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from _nodes(child, function)


def _edits(node: ast.AST, source: bytes, span: Callable[[ast.AST], tuple[int, int]]) -> Iterator[list[Edit]]:
    """Yield the changes of one node, each a list of edits from left to right."""
    match node:
        case ast.Compare(ops=signs):
            for (left, right), sign in zip(pairwise([node.left, *node.comparators]), signs, strict=True):
                yield [(span(left)[1], span(right)[0], *_SIGNS[type(sign)])]
        case ast.BinOp(op=sign) if type(sign) in _SIGNS:
            yield [(span(node.left)[1], span(node.right)[0], *_SIGNS[type(sign)])]
        case ast.BoolOp(op=sign):
            pairs = pairwise(node.values)
            yield [(span(left)[1], span(right)[0], *_SIGNS[type(sign)]) for left, right in pairs]
        case ast.UnaryOp(op=sign) if type(sign) in _SIGNS:
            yield [(span(node)[0], span(node.operand)[0], *_SIGNS[type(sign)])]
        case ast.Constant(value=bool() | int() | float() as value):
            kind = type(value)
            another = not value if kind is bool else value + 1 if kind is int else 1.05 * value or 0.05
            yield [(*span(node), source[slice(*span(node))], repr(another).encode())]
        case ast.Call(func=ast.Name(id=name)) if name in _NAMES:
            yield [(*span(node.func), name.encode(), _NAMES[name].encode())]
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            start, end = span(test)
            yield [(start, start, b"", b"not ("), (end, end, b"", b")")]


def _import(mutant: Mutant) -> None:
    """Let this process import a mutant for the module in its file."""
    name, load = mutant.file.removesuffix(".py").replace("/", "."), SourceFileLoader.get_code
    code = compile(mutant.code, ROOT / mutant.file, "exec")
    SourceFileLoader.get_code = lambda loader, module: code if module == name else load(loader, module)


def passes(tests: tuple[str, ...], mutant: Mutant | None, seconds: int) -> bool:
    """Tell whether the tests pass, in a process of their own that ends after so many seconds."""
    child = os.fork()
    if not child:
        status = 1
        try:
            signal.alarm(seconds)
            for stream in (1, 2):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
            if mutant:
                _import(mutant)
            status = int(pytest.main(["-n0", "-x", "-q", "-p", "no:cacheprovider", *tests]))
        finally:
            os._exit(status)
    return os.waitpid(child, 0)[1] == 0


@cache
def _seconds(tests: tuple[str, ...]) -> int:
    """Return how long tests may take under a mutant; they must pass without one."""
    start = time.monotonic()
    if not passes(tests, None, 600):
        raise SystemExit(f"these tests fail without any mutant: {' '.join(tests)}")
    return 30 + round(5 * (time.monotonic() - start))


def tests_of(file: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the tests that mirror a module, and wider ones."""
    folder, name = (Path("tests") / file).parent, Path(file).stem
    own = tuple(str(folder / path.name) for path in sorted((ROOT / folder).glob(f"test_{name}*.py")))
    return own, next(tests for part, tests in WIDER.items() if part in file)


def survivors(those: list[Mutant], tests: tuple[str, ...]) -> list[Mutant]:
    return [mutant for mutant in those if passes(tests, mutant, _seconds(tests))]


def main() -> int:
    """Run the mutants that are not known to be harmless, and print what survives."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("pattern", nargs="?", default="", metavar="PATTERN", help="part of a file's path")
    pattern, good = parser.parse_args().pattern, True
    listed = tomllib.loads(Path(__file__).with_name("harmless_mutants.toml").read_text(encoding="utf-8"))
    harmless = {Mutant(file, **one) for file, several in listed.items() for one in several}
    files = (path.relative_to(ROOT).as_posix() for glob in FILES for path in sorted(ROOT.glob(glob)))
    for file in (file for file in files if pattern in file):
        (own, wider), found = tests_of(file), list(mutants(file))
        left = survivors(new := [mutant for mutant in found if mutant not in harmless], own)
        unknown = survivors(left, wider)
        gone = [mutant for mutant in harmless if mutant.file == file and mutant not in found]
        print(f"{file}: {len(found)} mutants, {len(new) - len(left)} killed by the module's tests,")
        print(f"    {len(left) - len(unknown)} by wider ones, {len(found) - len(new)} harmless")
        for mutant in unknown + gone:
            print(f"{'is gone' if mutant in gone else 'SURVIVES'}, in {mutant.function or 'the module'}:")
            print(f"    {mutant.before}\n    {mutant.after}", flush=True)
        good &= not unknown and not gone
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
