"""A file that is damaged, or is not a checkpoint, is refused and left alone."""

import base64
import json

import numpy as np
import pytest

from montecarlo import run
from montecarlo.running.checkpoint import _digest
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


def text(*numbers):
    return base64.b64encode(np.array(numbers, "<f8").tobytes()).decode()


HALF = {"count": BATCH // 2, "mean": text(0.5, 0.5), "comoment": text(1, 0, 0, 1)}
WHOLE = HALF | {"count": BATCH}


@pytest.mark.parametrize(
    ("part", "match"),
    [
        ({"full": WHOLE | {"count": 4 * BATCH + 1}}, "is not a multiple of the batch"),
        ({"full": WHOLE | {"count": 40 * BATCH}, "ahead": {}}, f"has {40 * BATCH} replicates already, more"),
        ({"full": WHOLE | {"count": -BATCH}}, "the count of full must be an integer, 1 or more, got -"),
        ({"full": WHOLE | {"count": True}}, "the count of full must be an integer, 1 or more, got True"),
        ({"full": WHOLE | {"count": float(BATCH)}}, "the count of full must be an integer"),
        ({"full": WHOLE | {"mean": text(0.5)}}, "cannot reshape"),
        ({"full": WHOLE | {"mean": "0.5"}}, "contradicts itself"),
        ({"full": WHOLE | {"mean": text(0.5, float("nan"))}}, "the mean of full is not finite"),
        ({"full": WHOLE | {"comoment": text(1, 0, 0, -1)}}, "a variance of full is not 0 or more"),
        ({"full": WHOLE | {"comoment": text(float("nan"), 0, 0, 1)}}, "a variance of full is not 0 or more"),
        ({"full": WHOLE | {"comoment": text(1, 0.5, 0, 1)}}, "the covariance of full is not symmetric"),
        ({"full": {"count": BATCH}}, "lacks 'mean'"),
        ({"full": 3}, "contradicts itself"),
        ({"last": WHOLE}, "and a batch that is not full fewer than"),
        ({"last": HALF, "ahead": {"9": WHOLE}}, "last is the end of a run, and batches wait after it"),
        ({"ahead": {"3": WHOLE}}, "batch 3 waits, and 4 batches are merged"),
        ({"ahead": {"5": HALF, "6": WHOLE}}, f"batch 5 has {BATCH // 2} replicates, not {BATCH}"),
        ({"ahead": {"5": WHOLE | {"count": BATCH + 1}}}, f"batch 5 has {BATCH + 1} replicates, not {BATCH}"),
        ({"ahead": {"05": WHOLE}}, "'05' is not the number of a batch"),
        ({"ahead": {"-5": WHOLE}}, "'-5' is not the number of a batch"),
        ({"ahead": []}, "ahead must be an object"),
        ({"run": "mine"}, "contradicts itself"),
    ],
)
def test_a_field_that_contradicts_another_is_refused_even_under_a_right_digest(path, part, match):
    interrupted(path)
    content = json.loads(path.read_text())
    content.pop("sha256"), content.pop("format")
    content |= part
    content = {"format": 2, "sha256": _digest(content), **content}
    path.write_text(json.dumps(content))
    with pytest.raises(ValueError, match=match) as caught:
        run(MASKS, replicates=TOTAL, seed=3, checkpoint=path)
    assert "delete it to start anew" in str(caught.value)
    assert json.loads(path.read_text()) == content
