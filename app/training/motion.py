"""Train the motion network: seeded, resumable, with progress and the time left."""

import json
import logging
import math
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from tqdm import tqdm

from app.core.face_basis import FaceBasis
from app.model.motion.features import BANDS, MELS, VoiceState, hear
from app.model.motion.layers import MemberLinear
from app.model.motion.network import DELAY_FRAMES, LEAD_MELS, SILENT_FEATURE, MotionNetwork
from app.model.motion.phone_scores import PhoneScores
from app.training.batches import Batch, BatchMaker
from app.training.loss import motion_loss, phone_loss
from app.training.settings import MotionSettings
from app.training.speech.phones import FEATURES

log = logging.getLogger("app.training")

Record = Callable[[int, Mapping[str, Tensor]], None]


@dataclass(frozen=True, slots=True)
class Heard:
    """A batch with its features (B, 4 K, FEATURES), look-ahead before and after, and (B, 2 K, 126) phone scores."""

    batch: Batch
    features: Tensor
    scores: Tensor


class MotionTraining:
    """The network, its running mean, the optimiser and the step they have reached."""

    def __init__(
        self,
        settings: MotionSettings,
        basis: FaceBasis,
        batches: BatchMaker,
        phone_scores: PhoneScores,
        usual_voice: Tensor,
    ) -> None:
        torch.manual_seed(settings.seed)
        self.settings = settings
        self.network = MotionNetwork(settings.network)
        self.network.mouth_scale.copy_(torch.from_numpy(basis.mouth_scale))
        self.network.phone_scores.load_state_dict(phone_scores.state_dict())
        self.network.usual_voice.copy_(usual_voice)
        self.average = {name: value.clone() for name, value in self.network.state_dict().items()}
        self.step = 0
        self._batches = batches
        self._maker = ThreadPoolExecutor(1)
        self._coming: tuple[int, Future[Heard]] | None = None
        # naming the phones as well keeps the network from learning the few tracked people's voices by heart
        self.phones = MemberLinear(settings.network.members, settings.network.hidden, len(FEATURES))
        self._trained = [*self.network.parameters(), *self.phones.parameters()]
        self._optimiser = torch.optim.AdamW(
            self._trained, settings.learning_rate, betas=(0.9, 0.98), weight_decay=settings.weight_decay
        )

    def run(self, checkpoint: Path, record: Record | None = None) -> None:
        """Train to the last step, continuing from `checkpoint` if it is there. record: told each step's losses."""
        if checkpoint.exists():
            self._restore(checkpoint)
        with tqdm(total=self.settings.steps, initial=self.step, desc="motion", unit="step") as progress:
            while self.step < self.settings.steps:
                parts = self.advance()
                progress.set_postfix({name: f"{float(value):.3f}" for name, value in parts.items()}, refresh=False)
                progress.update()
                if record:
                    record(self.step, parts)
                if self.step % self.settings.checkpoint_every == 0 or self.step == self.settings.steps:
                    self.keep(checkpoint)
                    log.info("step %d %s", self.step, {name: round(float(part), 4) for name, part in parts.items()})

    def advance(self) -> dict[str, Tensor]:
        """One step; returns the parts of its loss."""
        for group in self._optimiser.param_groups:
            group["lr"] = self._learning_rate()
        heard = self._heard()
        torch.manual_seed(self.settings.seed * 1_000_003 + self.step)  # dropout, too, depends on the step alone
        parts = self._losses(heard)
        self._optimiser.zero_grad()
        torch.stack(list(parts.values())).sum().backward()  # type: ignore[no-untyped-call]
        # the loss is the members' mean: their gradients are a part of what each alone would have
        nn.utils.clip_grad_norm_(self._trained, self.settings.network.members**-0.5)
        self._optimiser.step()
        self.step += 1
        decay = min(self.settings.average_decay, self.step / (self.step + 10))
        for name, value in self.network.state_dict().items():
            self.average[name].lerp_(value, 1 - decay)
        return {name: part.detach() for name, part in parts.items()}

    def _heard(self) -> Heard:
        """Take the batch of the step that comes and begin the one after it on another thread."""
        step, coming = self._coming or (-1, None)
        heard = coming.result() if coming and step == self.step else self._made(self.step)
        self._coming = (self.step + 1, self._maker.submit(self._made, self.step + 1))
        return heard

    def _made(self, step: int) -> Heard:
        return hear_batch(
            self.network, self._batches.batch(self.settings.batch, np.random.default_rng((self.settings.seed, step)))
        )

    def _losses(self, heard: Heard) -> dict[str, Tensor]:
        """Parts of the loss; each member learns by itself, all from the same lessons."""
        scale, weights, members = self.network.mouth_scale, self.settings.loss, self.settings.network.members
        heads = self.network.shape, self.network.gates, self.phones
        states = self._states(heard)
        raw, gates, phones = (head(states).flatten(0, 1) for head in heads)  # (members * B, T, ...)
        batch = heard.batch
        mouth, active, said = (torch.cat([part] * members) for part in (batch.mouth, batch.active, batch.phones))
        parts = motion_loss(raw * scale, gates, mouth, active, said, scale, weights)
        return parts | {"phones": weights.phones * phone_loss(phones, said)}

    def _states(self, heard: Heard) -> Tensor:
        """(members, B, T, hidden) what the heads read for whole sequences, the look-ahead taken off."""
        size, device = len(heard.features), heard.features.device
        states, _ = self.network.listen(heard.features, heard.scores, self.network.initial_state(size, device))
        return states[:, :, DELAY_FRAMES:]

    def _learning_rate(self) -> float:
        settings = self.settings
        warm = min(1.0, (self.step + 1) / settings.warmup_steps)
        cosine = 0.5 * (1 + math.cos(math.pi * self.step / settings.steps))
        return settings.learning_rate * warm * (0.02 + 0.98 * cosine)

    def keep(self, checkpoint: Path) -> None:
        """Write everything that a resumed run needs, whole or not at all."""
        tensors = {f"network.{name}": value for name, value in self.network.state_dict().items()}
        tensors |= {f"phones.{name}": value for name, value in self.phones.state_dict().items()}
        tensors |= {f"average.{name}": value for name, value in self.average.items()}
        for index, state in self._optimiser.state_dict()["state"].items():
            tensors |= {f"optimiser.{index}.{name}": value for name, value in state.items()}
        checkpoint.parent.mkdir(parents=True, exist_ok=True)
        unfinished = checkpoint.with_name(checkpoint.name + ".part")
        save_file({name: value.contiguous() for name, value in tensors.items()}, unfinished, {"step": str(self.step)})
        unfinished.replace(checkpoint)
        checkpoint.with_suffix(".json").write_text(json.dumps({"step": self.step, "settings": asdict(self.settings)}))

    def _restore(self, checkpoint: Path) -> None:
        kept = json.loads(checkpoint.with_suffix(".json").read_text())
        if kept["settings"] != json.loads(json.dumps(asdict(self.settings))):
            raise ValueError(f"{checkpoint} belongs to other settings; delete it or name another --cache.")
        tensors = load_file(checkpoint)
        self.step = kept["step"]
        self.network.load_state_dict(_part(tensors, "network."))
        self.phones.load_state_dict(_part(tensors, "phones."))
        self.average = _part(tensors, "average.")
        state: dict[int, dict[str, Tensor]] = {}
        for name, value in _part(tensors, "optimiser.").items():
            index, key = name.split(".", 1)
            state.setdefault(int(index), {})[key] = value
        groups = self._optimiser.state_dict()["param_groups"]
        self._optimiser.load_state_dict({"state": state, "param_groups": groups})


def hear_batch(network: MotionNetwork, batch: Batch) -> Heard:
    """What of a batch needs no gradients: these parts of the network do not learn."""
    size, usual, scores = len(batch.powers), network.usual_voice, network.phone_scores
    voice = chosen(batch.known, VoiceState.known(batch.powers, usual), VoiceState.unknown(usual, size))
    features, _ = hear(batch.powers, voice)
    lead = features.new_full((size, LEAD_MELS, features.shape[2]), SILENT_FEATURE)
    features = torch.cat([lead, features], 1)
    before = network.initial_state(size, features.device).phone_bands
    return Heard(batch, features, scores(features[..., MELS:BANDS], before)[0])


def chosen(which: Tensor, first: VoiceState, second: VoiceState) -> VoiceState:
    """Row by row the first state where `which` (B,) is true, else the second."""
    parts = (
        torch.where(which.view(-1, *[1] * (one.dim() - 1)), one, other)
        for one, other in zip(
            (first.powers, first.level_db, first.sums, first.weights),
            (second.powers, second.level_db, second.sums, second.weights),
            strict=True,
        )
    )
    return VoiceState(*parts)


def _part(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}
