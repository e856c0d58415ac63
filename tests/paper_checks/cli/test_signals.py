"""Signals end the program at once; tests.benchmarks.signals sends them to the real one."""

import os
import signal
from collections.abc import Iterator

import pytest

from paper_checks.cli.signals import end_at_signals

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


class Ended(BaseException):
    pass


@pytest.fixture(autouse=True)
def _handlers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give the handlers back, and raise where the process would end."""

    def end(status: int) -> None:
        raise Ended(status)

    monkeypatch.setattr(os, "_exit", end)
    before = {number: signal.getsignal(number) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_is_one_line_and_a_status_of_its_own(
    number: signal.Signals, capfd: pytest.CaptureFixture[str]
) -> None:
    called: list[str] = []
    end_at_signals()
    end_at_signals(lambda: called.append("first"))
    with pytest.raises(Ended) as ended:
        signal.raise_signal(number)
    assert ended.value.args == (128 + number,)
    assert called == ["first"]
    shown = capfd.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert shown.err.endswith("already written are kept\n")


def test_it_ends_even_where_nothing_can_be_said_or_done(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "write", fails)
    end_at_signals()
    with pytest.raises(Ended):
        signal.raise_signal(signal.SIGINT)
    end_at_signals(fails)
    with pytest.raises(Ended):
        signal.raise_signal(signal.SIGINT)


def test_a_signal_that_is_ignored_stays_ignored() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    end_at_signals()
    signal.raise_signal(signal.SIGHUP)
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
