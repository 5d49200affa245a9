from pathlib import Path

import numpy as np
import torch

from app.core.face_basis import load_face_basis
from app.media.sound.load import load_clip
from app.model.motion.checkpoint import load_network
from app.model.motion.features import BANDS, LogMel, warped
from app.model.motion.phone_scores import PhoneScores
from app.model.motion.vocal_tract import WARPS, likeliest_warp

USUAL = torch.full((BANDS,), -0.8)


def test_warping_moves_a_tone_and_keeps_its_power() -> None:
    time = torch.arange(16_000) / 16_000
    spectrum = LogMel().spectrum(torch.sin(2 * torch.pi * 1000 * time)[None])
    for factor in (0.8, 1.22):
        moved = warped(spectrum, torch.tensor([[factor]]))
        assert abs(int(moved[0].mean(0).argmax()) - factor * 32) <= 1
    framewise = warped(spectrum, torch.linspace(0.8, 1.2, spectrum.shape[1])[None])
    assert int(framewise[0, 0].argmax()) < int(framewise[0, -1].argmax())


def test_filters_of_a_warp_hear_the_warped_spectrum() -> None:
    log_mel = LogMel()
    spectrum = log_mel.spectrum(torch.randn(1, 8_000, generator=torch.Generator().manual_seed(1)))
    moved = warped(spectrum, torch.tensor([[1.14]])) @ log_mel.filters
    torch.testing.assert_close(spectrum @ log_mel.filters_for(1.14), moved, rtol=1e-4, atol=1e-6)
    assert torch.equal(log_mel.filters_for(1.0), log_mel.filters)


def test_a_voice_is_brought_to_the_same_length_at_any_size(demo_voice_path: Path) -> None:
    network, voice = load_network(load_face_basis().digest(), torch.device("cpu")), load_clip(demo_voice_path).samples
    found = []
    for size in (1.0, 1.16):  # as if from a head so much smaller: all frequencies higher
        samples = np.interp(np.arange(0, 96_000 / size) * size, np.arange(96_000), voice[:96_000]).astype(np.float32)
        spectrum = LogMel().spectrum(torch.from_numpy(samples)[None])
        found.append(likeliest_warp(spectrum, LogMel(), network.phone_scores, network.usual_voice))
    assert set(found) <= set(WARPS)
    assert 1.06 < found[0] / found[1] < 1.26


def test_too_little_sound_is_left_as_it_is() -> None:
    for sound in (torch.zeros(1, 32_000), 0.1 * torch.randn(1, 4_000)):
        assert likeliest_warp(LogMel().spectrum(sound), LogMel(), PhoneScores(), USUAL) == 1.0
