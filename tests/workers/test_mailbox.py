import numpy as np

from app.core.frame import Frame
from app.workers.mailbox import LatestFrame


def frame(index: int) -> Frame:
    return Frame(np.zeros((2, 2, 3), np.uint8), index)


def test_the_newest_frame_replaces_the_last_unseen_one():
    mailbox = LatestFrame()
    for index in range(5):
        mailbox.put(frame(index))
    taken = mailbox.take()
    assert taken is not None
    assert taken.index == 4
    assert mailbox.take() is None


def test_only_a_frame_in_the_empty_mailbox_is_announced():
    mailbox = LatestFrame()
    assert mailbox.put(frame(0))
    assert not mailbox.put(frame(1))
    mailbox.take()
    assert mailbox.put(frame(2))
