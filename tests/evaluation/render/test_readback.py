"""Asked-for landmarks, and what the finder reads in a rendered frame."""

import pytest

from app.evaluation.render.readback import read_back, readback_table
from app.evaluation.sheet.poses import FacePart, sheet_poses


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
    assert [sum(pose.part is part for pose in poses) for part in FacePart] == [10, 4, 5]
    assert len({pose.motion.coefficients.tobytes() for pose in poses}) == 19
