"""A file that is damaged, or is not a checkpoint, is refused and left alone."""

import json

import pytest

from montecarlo import run
from tests.montecarlo.running.checkpoints import (
    BATCH,
    MASKS,
    TOTAL,
    interrupted,
)


@pytest.mark.parametrize("size", [0, 1, 100, -1])
def test_a_truncated_file_is_refused(path, size):
    interrupted(path)
    part = path.read_bytes()[: size if size >= 0 else -2]
    path.write_bytes(part)
    with pytest.raises(
        ValueError, match=r"is truncated, or is not a checkpoint: delete it to start anew, or give"
    ):
        run(MASKS, replicates=TOTAL, seed=3, checkpoint=path)
    assert path.read_bytes() == part


@pytest.mark.parametrize(
    "content", ["[]", "null", "{}", '{"format": 1}', "\xff", "[" * 100_000, "x,y\n1,2\n"]
)
def test_another_file_is_refused_and_left_alone(path, content):
    path.write_text(content, encoding="latin-1")
    with pytest.raises(ValueError, match="is truncated, or is not a checkpoint"):
        run(MASKS, replicates=TOTAL, seed=3, checkpoint=path)
    assert path.read_text(encoding="latin-1") == content


def changed(path, change):
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


def test_a_changed_number_is_refused(path):
    interrupted(path)
    changed(path, lambda content: content["full"].update(count=5 * BATCH))
    with pytest.raises(ValueError, match="was changed after it was written: delete it"):
        run(MASKS, replicates=TOTAL, seed=3, checkpoint=path)


def test_another_format_is_refused(path):
    interrupted(path)
    changed(path, lambda content: content.update(format=1))
    with pytest.raises(ValueError, match="has format 1, not 2: delete it"):
        run(MASKS, replicates=TOTAL, seed=3, checkpoint=path)
