"""Streaming inference: sound in blocks of any length to mouth coefficients, however the blocks are cut."""

import numpy as np
import torch
from numpy.typing import NDArray

from app.model.motion.features import FEATURES, HOP_SAMPLES, WINDOW_SAMPLES, LogMel, VoiceState, is_steady, normalise
from app.model.motion.learned_voice import LearnedVoice
from app.model.motion.network import DELAY_FRAMES, LEAD_MELS, MELS_PER_FRAME, SILENT_FEATURE, MotionNetwork, lips
from app.model.motion.vocal_tract import WarpSearch, likeliest_warp

TURN_FRAMES = 25  # mel frames, after which one more step of learning a live voice is taken, however its blocks are cut


class MotionStream:
    """Converts one running sound to mouth coefficients; keeps the network's state between blocks.

    A frame is given out as soon as the sound of its look-ahead (195 ms) has arrived.
    """

    def __init__(
        self,
        network: MotionNetwork,
        log_mel: LogMel,
        device: torch.device,
        known: NDArray[np.float32] | None = None,
    ) -> None:
        """known: (n,) samples of the voice, to take its tract and mean bands from; None to learn them as it goes on."""
        self._network, self._log_mel, self._device = network, log_mel, device
        self._samples = torch.zeros(1, 0)
        self._features = torch.full((1, LEAD_MELS, FEATURES), SILENT_FEATURE, device=device)
        self._filters = log_mel.filters
        self._voice = VoiceState.unknown(network.usual_voice, 1)
        self._learned = LearnedVoice(device) if known is None else None
        self._search: WarpSearch | None = None
        if known is not None and len(known) >= WINDOW_SAMPLES:
            spectrum = log_mel.spectrum(torch.from_numpy(known).to(device)[None])
            if not is_steady(spectrum @ log_mel.filters):
                self._filters = log_mel.filters_for(
                    likeliest_warp(spectrum, log_mel, network.phone_scores, network.usual_voice)
                )
                self._voice = VoiceState.known(spectrum @ self._filters, network.usual_voice)
        self._state = network.initial_state(1, device)
        self._frames_heard = 0
        self._frames_to_drop = DELAY_FRAMES

    @torch.inference_mode()
    def push(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n,) more samples -> (T, 12) coefficients of the frames that can now be known."""
        self._samples = torch.cat([self._samples, torch.from_numpy(np.ascontiguousarray(samples, np.float32))[None]], 1)
        mouths = [np.zeros((0, len(self._network.mouth_scale)), np.float32)]
        while (windows := (self._samples.shape[1] - WINDOW_SAMPLES) // HOP_SAMPLES + 1) > 0:
            if self._learned:
                windows = min(windows, TURN_FRAMES - self._frames_heard % TURN_FRAMES)
            self._hear(windows)
            mouths.append(self._move())
            if self._learned and self._frames_heard % TURN_FRAMES == 0:
                self._learn(self._learned)
        return np.concatenate(mouths)

    def _hear(self, windows: int) -> None:
        """Turn so many windows of the waiting samples into features; the rest waits on."""
        heard = self._samples[:, : (windows - 1) * HOP_SAMPLES + WINDOW_SAMPLES].to(self._device)
        self._samples = self._samples[:, windows * HOP_SAMPLES :]
        spectrum = self._log_mel.spectrum(heard)
        if self._learned:
            self._learned.hear(spectrum)
        features, self._voice = normalise(spectrum @ self._filters, self._voice)
        self._features = torch.cat([self._features, features], 1)
        self._frames_heard += windows

    def _move(self) -> NDArray[np.float32]:
        """(T, 12) coefficients of the frames whose features are there."""
        steps = self._features.shape[1] // MELS_PER_FRAME
        ready = self._features[:, : steps * MELS_PER_FRAME]
        self._features = self._features[:, steps * MELS_PER_FRAME :]
        if steps == 0:
            return np.zeros((0, len(self._network.mouth_scale)), np.float32)
        raw, gates, self._state = self._network(ready, self._state)
        dropped = min(self._frames_to_drop, steps)
        self._frames_to_drop -= dropped
        if self._learned:
            self._learned.judge(torch.sigmoid(gates[0, dropped:, 0]))
        mouth: NDArray[np.float32] = lips(raw, gates)[0, dropped:].cpu().numpy()
        return mouth

    def _learn(self, learned: LearnedVoice) -> None:
        """Try one more warp; after the last, go on as if all had been heard through the best one."""
        network = self._network
        if self._search is None and learned.is_due():
            self._search = WarpSearch(learned.speech, self._log_mel, network.phone_scores, network.usual_voice)
        warp = self._search.advance() if self._search else None
        if warp is not None:
            self._search = None
            self._filters = self._log_mel.filters_for(warp)
            _, self._voice = normalise(learned.speech @ self._filters, VoiceState.unknown(network.usual_voice, 1))
            if learned.is_done:
                self._learned = None
