import inspect
import operator
import re

import montecarlo


def test_the_public_list_is_there():
    for name in montecarlo.__all__:
        assert hasattr(montecarlo, name), name


def public():
    """Yield what is public, and its methods, with its docstring."""
    for name in montecarlo.__all__:
        value = getattr(montecarlo, name)
        members = inspect.getmembers(value) if inspect.isclass(value) else []
        own = [(f"{name}.{inner}", member) for inner, member in members if not inner.startswith("_")]
        for path, member in [(name, value), *own]:
            yield path, inspect.getdoc(member) or ""


def missing(text):
    """Return the names that a docstring refers to and that are not where it says: classes, and dotted ones."""
    names = re.findall(r"`((?:montecarlo\.|[A-Z])[A-Za-z_.]*[a-z])`", text)
    names += re.findall(r"(?:[Ss]ee|As|as) `([A-Za-z_.]+)`", text)
    found = []
    for name in names:
        try:
            operator.attrgetter(name.removeprefix("montecarlo."))(montecarlo)
        except AttributeError:
            found.append(name)
    return found


def test_names_in_docstrings_can_be_imported():
    assert missing("see `Nowhere` and `montecarlo.weights.nothing`; as `lost`") == [
        "Nowhere",
        "montecarlo.weights.nothing",
        "Nowhere",
        "lost",
    ]
    assert [(path, name) for path, text in public() for name in missing(text)] == []
