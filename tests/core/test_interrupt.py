import signal
import time

import pytest

from app.core.interrupt import InterruptWatch, stop_signals


@pytest.fixture(autouse=True)
def handlers_as_before():
    before = {number: signal.getsignal(number) for number in stop_signals()}
    yield before
    for number, handler in before.items():
        signal.signal(number, handler)


def test_an_interrupt_that_was_swallowed_is_remembered():
    with InterruptWatch() as watch:
        watch.check()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        assert watch.seen == signal.SIGINT
        with pytest.raises(KeyboardInterrupt):
            watch.check()


def test_without_an_interrupt_all_is_as_before(handlers_as_before):
    with InterruptWatch():
        pass
    assert {number: signal.getsignal(number) for number in handlers_as_before} == handlers_as_before


@pytest.mark.parametrize("number", stop_signals())
def test_whatever_asks_the_program_to_end_is_an_interrupt(number):
    with InterruptWatch() as watch, pytest.raises(KeyboardInterrupt):
        signal.raise_signal(number)
    assert watch.seen == number


def test_the_second_of_a_pair_does_not_break_off_the_cleaning_up(monkeypatch):
    with InterruptWatch() as watch:
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGINT)
    signal.raise_signal(signal.SIGINT)  # nor the end of the process
    assert watch.seen == signal.SIGTERM
    later_s = time.monotonic() + 60
    monkeypatch.setattr(time, "monotonic", lambda: later_s)
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)  # who still waits means it


def test_what_the_process_was_started_to_ignore_stays_ignored():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with InterruptWatch() as watch:
        signal.raise_signal(signal.SIGTERM)
        watch.check()
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
