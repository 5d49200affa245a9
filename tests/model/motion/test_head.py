import pytest

from app.model.motion.head import HeadAndBrows
from app.model.motion.spring import Spring

SPREADS = (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0)
DRIVES = [0.7, -0.6, 0.5, -0.4, 0.3, 0.2, -0.1]


def test_head_and_brows_follow_their_drives_by_springs_from_the_portraits_own_pose() -> None:
    head, springs, begun = HeadAndBrows(SPREADS, 0.5), [Spring(1.6) for _ in SPREADS], Spring(0.4)
    for _ in range(50):
        share = begun.step(1.0)
        expected = [share * s * spring.step(drive) for s, spring, drive in zip(SPREADS, springs, DRIVES, strict=True)]
        angles, brows = head.step(DRIVES)
        assert [*angles, *brows] == pytest.approx(expected)
        assert len(brows) == 2


def test_the_strength_scales_the_head_and_is_eased() -> None:
    natural, lively = HeadAndBrows(SPREADS, 0.5), HeadAndBrows(SPREADS, 0.8)
    for _ in range(10):
        usual, strong = natural.step(DRIVES), lively.step(DRIVES)
    assert strong[0] == pytest.approx([1.6 * angle for angle in usual[0]])
    assert strong[1] == usual[1]
    lively.retune(0.2)
    strength = Spring(1.5, 0.8)
    for _ in range(100):
        factor = strength.step(0.2) / 0.5
        usual, strong = natural.step(DRIVES), lively.step(DRIVES)
        assert strong[0] == pytest.approx([factor * angle for angle in usual[0]])
    assert factor == pytest.approx(0.4, abs=0.01)


def test_the_brows_have_a_strength_of_their_own() -> None:
    natural, still = HeadAndBrows(SPREADS, 0.5), HeadAndBrows(SPREADS, 0.5, 0.0)
    for _ in range(10):
        usual, without = natural.step(DRIVES), still.step(DRIVES)
    assert usual[0] == without[0]
    assert any(usual[1])
    assert not any(without[1])
