"""Ctrl-C once asks to end with what there is; the second time it interrupts."""

from __future__ import annotations

import signal

import pytest

from showfloor.cli.stopping import stopping


@pytest.fixture(autouse=True)
def _interrupts_are_heard():
    """Let SIGINT interrupt, also where the tests run in the background, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_the_first_interrupt_asks_to_stop_and_the_second_interrupts(capsys):
    before = signal.getsignal(signal.SIGINT)
    with stopping() as stop:
        assert not stop()
        signal.raise_signal(signal.SIGINT)
        assert stop()
        assert "ending with what there is" in capsys.readouterr().err
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before
