"""A network that learns step by step: seeded, resumable bit for bit, with progress and the time left."""

import json
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save
from torch import Tensor, nn
from tqdm import tqdm

from app.core.whole_file import write_whole

log = logging.getLogger("app.training")

Record = Callable[[int, Mapping[str, Tensor]], None]
OPTIMISER = "optimiser."


@dataclass(frozen=True, slots=True)
class RunSettings:
    """Settings of every run. seed: of the first weights and of each step; steps, checkpoint_every: numbers of steps."""

    seed: int
    steps: int
    checkpoint_every: int


class Trainer(ABC):
    """Some modules, their optimiser and the step they have reached.

    A step depends on (seed, step) and on what a checkpoint keeps, and on nothing else: a run that is broken off and
    resumed ends with the bits of one that was not. Subclasses draw their batches from that pair.
    """

    def __init__(
        self,
        name: str,
        settings: RunSettings,
        modules: Mapping[str, nn.Module],
        optimiser: torch.optim.Optimizer,
        largest_gradient: float,
    ) -> None:
        """name: of the progress bar. modules: all that is kept, by name. largest_gradient: norm beyond which
        that of a group of parameters is cut.

        The caller has seeded torch before it made the modules.
        """
        self.step = 0
        self._name, self._run_settings, self._largest_gradient = name, settings, largest_gradient
        self._modules, self._optimiser = modules, optimiser

    @abstractmethod
    def learning_rate(self) -> float:
        """The learning rate of the step that comes."""

    @abstractmethod
    def losses(self) -> dict[str, Tensor]:
        """Parts of the loss of the step that comes; torch's generator has been seeded for it."""

    def run(self, checkpoint: Path, record: Record | None = None) -> None:
        """Train to the last step, continuing from `checkpoint` if it is there. record: called with each step's losses.

        Raises ValueError if the checkpoint was written with other settings.
        """
        if checkpoint.exists():
            self._restore(checkpoint)
        steps, every = self._run_settings.steps, self._run_settings.checkpoint_every
        with tqdm(total=steps, initial=self.step, desc=self._name, unit="step") as progress:
            while self.step < steps:
                parts = self.advance()
                progress.set_postfix({name: f"{float(value):.3f}" for name, value in parts.items()}, refresh=False)
                progress.update()
                if record:
                    record(self.step, parts)
                if self.step % every == 0 or self.step == steps:
                    self.keep(checkpoint)
                    log.info("step %d %s", self.step, {name: round(float(part), 4) for name, part in parts.items()})

    def advance(self) -> dict[str, Tensor]:
        """Do one step; returns the parts of its loss."""
        for group in self._optimiser.param_groups:
            group["lr"] = self.learning_rate()
        torch.manual_seed(self._run_settings.seed * 1_000_003 + self.step)  # dropout, too, depends on the step alone
        parts = self.losses()
        self._optimiser.zero_grad()
        torch.stack(list(parts.values())).sum().backward()  # type: ignore[no-untyped-call]
        for group in self._optimiser.param_groups:
            nn.utils.clip_grad_norm_(group["params"], self._largest_gradient)
        self._optimiser.step()
        self.step += 1
        return {name: part.detach() for name, part in parts.items()}

    def keep(self, checkpoint: Path) -> None:
        """Write everything that a resumed run needs, whole or not at all."""
        tensors = {
            f"{module}.{name}": value.contiguous()
            for module, network in self._modules.items()
            for name, value in network.state_dict().items()
        }
        for index, state in self._optimiser.state_dict()["state"].items():
            tensors |= {f"{OPTIMISER}{index}.{name}": value.contiguous() for name, value in state.items()}
        checkpoint.parent.mkdir(parents=True, exist_ok=True)
        metadata = {"step": str(self.step), "settings": self._settings_text()}
        write_whole(checkpoint, save(tensors, metadata), force=True)

    def _restore(self, checkpoint: Path) -> None:
        with safe_open(checkpoint, "pt") as file:
            metadata = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}
        if metadata.get("settings") != self._settings_text():
            raise ValueError(f"{checkpoint} belongs to other settings; delete it or name another --cache.")
        self.step = int(metadata["step"])
        for module, network in self._modules.items():
            network.load_state_dict(_part(tensors, f"{module}."))
        state: dict[int, dict[str, Tensor]] = {}
        for name, value in _part(tensors, OPTIMISER).items():
            index, key = name.split(".", 1)
            state.setdefault(int(index), {})[key] = value
        groups = self._optimiser.state_dict()["param_groups"]
        self._optimiser.load_state_dict({"state": state, "param_groups": groups})

    def _settings_text(self) -> str:
        return json.dumps(asdict(self._run_settings))


def _part(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}
