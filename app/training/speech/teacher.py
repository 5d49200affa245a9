"""A network from phones to lips, fitted on tracked speakers, that moves the lips of speech without pictures."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from tqdm import trange

from app.core.audio import MODEL_SAMPLE_RATE_HZ
from app.core.motion import FRAMES_PER_SECOND, MOUTH_COEFFICIENTS
from app.model.motion.network import BITING_OPENING, SAMPLES_PER_FRAME
from app.training.corpus import eased
from app.training.motion.targets import Lesson, frame_phones
from app.training.speech.phones import CONSONANTS, FEATURES, SILENCE, Phone, features
from app.training.speech.voices import Utterance

RATE_HZ = 100
STEPS_PER_FRAME = RATE_HZ // FRAMES_PER_SECOND
SAMPLES_PER_STEP = MODEL_SAMPLE_RATE_HZ // RATE_HZ
CHANNELS = 96
STEPS, BATCH, SEQUENCE_FRAMES = 1200, 16, 64
EXPOSED = 0.25  # when a frame is exposed, as a share of its time from its beginning
PAUSE_S = 0.25  # a shorter silence between words is part of speaking
PAUSED, LONGEST_PAUSE_FRAMES = 0.3, 15  # share of clips joined with another one
CLOSURE_FADE_S = 0.05


@dataclass(frozen=True, slots=True)
class Spoken:
    """A clip's (4 T, 20) inputs and (T, 12) mouth, and the first frame and the one past the last that sound."""

    inputs: NDArray[np.float32]
    mouth: NDArray[np.float32]
    first: int
    last: int


class Teacher(nn.Module):
    """Convolutions over one second of phones and loudness; sees past and future alike."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            [
                nn.Conv1d(len(FEATURES) + 1, CHANNELS, 9, padding=4),
                nn.Conv1d(CHANNELS, CHANNELS, 9, padding=8, dilation=2),
                nn.Conv1d(CHANNELS, CHANNELS, 9, padding=16, dilation=4),
            ]
        )
        self.last = nn.Conv1d(CHANNELS, MOUTH_COEFFICIENTS, STEPS_PER_FRAME, stride=STEPS_PER_FRAME)
        self.drop = nn.Dropout(0.2)

    def forward(self, x: Tensor) -> Tensor:
        """(B, 4 T, features) -> (B, T, 12) coefficients in units of their usual spread."""
        x = x.transpose(1, 2)
        for layer in self.layers:
            x = self.drop(functional.gelu(layer(x)))
        shapes: Tensor = self.last(x).transpose(1, 2)
        return shapes


def teacher_input(samples: NDArray[np.float32], phones: list[Phone], frames: int) -> NDArray[np.float32]:
    """(4 T, 20) articulatory features and loudness relative to the utterance's own."""
    steps = frames * STEPS_PER_FRAME
    padded = np.zeros(steps * SAMPLES_PER_STEP, np.float32)
    padded[: min(len(samples), len(padded))] = samples[: len(padded)]
    level_db = 10 * np.log10((padded.reshape(steps, -1) ** 2).mean(1) + 1e-9)
    smooth = np.convolve(level_db, np.ones(5) / 5, "same")
    loud_db = np.quantile(smooth, 0.95)
    loudness = np.clip((smooth - loud_db) / 20, -2, 0.5).astype(np.float32)
    return np.column_stack([features(phones, (np.arange(steps) + 0.5) / RATE_HZ), loudness])


def train_teacher(
    lessons: dict[str, list[Lesson]],
    phones: dict[str, list[list[Phone] | None]],
    scale: NDArray[np.float32],
    evenness: float,
    seed: int = 5,
) -> Teacher:
    """Fit the teacher on tracked speakers; phones are parallel to lessons, None where alignment failed."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    speakers = sorted(lessons)
    pairs = {
        name: [
            _spoken(teacher_input(lesson.samples, known, len(lesson.mouth)), lesson.mouth / scale, known)
            for lesson, known in zip(lessons[name], phones[name], strict=True)
            if known
        ]
        for name in speakers
    }
    speakers = [name for name in speakers if pairs[name]]
    share = np.array([len(pairs[name]) for name in speakers], float) ** (1 - evenness)
    teacher = Teacher()
    optimiser = torch.optim.AdamW(teacher.parameters(), 2e-3, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2e-3, STEPS)
    for _ in trange(STEPS, desc="teacher", unit="step"):
        inputs, targets = [], []
        for _ in range(BATCH):
            clips = pairs[speakers[rng.choice(len(speakers), p=share / share.sum())]]
            spoken = clips[rng.integers(len(clips))]
            if rng.random() < PAUSED:
                spoken = _after_a_pause(spoken, clips[rng.integers(len(clips))], rng)
            x, y = spoken.inputs, spoken.mouth
            start = int(rng.integers(0, max(1, len(y) - SEQUENCE_FRAMES + 1)))
            piece = slice(start * STEPS_PER_FRAME, (start + SEQUENCE_FRAMES) * STEPS_PER_FRAME)
            inputs.append(_padded(x[piece], SEQUENCE_FRAMES * STEPS_PER_FRAME))
            targets.append(_padded(y[start : start + SEQUENCE_FRAMES], SEQUENCE_FRAMES))
        target = torch.from_numpy(np.stack(targets)).float()
        error = teacher(torch.from_numpy(np.stack(inputs)).float()) - target
        loss = error.square().mean() + 2 * error[..., 0].square().mean() + error.diff(dim=1).square().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    return teacher.eval().requires_grad_(False)


def teach(teacher: Teacher, utterance: Utterance, scale: NDArray[np.float32], strength: float) -> Lesson:
    """Lips for an utterance without pictures; `strength` makes up for what the mean over speakers has lost."""
    frames = int(np.ceil(len(utterance.samples) / SAMPLES_PER_FRAME))
    x = torch.from_numpy(teacher_input(utterance.samples, utterance.phones, frames)).float()[None]
    with torch.inference_mode():
        mouth = teacher(x)[0].numpy() * scale * strength
    times_s = frame_times_s(frames)
    active = activity(utterance.phones, times_s)
    mouth[:, 0] = np.minimum(np.maximum(mouth[:, 0], 0), lip_ceiling(utterance.phones, times_s))
    taught = (mouth * active[:, None]).astype(np.float32)
    return Lesson(utterance.samples, taught, active, frame_phones(utterance.phones, frames))


def frame_times_s(frames: int) -> NDArray[np.float64]:
    """(frames,) when each video frame is exposed."""
    return (np.arange(frames) + EXPOSED) / FRAMES_PER_SECOND


def activity(phones: list[Phone], times_s: NDArray[np.float64]) -> NDArray[np.float32]:
    """(T,) 1 while the lips serve speech, eased to 0 in longer pauses."""
    spoken = [phone for phone in phones if phone.ipa != SILENCE]
    active = np.zeros(len(times_s), np.float32)
    start = 0
    for index, phone in enumerate(spoken):
        last = index + 1 == len(spoken)
        if last or spoken[index + 1].start_s - phone.end_s > PAUSE_S:
            active = np.maximum(active, eased(times_s, spoken[start].start_s, phone.end_s))
            start = index + 1
    return active


def lip_ceiling(phones: list[Phone], times_s: NDArray[np.float64]) -> NDArray[np.float32]:
    """(T,) the most that lips may be open: nothing while p, b, m are held, little in f and v."""
    ceiling = np.full(len(times_s), np.inf)
    for phone in phones:
        place, manner, _ = CONSONANTS.get(phone.ipa, "none none 0").split()
        held = place == "bilabial" and manner in ("stop", "nasal")
        if held or place == "labiodental":
            length = phone.end_s - phone.start_s
            # a stop's burst ends the closure before the phone ends
            start, end = phone.start_s + 0.1 * length, phone.start_s + (0.7 if manner == "stop" else 0.85) * length
            outside = np.maximum(np.maximum(start - times_s, times_s - end), 0)
            outside = np.maximum(outside - 0.02, 0)  # a frame next to the closure counts as in it
            ceiling = np.minimum(ceiling, (0.0 if held else BITING_OPENING) + outside * 0.15 / CLOSURE_FADE_S)
    return ceiling.astype(np.float32)


def _spoken(inputs: NDArray[np.float32], mouth: NDArray[np.float32], known: list[Phone]) -> Spoken:
    sounding = [phone for phone in known if phone.ipa != SILENCE]
    first, last = sounding[0].start_s * FRAMES_PER_SECOND, sounding[-1].end_s * FRAMES_PER_SECOND
    return Spoken(inputs, mouth, int(first), min(int(np.ceil(last)), len(mouth)))


def _after_a_pause(before: Spoken, after: Spoken, rng: np.random.Generator) -> Spoken:
    """Both clips with a short pause between them, of which the tracked sentences have none."""
    pause = int(rng.integers(1, LONGEST_PAUSE_FRAMES + 1))
    rest = int(rng.integers(0, pause + 1))
    stop, start = min(before.last + rest, len(before.mouth)), max(after.first - (pause - rest), 0)
    mouth = np.concatenate([before.mouth[:stop], after.mouth[start:]])
    joint = slice(max(stop - 2, 0), stop + 2)
    padded = np.pad(mouth, ((1, 1), (0, 0)), "edge")
    mouth[joint] = ((padded[:-2] + padded[1:-1] + padded[2:]) / 3)[joint]
    inputs = np.concatenate([before.inputs[: stop * STEPS_PER_FRAME], after.inputs[start * STEPS_PER_FRAME :]])
    return Spoken(inputs, mouth, before.first, stop + after.last - start)


def _padded(rows: NDArray[np.float32], length: int) -> NDArray[np.float32]:
    return np.pad(rows, ((0, length - len(rows)), (0, 0)))
