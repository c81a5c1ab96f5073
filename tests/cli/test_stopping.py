"""Ctrl-C once asks to end with what there is; the second time it interrupts."""

from __future__ import annotations

import os
import signal

import pytest

from showfloor.cli.stopping import stopping


def test_the_first_interrupt_asks_to_stop_and_the_second_interrupts(capsys):
    before = signal.getsignal(signal.SIGINT)
    with stopping() as stop:
        assert not stop()
        os.kill(os.getpid(), signal.SIGINT)
        assert stop()
        assert "ending with what there is" in capsys.readouterr().err
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before
