"""What the speech encoder hears in the training sequences, kept on disk, since it never learns.

A part is heard whole, as recordings are, a part in a window a frame, as live sound is.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from numpy.random import Generator
from safetensors import safe_open
from safetensors.torch import save
from torch import Tensor
from tqdm import tqdm

from app.core.whole_file import write_whole
from app.model.motion.checkpoint import load_encoder
from app.model.motion.hearing import Hearing
from app.model.motion.known_lips import MARGIN_FRAMES
from app.model.motion.log_mel import WINDOW_SAMPLES
from app.model.motion.network import (
    HEARD,
    MELS_AHEAD,
    MELS_PER_FRAME,
    TOKENS_BEFORE,
    TOKENS_PER_FRAME,
    TOKENS_READ,
    MotionNetwork,
    MouthNetwork,
    NetworkSizes,
)
from app.model.motion.stream import WINDOW_MELS, WINDOWS_AT_ONCE
from app.training.motion.sequences import SequenceMaker, Spoken
from app.training.motion.settings import MotionSettings

Kind = Literal["whole", "windows"]
KINDS: tuple[Kind, ...] = ("whole", "windows")
SHARD = 50  # sequences in a file


@dataclass(frozen=True, slots=True)
class HeardBatch:
    """Crops of sequences. heard: (B, J, HEARD) tokens for T frames, or (B * T, TOKENS_READ, HEARD), a window a frame.

    mouth: (B, T, 12). active: (B, T). phones: (B, T, 19).
    """

    heard: Tensor
    mouth: Tensor
    active: Tensor
    phones: Tensor

    def heard_now(self) -> Tensor:
        """(B, 2 T, HEARD) each frame's own tokens, without those before and after."""
        size, frames = self.active.shape
        if len(self.heard) == size:
            return self.heard[:, TOKENS_BEFORE : TOKENS_BEFORE + TOKENS_PER_FRAME * frames]
        return self.heard[:, TOKENS_BEFORE : TOKENS_BEFORE + TOKENS_PER_FRAME].reshape(size, -1, HEARD)


class Ear:
    """Hears sequences as the program does."""

    def __init__(self) -> None:
        self._network = MotionNetwork(load_encoder(), MouthNetwork(NetworkSizes())).eval().requires_grad_(False)

    def rows(self, sequence: Spoken, silent_before: int, known: bool) -> Tensor:
        """(T, 80) log mel powers after so many rows of silence."""
        hearing = Hearing(self._network.log_mel, sequence.samples if known else None)
        sound = np.pad(sequence.samples, (0, WINDOW_SAMPLES // 2))  # for the last row, too
        return torch.cat([hearing.silence(silent_before), hearing.push(sound)])

    @torch.inference_mode()
    def whole(self, sequence: Spoken, known: bool) -> Tensor:
        """(J, HEARD) tokens of all that the sequence's frames read."""
        rows = self.rows(sequence, MARGIN_FRAMES * MELS_PER_FRAME, known)
        frames = len(sequence.mouth)
        tokens = self._tokens(rows[None, : (frames + 2 * MARGIN_FRAMES) * MELS_PER_FRAME])[0]
        start = MARGIN_FRAMES * TOKENS_PER_FRAME - TOKENS_BEFORE
        return tokens[start : start + TOKENS_READ + TOKENS_PER_FRAME * (frames - 1)]

    @torch.inference_mode()
    def windows(self, sequence: Spoken, known: bool) -> Tensor:
        """(T, TOKENS_READ, HEARD) the last tokens of each frame's window."""
        rows = self.rows(sequence, WINDOW_MELS - MELS_AHEAD, known)
        windows = rows.unfold(0, WINDOW_MELS, MELS_PER_FRAME)[: len(sequence.mouth)].transpose(1, 2)
        return torch.cat([self._tokens(some)[:, -TOKENS_READ:] for some in torch.split(windows, WINDOWS_AT_ONCE)])

    def _tokens(self, rows: Tensor) -> Tensor:
        # where the processor has bfloat16, this takes a third of the time
        with torch.autocast("cpu", torch.bfloat16):
            return self._network.hear(rows).half()


def hear(maker: SequenceMaker, settings: MotionSettings, cache: Path) -> Path:
    """Hear all sequences that are not kept yet; returns the folder they lie in."""
    what = [maker.digest(), settings.sequence_frames, settings.seed, asdict(settings.augment)]
    folder = cache / "heard" / hashlib.sha256(json.dumps(what).encode()).hexdigest()[:12]
    folder.mkdir(parents=True, exist_ok=True)
    counts = {"whole": settings.heard_whole, "windows": settings.heard_windows}
    jobs = [(kind, index) for kind in KINDS for index in range(-(-counts[kind] // SHARD))]
    missing = [(kind, index) for kind, index in jobs if not (folder / f"{kind}-{index:03d}.safetensors").exists()]
    work = partial(_hear_shard, maker, Ear(), settings, folder)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for _ in tqdm(pool.map(work, missing), "heard", len(missing), unit="shard"):
            pass
    return folder


def _hear_shard(maker: SequenceMaker, ear: Ear, settings: MotionSettings, folder: Path, job: tuple[Kind, int]) -> None:
    (kind, index), rows = job, []
    for number in range(index * SHARD, (index + 1) * SHARD):
        rng = np.random.default_rng((settings.seed, KINDS.index(kind), number))
        sequence, known = maker.sequence(rng), rng.random() < settings.augment.known_voice
        heard = ear.whole(sequence, known) if kind == "whole" else ear.windows(sequence, known)
        targets = (torch.from_numpy(part) for part in (sequence.mouth, sequence.active, sequence.phones))
        rows.append((heard, *targets))
    columns = zip(("heard", "mouth", "active", "phones"), zip(*rows, strict=True), strict=True)
    tensors = {name: torch.stack(parts) for name, parts in columns}
    write_whole(folder / f"{kind}-{index:03d}.safetensors", save(tensors), force=True)


class HeardSequences:
    """Draws crops of the kept sequences; they are read as they are needed."""

    def __init__(self, folder: Path, frames: int) -> None:
        """frames: length of a crop."""
        self._frames = frames
        self._open = ExitStack()
        self._shards = {kind: [self._read(path) for path in sorted(folder.glob(f"{kind}-*"))] for kind in KINDS}

    def _read(self, path: Path) -> Mapping[str, Any]:
        file = self._open.enter_context(safe_open(path, "pt"))
        return {name: file.get_slice(name) for name in file.keys()}

    def batch(self, size: int, rng: Generator, kind: Kind) -> HeardBatch:
        """`size` crops, each at a random place of a random sequence."""
        rows = [self._crop(rng, kind) for _ in range(size)]
        heard, mouth, active, phones = (torch.stack(parts).float() for parts in zip(*rows, strict=True))
        return HeardBatch(heard.flatten(0, 1) if kind == "windows" else heard, mouth, active, phones)

    def _crop(self, rng: Generator, kind: Kind) -> Sequence[Tensor]:
        shards = self._shards[kind]
        shard = shards[rng.integers(len(shards))]
        count, length = shard["active"].get_shape()
        row, first = int(rng.integers(count)), int(rng.integers(length - self._frames + 1))
        frames = slice(first, first + self._frames)
        heard = frames
        if kind == "whole":
            start = TOKENS_PER_FRAME * first
            heard = slice(start, start + TOKENS_READ + TOKENS_PER_FRAME * (self._frames - 1))
        return shard["heard"][row, heard], *(shard[name][row, frames] for name in ("mouth", "active", "phones"))
