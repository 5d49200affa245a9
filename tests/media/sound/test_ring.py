"""The ring between decoder and callback."""

import threading

import numpy as np

from app.media.sound.ring import SoundRing


def test_what_does_not_fit_waits() -> None:
    ring = SoundRing(5, 2)
    samples = np.arange(16, dtype=np.float32).reshape(2, 8)
    assert ring.write(samples) == 5
    assert (ring.filled, ring.write(samples[:, 5:])) == (5, 0)
    out = np.full((3, 2), 9.0, np.float32)
    assert ring.read_into(out) == 3
    assert np.array_equal(out, samples[:, :3].T)
    assert ring.write(samples[:, 5:]) == 3
    out = np.full((7, 2), 9.0, np.float32)
    assert ring.read_into(out) == 5
    assert np.array_equal(out[:5], samples[:, 3:].T)
    assert not out[5:].any()


def test_two_threads_exchange_every_sample_in_order() -> None:
    ring = SoundRing(1000, 1)
    sent = np.arange(50_000, dtype=np.float32)
    received = []

    def send() -> None:
        place = 0
        while place < len(sent):
            place += ring.write(sent[None, place : place + 337])

    sender = threading.Thread(target=send)
    sender.start()
    out = np.zeros((113, 1), np.float32)
    count = 0
    while count < len(sent):
        read = ring.read_into(out)
        received.append(out[:read, 0].copy())
        count += read
    sender.join()
    assert np.array_equal(np.concatenate(received), sent)
