"""The examples of montecarlo's README print what it shows, and its tables name what exists."""

import doctest
import re
from pathlib import Path

import pytest

import montecarlo
from montecarlo.sampling.activations import ACTIVATIONS, DERIVATIVES
from montecarlo.sampling.own_activations import REGISTERED

FOLDER = Path(montecarlo.__file__).parent
README = FOLDER / "README.md"


@pytest.fixture
def forgets_rational():
    yield
    for table in (ACTIVATIONS, DERIVATIVES, REGISTERED):
        table.pop("rational", None)


@pytest.mark.usefixtures("forgets_rational")
def test_examples():
    test = doctest.DocTestParser().get_doctest(README.read_text(), {}, "README.md", str(README), 0)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(test, clear_globs=False)
    assert runner.summarize() == doctest.TestResults(failed=0, attempted=len(test.examples))
    names = test.globs.keys() & set(montecarlo.__all__)
    assert len(names) > 10
    assert [name for name in names if test.globs[name] is not getattr(montecarlo, name)] == []


def test_rooms_are_those_of_the_package():
    stated = re.findall(r"^- `(\w+)/`", README.read_text(), flags=re.MULTILINE)
    rooms = [path.parent.name for path in FOLDER.glob("*/__init__.py")]
    assert sorted(stated) == sorted(rooms)
