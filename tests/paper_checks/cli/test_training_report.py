"""How far a training is: the time left, and the work of each kind of experiment."""

from dataclasses import replace

import pytest
from rich.console import Console

from montecarlo import Normality
from paper_checks.cli import training_report
from paper_checks.cli.training_report import Report, work_of
from tests.paper_checks.made_up_training import small


def test_what_a_checkpoint_held_does_not_count_for_the_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """At 60 s, 100 of 1,000 are done that took time, and 400 that did not: 500 are left, at 100 a minute."""
    report = Report(1000, None, Console(), 0.0)
    monkeypatch.setattr(training_report.time, "perf_counter", lambda: 60.0)
    progress = report.of("He", 500, resumed=True)
    progress(80, 100)
    assert report.left(400) == "unknown time"
    progress(100, 100)
    report.finished("He", 60.0)
    assert report.left(500) == "5 min"
    report.of("zero", 500, resumed=False)(50, 100)
    assert report.left(750) == "43 s"


def test_what_is_skipped_takes_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    report = Report(300, None, Console(), 0.0)
    monkeypatch.setattr(training_report.time, "perf_counter", lambda: 60.0)
    report.skip(100)
    report.of("He", 100, resumed=False)(1, 2)
    assert report.left(150) == "3 min"


def test_work_is_steps_times_examples_times_products() -> None:
    training = small()  # 8 epochs of 200 examples in batches of 20, and 64 * 16 + 16 * 10 weights
    assert work_of(training) == 8 * 200 * (64 * 16 + 16 * 10)
    assert work_of(replace(training, examples=None)) == 8 * 1_440 * (64 * 16 + 16 * 10)
    assert work_of(Normality(training, networks=3, after=(0, 80))) == 3 * work_of(training)
