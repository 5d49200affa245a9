"""The training of the noise generator's network."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from app.training.idle.lessons import IdleBatches, IdleLesson
from app.training.idle.loss import correlation_gap, energy_score, event_loss, goal_loss, length_loss, spectrum_gap
from app.training.idle.network import IdleTrainee
from app.training.trainer import RunSettings, Trainer

IDLE_CONFIG = Path(__file__).with_name("idle.toml")
TWICE = ("blinks", "saccades", "gaze", "lengths")
HABIT_DECAY = 0.02  # holds people's own rates near the common one


@dataclass(frozen=True, slots=True)
class IdleSettings(RunSettings):
    """One training run; see the comments in idle.toml."""

    batch: int
    sequence_frames: tuple[int, ...]
    hidden: int
    learning_rate: float
    spectrum: float
    correlation: float
    events: float


def load_idle_settings(path: Path = IDLE_CONFIG) -> IdleSettings:
    """Read a settings file; a missing or unknown key is an error."""
    with path.open("rb") as file:
        table = tomllib.load(file)
    return IdleSettings(**table | {"sequence_frames": tuple(table["sequence_frames"])})


class IdleTraining(Trainer):
    """Trains the network, two draws of noise for each excerpt."""

    def __init__(self, settings: IdleSettings, lessons: list[IdleLesson]) -> None:
        torch.manual_seed(settings.seed)
        self.settings = settings
        people = max(lesson.person for lesson in lessons) + 1
        self.network = IdleTrainee(settings.hidden, people)
        self._batches = [IdleBatches(lessons, frames) for frames in settings.sequence_frames]
        optimiser = torch.optim.Adam(self.network.parameters(), settings.learning_rate)
        super().__init__("idle", settings, {"network": self.network}, optimiser, largest_gradient=1.0)

    def learning_rate(self) -> float:
        """Rate of the step that comes: falls linearly to a twentieth over the run."""
        return self.settings.learning_rate * (1 - 0.95 * self.step / self.settings.steps)

    def losses(self) -> dict[str, Tensor]:
        """Parts of the loss of the step that comes."""
        settings, network = self.settings, self.network
        rng = np.random.default_rng((settings.seed, self.step))
        batch = self._batches[self.step % len(self._batches)].batch(settings.batch, rng)
        given = batch.given.repeat(2, 1, 1)
        size, frames = given.shape[:2]
        # The state that a take has reached after a while, of another voice: takes are longer than excerpts.
        with torch.no_grad():
            _, _, state = network(network.noise(size, frames), given.roll(1, 0), torch.zeros(1, size, settings.hidden))
        driven, events, _ = network(network.noise(size, frames), given, state)
        first, second = driven.chunk(2)
        habits = network.habits(batch.person)[:, None].repeat(2, 1, 1)
        blinks, saccades = (events[..., :2] + habits).unbind(2)
        twice = {name: getattr(batch, name).repeat(2, *[1] * (getattr(batch, name).ndim - 1)) for name in TWICE}
        return {
            "energy": energy_score(first, second, batch.driven),
            "spectrum": settings.spectrum * spectrum_gap(driven, batch.driven),
            "correlation": settings.correlation * correlation_gap(driven, batch.driven),
            "blinks": settings.events * event_loss(blinks, twice["blinks"]),
            "saccades": settings.events * event_loss(saccades, twice["saccades"]),
            "gaze": settings.events * goal_loss(events[..., 3:5], events[..., 5:7], twice["gaze"], twice["saccades"]),
            "lengths": settings.events * length_loss(events[..., 2], twice["lengths"], twice["blinks"]),
            "habits": HABIT_DECAY * network.habits.weight.square().mean(),
        }
