import signal

import pytest

from app.core.interrupt import InterruptWatch


def test_an_interrupt_that_was_swallowed_is_remembered():
    before = signal.getsignal(signal.SIGINT)
    with InterruptWatch() as watch:
        watch.check()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        assert watch.seen
        with pytest.raises(KeyboardInterrupt):
            watch.check()
    assert signal.getsignal(signal.SIGINT) is before
