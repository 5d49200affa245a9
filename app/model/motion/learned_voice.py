"""Speech frames of a live voice, collected to estimate its vocal-tract-length warp."""

import torch
from torch import Tensor

from app.model.motion.features import FFT_SAMPLES
from app.model.motion.network import MELS_PER_FRAME

SPEAKING = 0.9  # from this chance on a frame is speech
# Frames of speech after which the vocal tract is judged: once soon, once surely.
SOON_FRAMES, SURE_FRAMES = 300, 1000


class LearnedVoice:
    """Keeps the spectra of frames that the network judges to be speech, a little after they were heard."""

    def __init__(self, device: torch.device) -> None:
        self._pending = self.speech = torch.zeros(1, 0, FFT_SAMPLES // 2 + 1, device=device)
        self._wanted = [SOON_FRAMES, SURE_FRAMES]

    def hear(self, spectrum: Tensor) -> None:
        """Add (1, T, 257) power spectra at 100 a second, to be judged later."""
        self._pending = torch.cat([self._pending, spectrum], 1)

    def judge(self, speaking: Tensor) -> None:
        """Keep or drop the next frames to be judged, by (K,) chances that somebody spoke in K motion frames."""
        said = (speaking > SPEAKING).repeat_interleave(MELS_PER_FRAME)
        self.speech = torch.cat([self.speech, self._pending[:, : len(said)][:, said]], 1)
        self._pending = self._pending[:, len(said) :]

    def is_due(self) -> bool:
        """Whether enough speech was kept to judge the vocal tract; True once each at SOON_FRAMES and SURE_FRAMES."""
        due = bool(self._wanted) and self.speech.shape[1] >= self._wanted[0]
        if due:
            del self._wanted[0]
        return due

    @property
    def is_done(self) -> bool:
        """Whether the vocal tract was due both times."""
        return not self._wanted
