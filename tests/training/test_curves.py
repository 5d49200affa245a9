from pathlib import Path

import pytest
import torch

pytest.importorskip("tensorboard", reason="tensorboard (the extra `train`) is not installed")

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from app.training.curves import Curves


def test_curves_are_kept_and_a_resumed_run_adds_to_them(tmp_path: Path) -> None:
    for steps in (range(1, 21), range(21, 41)):
        with Curves(tmp_path) as curves:
            for step in steps:
                curves.write(step, {"opening": torch.tensor(1.0 / step), "speaking": torch.tensor(2.0)})
    events = EventAccumulator(str(tmp_path))
    events.Reload()
    kept = events.Scalars("loss/opening")
    assert [event.step for event in kept] == [10, 20, 30, 40]
    assert kept[-1].value == pytest.approx(1 / 40)
    assert events.Scalars("loss/sum")[0].value == pytest.approx(2.1)
