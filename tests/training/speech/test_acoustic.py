from pathlib import Path

import pytest
import torch

from app.training.speech.acoustic import read_phone_scores


def test_the_carried_model_has_densities_that_are_densities() -> None:
    pytest.importorskip("pocketsphinx")
    from app.training.speech.acoustic import model_folder

    scores = read_phone_scores(model_folder())
    sums = scores.mixtures.sum(1)
    assert (sums - 1).abs().max() < 0.15  # weights are kept in eight bits
    assert (scores.codebooks[:, :13] < 0).all()
    assert torch.isfinite(scores.codebooks).all()


def test_another_model_is_refused(tmp_path: Path) -> None:
    content = b"s3\nversion 1.0\nendhdr\n" + bytes([0x44, 0x33, 0x22, 0x11]) + (8).to_bytes(4, "little") * 40
    (tmp_path / "means").write_bytes(content)
    (tmp_path / "variances").write_bytes(content)
    with pytest.raises(ValueError, match="another acoustic model"):
        read_phone_scores(tmp_path)
