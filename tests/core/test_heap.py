import sys
import threading

import pytest

from app.bench.memory import resident_mb
from app.core.heap import give_back_free_memory, settle_heap

BLOCK_BYTES = 50_000  # the C library takes such from its heap, and Python has no use for them


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the heap of glibc")
def test_free_memory_below_what_is_in_use_goes_back_to_the_system():
    blocks = [bytes(BLOCK_BYTES) for _ in range(4000)]
    above = bytes(BLOCK_BYTES)
    full_mb = resident_mb()
    del blocks
    give_back_free_memory()
    assert full_mb - resident_mb() > 150
    assert len(above) == BLOCK_BYTES


def test_threads_run_on_a_settled_heap():
    settle_heap()
    made = []
    threads = [threading.Thread(target=lambda: made.append(bytes(BLOCK_BYTES))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
