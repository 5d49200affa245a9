"""Too little memory, in the words of each library."""

import errno
import sys

import av
import cv2
import numpy as np
import pytest
import torch

from app.core.errors import BadPicture
from app.core.memory import demand_address_space, is_out_of_memory


def caught(run) -> Exception:
    with pytest.raises(Exception) as error:  # noqa: PT011 (which one it is differs)
        run()
    return error.value


def test_what_libraries_raise_is_recognised():
    far_too_much = 1 << 50
    assert is_out_of_memory(caught(lambda: bytearray(far_too_much)))
    assert is_out_of_memory(caught(lambda: np.empty(far_too_much)))
    assert is_out_of_memory(caught(lambda: torch.empty(far_too_much)))
    with pytest.raises(cv2.error) as error:
        raise cv2.error("OpenCV(4.11.0) error: (-4:Insufficient memory) Failed to allocate 9 bytes")
    assert is_out_of_memory(error.value)


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOMEM, "Cannot allocate memory"),
        av.error.FFmpegError(errno.ENOMEM, "Cannot allocate memory"),
        RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB."),
        RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 99 bytes."),
        RuntimeError("can't start new thread"),
        RuntimeError("std::bad_alloc"),
        ImportError("/lib/x.so: failed to map segment from shared object"),
    ],
)
def test_their_words_are_known(error):
    assert is_out_of_memory(error)


@pytest.mark.parametrize(
    "error",
    [
        None,
        ValueError("a preset called out of memory"),
        OSError(errno.ENOSPC, "No space left on device"),
        RuntimeError("size mismatch"),
        ImportError("/lib/x.so: failed to map segment from shared object: Operation not permitted"),
    ],
)
def test_other_errors_are_none(error):
    assert not is_out_of_memory(error)


def test_what_it_led_to_is_told_as_what_it_was():
    damaged = BadPicture("x.png is incomplete or damaged.")
    damaged.__cause__ = ValueError("no picture")
    assert not is_out_of_memory(damaged)
    damaged.__cause__.__context__ = MemoryError()
    assert is_out_of_memory(damaged)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such limit")
def test_a_limit_is_noticed_before_it_is_reached(monkeypatch):
    import resource

    demand_address_space(1 << 60)
    monkeypatch.setattr(resource, "getrlimit", lambda which: (1 << 40, resource.RLIM_INFINITY))
    demand_address_space(1 << 30)
    with pytest.raises(MemoryError):
        demand_address_space(1 << 40)
