"""Loads a sound file as the motion model needs it: mono, 16 kHz, with warnings for the user."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.core.audio import MODEL_SAMPLE_RATE_HZ, AudioClip
from app.core.errors import BadSound
from app.media.recordings.recording_file import read_recording
from app.media.sound.channels import Samples, mono_weights
from app.media.sound.container import breaks_off
from app.media.sound.resampling import Resampler
from app.media.sound.stream import SoundStream

SHORT_S = 0.2  # the motion model's window
SILENT_PEAK = 10 ** (-60 / 20)
CLIPPED_SHARE = 5e-4  # of all samples
CANCELLED_SHARE = 0.25  # of the energy that unrelated channels keep in a mix; one inverted at half level still has 0.2


@dataclass(slots=True)
class _Listener:
    """Mixes a sound to mono, and measures it on the way.

    weights: (C,) of the channels. energies: (C,) float64, sum of squares of each channel; mix_energy: of the mix.
    samples: of all channels together. clipped: those of them on a flat top at full scale.
    """

    weights: NDArray[np.float32]
    energies: NDArray[np.float64]
    mix_energy: float = 0.0
    samples: int = 0
    clipped: int = 0

    def mix(self, piece: Samples) -> Samples:
        """(C, n) -> (1, n) weighted sum; adds the piece to the measurements."""
        mono = self.weights @ piece
        self.energies += np.einsum("cn,cn->c", piece, piece)
        self.mix_energy += float(mono @ mono)
        self.samples += piece.size
        self.clipped += _flat_tops(piece)
        return mono[None]

    @property
    def cancels(self) -> bool:
        """Whether the channels cancel each other in the mix, as inverted copies do."""
        unrelated = float(self.weights.astype(np.float64) ** 2 @ self.energies)
        return self.mix_energy < CANCELLED_SHARE * unrelated


def load_clip(path: Path) -> AudioClip:
    """Decode any sound that FFmpeg reads, in memory of about the result's own size. Raises BadSound."""
    with SoundStream(path) as sound:
        samples, heard = _listen(sound, mono_weights(sound.layout))
    if heard.cancels:
        loudest = np.eye(sound.channels, dtype=np.float32)[int(heard.energies.argmax())]
        with SoundStream(path) as sound:
            samples, heard = _listen(sound, loudest)
    if not samples.size:
        raise BadSound(f"{path.name} holds no sound that could be decoded. Try another file.")
    return AudioClip(samples, path, tuple(_warnings(path, samples, heard, sound)))


def _listen(sound: SoundStream, weights: NDArray[np.float32]) -> tuple[Samples, _Listener]:
    """The whole sound mixed to (n,) samples at 16 kHz, and what was measured on the way."""
    heard = _Listener(weights, np.zeros(sound.channels))
    resampler = Resampler(sound.sample_rate_hz, MODEL_SAMPLE_RATE_HZ, 1)
    collected = bytearray()  # grows in place; a list of pieces would need twice the memory at the end
    for piece in sound.pieces():
        collected += resampler.push(heard.mix(piece)).tobytes()
    collected += resampler.finish().tobytes()
    samples = np.frombuffer(collected, np.float32)
    np.clip(samples, -1.0, 1.0, out=samples)  # the resampler overshoots a little at full scale
    return samples, heard


def _flat_tops(piece: Samples) -> int:
    """How many samples are in the middle of five equal ones at full scale; a clean tone above 20 Hz has none."""
    if max(piece.max(), -piece.min()) < 0.999:
        return 0
    flat = np.abs(piece[:, 2:-2]) >= 0.999
    for shift in (0, 1, 3, 4):
        flat &= piece[:, 2:-2] == piece[:, shift : piece.shape[1] - 4 + shift]
    return int(flat.sum())


def _warnings(path: Path, samples: Samples, heard: _Listener, sound: SoundStream) -> list[str]:
    duration_s = len(samples) / MODEL_SAMPLE_RATE_HZ
    said = []
    declared_s = sound.declared_duration_s
    if declared_s is not None and duration_s < 0.98 * declared_s - 0.25:
        said.append(
            f"{path.name} breaks off: {duration_s:.1f} of {declared_s:.1f} seconds could be read. "
            "Copy or download it again for the rest."
        )
    elif breaks_off(path):
        said.append(
            f"{path.name} breaks off after {duration_s:.1f} seconds. Copy or download it again if more is missing."
        )
    elif sound.broken_off or sound.damaged_packets:
        said.append(
            f"{path.name} is damaged in places; what could be decoded is used, the rest is silent. "
            "Copy or download it again if you can."
        )
    elif sound.missing_s:
        said.append(
            f"{path.name} has gaps: {max(0.1, sound.missing_s):.1f} seconds are missing or damaged and stay silent. "
            "Copy or download it again if it should be whole."
        )
    if max(samples.max(), -samples.min()) < SILENT_PEAK:
        recorded = read_recording(path) is not None
        advice = "Check the microphone, and record again." if recorded else "Check that it is the right file."
        said.append(f"{path.name} is silent, so the lips will stay closed. {advice}")
    if heard.clipped > CLIPPED_SHARE * heard.samples:
        said.append(f"{path.name} was recorded too loudly and is distorted; the lips may follow it less well.")
    if duration_s < SHORT_S:
        said.append(f"{path.name} is very short ({duration_s:.2f} seconds); a voice of a second or more works better.")
    return said
