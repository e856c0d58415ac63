"""Weights that are named by text; what the user's own code does is said, whatever it is."""

import sys
from pathlib import Path

import numpy as np
import pytest

from paper_checks.auditing.reading import from_text

CODE = """
import sys
import numpy as np
not_callable = 1

def build():
    print("building")
    return {"layers": {"0": np.ones(3)}, "w": np.ones(2)}

def generated():
    for k in range(2):
        print(k)
        yield f"w.{k}", np.ones(2)

def fails():
    return 1 / 0

def leaves():
    sys.exit(0)

def shouts():
    raise RuntimeError("\\x1b[31mred")

def junk():
    return 3

def needs(x):
    return x
"""


@pytest.fixture
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a_model_to_audit.py").write_text(CODE)
    (tmp_path / "broken_to_audit.py").write_text("def (\n")
    (tmp_path / "leaving_to_audit.py").write_text("import sys\nsys.exit(0)\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))


@pytest.mark.usefixtures("code")
def test_a_callable_whose_words_go_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert set(from_text("a_model_to_audit:build").tensors) == {"layers.0", "w"}
    assert set(from_text("a_model_to_audit:generated").tensors) == {"w.0", "w.1"}
    assert capsys.readouterr() == ("", "building\n0\n1\n")


@pytest.mark.usefixtures("code")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a_model_to_audit:fails", "ZeroDivisionError: division by zero"),
        ("a_model_to_audit:leaves", "SystemExit: 0"),  # else the status would be that of success
        ("a_model_to_audit:shouts", r"RuntimeError: \\x1b\[31mred"),
        ("a_model_to_audit:junk", "weights = 3: it must be a mapping"),
        ("a_model_to_audit:needs", "missing 1 required positional argument"),
        ("a_model_to_audit:not_callable", "it must be callable, got 1"),
        ("a_model_to_audit:buidl", "buidl"),
        ("broken_to_audit:build", "SyntaxError"),
        ("leaving_to_audit:build", "SystemExit: 0"),
        ("no_such_module_of_ours:build", "No module named"),
    ],
)
def test_what_a_callable_may_do(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=f"WEIGHTS = '{text}': .*{words}"):
        from_text(text)


@pytest.mark.parametrize("text", ["w.pt", "", ".", "a:", ":f", "a:b.c", "a\0b.npz", "a\0b:f"])
def test_what_is_no_file_and_no_callable(text: str) -> None:
    with pytest.raises(ValueError, match=r"WEIGHTS = .*must be a \.npz or \.safetensors file.*save_file"):
        from_text(text)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"cannot read .*No such file"):
        from_text(str(tmp_path / "w.npz"))
    np.savez(tmp_path / "w.npz", w=np.ones(3))
    assert list(from_text(str(tmp_path / "w.npz")).tensors) == ["w"]
