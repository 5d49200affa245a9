"""Asked-for landmarks, and what the finder reads in a rendered frame."""

import numpy as np
import pytest

from app.core.motion import Motion
from app.core.settings import FrameSize
from app.evaluation.readback import read_back, readback_table
from app.evaluation.readback_asked import AskedLandmarks
from app.evaluation.sheet_poses import Part, sheet_poses


@pytest.fixture(scope="module")
def asked(portrait, face, basis) -> AskedLandmarks:
    return AskedLandmarks(face, FrameSize(portrait.width, portrait.height), basis)


def test_no_motion_asks_for_the_portraits_own_landmarks(asked, face):
    assert np.allclose(asked.positions(Motion.still(1))[0], face.landmarks[:468, :2], atol=0.02 * face.pose.scale)


def test_an_opening_asks_for_that_gap(asked, face, basis):
    pose = next(pose for pose in sheet_poses(basis) if pose.name == "open (ah)")
    points = asked.positions(pose.motion)[0]
    assert (points[14, 1] - points[13, 1]) / face.pose.scale == pytest.approx(0.26, abs=0.03)


def test_shut_lids_meet(asked, face, basis):
    pose = next(pose for pose in sheet_poses(basis) if pose.name == "shut")
    points = asked.positions(pose.motion)[0]
    assert points[159] == pytest.approx(points[145], abs=0.01 * face.pose.scale)


def test_figures_of_a_real_portrait(portrait, basis, finder):
    poses = [pose for pose in sheet_poses(basis) if pose.name in ("closed", "open (ah)", "yaw +15°")]
    rows = read_back(portrait, poses, basis, finder)
    assert [row.pose for row in rows] == ["closed", "open (ah)", "yaw +15°"]
    for row in rows:
        assert row.found
        assert max(row.lips, row.lids, row.oval) < 6.0
    assert rows[0].opening_read < 0.03
    assert rows[1].opening_read == pytest.approx(0.26, abs=0.08)
    table = readback_table(rows)
    assert "| closed |" in table
    assert f"| {rows[1].opening_read:.4f} |" in table


def test_the_sheet_has_ten_mouths_four_lid_states_and_five_heads(basis):
    poses = sheet_poses(basis)
    assert [sum(pose.part is part for pose in poses) for part in Part] == [10, 4, 5]
    assert len({pose.motion.coefficients.tobytes() for pose in poses}) == 19
