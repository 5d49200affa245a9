"""Lips that are known already are those that the network would say again."""

import numpy as np

from app.model.motion.known_lips import KnownLips


class Slow:
    """Gives a frame for every 640 samples, and says which sample it begins with."""

    def __init__(self):
        self.heard = 0
        self.given = 0
        self.pushes = 0

    def push(self, samples):
        self.pushes += 1
        self.heard += len(samples)
        first, self.given = self.given, max(0, self.heard // 640 - 5)
        return np.repeat(np.arange(first, self.given, dtype=np.float32)[:, None], 12, 1)


def read(reader, steps):
    parts = [reader.advance(step) for step in steps]
    return np.concatenate(parts)[:, 0].tolist()


def test_another_reader_hears_the_same_without_the_network():
    stream = Slow()
    lips = KnownLips(stream, np.zeros(64_000, np.float32))
    first = read(lips.reader(), [9600, 32_000, 32_000])
    pushes = stream.pushes
    assert read(lips.reader(), [9600, 32_000, 32_000]) == first == list(range(110))
    assert stream.pushes == pushes


def test_a_reader_with_other_steps_gets_every_frame_in_the_end():
    lips = KnownLips(Slow(), np.zeros(64_000, np.float32))
    read(lips.reader(), [9600, 32_000])
    frames = read(lips.reader(), [10_240, 32_000, 32_000])  # half a step later, and farther than anyone before
    assert frames == list(range(len(frames)))
    assert len(frames) == 111
