from pathlib import Path

import cv2
import pytest

from app.core.paths import resource
from app.evaluation.faces import hard
from app.evaluation.faces.hard import report
from app.evaluation.faces.variants import cut_at_mouth, drawings, surgical_mask, turned


def test_each_kind_is_counted_and_what_is_not_as_expected_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "people").mkdir()
    bgr = cv2.imread(str(resource("demo_portrait.png")))
    cv2.imwrite(str(tmp_path / "people" / "demo.png"), cv2.resize(bgr, (512, 640), interpolation=cv2.INTER_AREA))
    kinds = {
        "upside down": (turned(180), hard.SURELY),
        "mask": (surgical_mask, hard.NEVER_SURELY),
        "cut at the mouth": (cut_at_mouth, hard.SURELY),  # which cannot be
    }
    monkeypatch.setattr(hard, "VARIANTS", kinds)
    lines = list(report(tmp_path, tmp_path / "wrong"))
    counts = {line[:24].strip(): line[24:54].split() for line in lines[1:6]}
    assert counts["people"] == ["1", "0", "0"]
    assert counts["upside down"] == ["1", "0", "0"]
    assert counts["mask"] == ["0", "1", "0"]
    assert counts["cut at the mouth"] == ["0", "0", "1"]
    assert sum(map(int, counts["drawn things"])) == len(drawings())
    assert "cut at the mouth: demo refused" in lines
    assert (tmp_path / "wrong" / "cut at the mouth_demo_refused.png").exists()
