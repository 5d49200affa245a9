"""Train the noise generator's network: seeded, resumable, with progress and the time left."""

import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from tqdm import tqdm

from app.training.idle.lessons import IdleBatches, IdleLesson
from app.training.idle.loss import correlation_gap, energy_score, event_loss, goal_loss, length_loss, spectrum_gap
from app.training.idle.network import IdleTrainee

IDLE_CONFIG = Path(__file__).with_name("idle.toml")
TWICE = ("blinks", "saccades", "gaze", "lengths")
Record = Callable[[int, Mapping[str, Tensor]], None]
HABIT_DECAY = 0.02  # holds people's own rates near the common one


@dataclass(frozen=True, slots=True)
class IdleSettings:
    """One training run; see the comments in idle.toml."""

    seed: int
    steps: int
    batch: int
    sequence_frames: tuple[int, ...]
    hidden: int
    learning_rate: float
    spectrum: float
    correlation: float
    events: float
    checkpoint_every: int


def load_idle_settings(path: Path = IDLE_CONFIG) -> IdleSettings:
    """Read a settings file; a missing or unknown key is an error."""
    with path.open("rb") as file:
        table = tomllib.load(file)
    return IdleSettings(**table | {"sequence_frames": tuple(table["sequence_frames"])})


class IdleTraining:
    """The network, its optimiser and the step they have reached."""

    def __init__(self, settings: IdleSettings, lessons: list[IdleLesson]) -> None:
        torch.manual_seed(settings.seed)
        self.settings = settings
        people = max(lesson.person for lesson in lessons) + 1
        self.network = IdleTrainee(settings.hidden, people)
        self.step = 0
        self._batches = [IdleBatches(lessons, frames) for frames in settings.sequence_frames]
        self._optimiser = torch.optim.Adam(self.network.parameters(), settings.learning_rate)

    def run(self, checkpoint: Path, record: Record | None = None) -> None:
        """Train to the last step, continuing from `checkpoint` if it is there. record: told each step's losses."""
        if checkpoint.exists():
            self._restore(checkpoint)
        with tqdm(total=self.settings.steps, initial=self.step, desc="idle", unit="step") as progress:
            while self.step < self.settings.steps:
                parts = self.advance()
                progress.set_postfix({name: f"{float(value):.3f}" for name, value in parts.items()}, refresh=False)
                progress.update()
                if record:
                    record(self.step, parts)
                if self.step % self.settings.checkpoint_every == 0 or self.step == self.settings.steps:
                    self.keep(checkpoint)

    def advance(self) -> dict[str, Tensor]:
        """One step; returns the parts of its loss."""
        settings, network = self.settings, self.network
        for group in self._optimiser.param_groups:
            group["lr"] = settings.learning_rate * (1 - 0.95 * self.step / settings.steps)
        rng = np.random.default_rng((settings.seed, self.step))
        torch.manual_seed(settings.seed * 1_000_003 + self.step)
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
        parts = {
            "energy": energy_score(first, second, batch.driven),
            "spectrum": settings.spectrum * spectrum_gap(driven, batch.driven),
            "correlation": settings.correlation * correlation_gap(driven, batch.driven),
            "blinks": settings.events * event_loss(blinks, twice["blinks"]),
            "saccades": settings.events * event_loss(saccades, twice["saccades"]),
            "gaze": settings.events * goal_loss(events[..., 3:5], events[..., 5:7], twice["gaze"], twice["saccades"]),
            "lengths": settings.events * length_loss(events[..., 2], twice["lengths"], twice["blinks"]),
            "habits": HABIT_DECAY * network.habits.weight.square().mean(),
        }
        self._optimiser.zero_grad()
        torch.stack(list(parts.values())).sum().backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        self._optimiser.step()
        self.step += 1
        return {name: part.detach() for name, part in parts.items()}

    def keep(self, checkpoint: Path) -> None:
        """Write everything that a resumed run needs, whole or not at all."""
        tensors = {f"network.{name}": value for name, value in self.network.state_dict().items()}
        for index, state in self._optimiser.state_dict()["state"].items():
            tensors |= {f"optimiser.{index}.{name}": value for name, value in state.items()}
        checkpoint.parent.mkdir(parents=True, exist_ok=True)
        unfinished = checkpoint.with_name(checkpoint.name + ".part")
        kept = json.dumps({"step": self.step, "settings": asdict(self.settings)})
        save_file({name: value.contiguous() for name, value in tensors.items()}, unfinished)
        unfinished.replace(checkpoint)
        checkpoint.with_suffix(".json").write_text(kept, encoding="utf-8")

    def _restore(self, checkpoint: Path) -> None:
        kept = json.loads(checkpoint.with_suffix(".json").read_text(encoding="utf-8"))
        if kept["settings"] != json.loads(json.dumps(asdict(self.settings))):
            raise ValueError(f"{checkpoint} belongs to other settings; delete it or name another --cache.")
        tensors = load_file(checkpoint)
        self.step = kept["step"]
        self.network.load_state_dict(_part(tensors, "network."))
        state: dict[int, dict[str, Tensor]] = {}
        for name, value in _part(tensors, "optimiser.").items():
            index, key = name.split(".", 1)
            state.setdefault(int(index), {})[key] = value
        groups = self._optimiser.state_dict()["param_groups"]
        self._optimiser.load_state_dict({"state": state, "param_groups": groups})


def _part(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}
