"""The training of the mouth network on what the speech encoder has heard."""

import math
from copy import deepcopy

import numpy as np
import torch
from numpy.random import Generator
from torch import Tensor

from app.core.face_basis import FaceBasis
from app.model.motion.layers import MemberLinear
from app.model.motion.network import MouthNetwork
from app.training.motion.critic import SyncCritic
from app.training.motion.heard import HeardBatch, HeardSequences, Kind
from app.training.motion.loss import motion_loss, phone_loss
from app.training.motion.settings import MotionSettings
from app.training.speech.phones import FEATURES
from app.training.trainer import Trainer


class MotionTraining(Trainer):
    """Trains the members of the network, each by itself, and keeps the running mean of their weights."""

    def __init__(self, settings: MotionSettings, basis: FaceBasis, sequences: HeardSequences) -> None:
        torch.manual_seed(settings.seed)
        self.settings = settings
        self.network = MouthNetwork(settings.network)
        self.network.mouth_scale.copy_(torch.from_numpy(basis.mouth_scale))
        self.average = deepcopy(self.network)
        self._sequences = sequences
        # naming the phones as well keeps the network from learning the few tracked people's voices by heart
        self.phones = MemberLinear(settings.network.members, settings.network.hidden, len(FEATURES))
        self.critic = SyncCritic()
        optimiser = torch.optim.AdamW(
            [
                {"params": [*self.network.parameters(), *self.phones.parameters()]},
                {"params": [*self.critic.parameters()]},
            ],
            settings.learning_rate,
            betas=(0.9, 0.98),
            weight_decay=settings.weight_decay,
        )
        kept = {"network": self.network, "phones": self.phones, "critic": self.critic, "average": self.average}
        # the loss is the members' mean: their gradients are a part of what each alone would have
        super().__init__("motion", settings, kept, optimiser, largest_gradient=settings.network.members**-0.5)

    def learning_rate(self) -> float:
        """Rate of the step that comes: rises linearly, then falls along a cosine to a fiftieth."""
        settings = self.settings
        warm = min(1.0, (self.step + 1) / settings.warmup_steps)
        cosine = 0.5 * (1 + math.cos(math.pi * self.step / settings.steps))
        return settings.learning_rate * warm * (0.02 + 0.98 * cosine)

    def losses(self) -> dict[str, Tensor]:
        """Parts of the loss of the step that comes; each member learns by itself, all from the same lessons."""
        rng = np.random.default_rng((self.settings.seed, self.step))
        batch = self._batch(rng)
        scale, weights, members = self.network.mouth_scale, self.settings.loss, self.settings.network.members
        size, frames = batch.active.shape
        # (members, B, T, hidden), or a window a frame: (members, B * T, 1, hidden)
        states = self.network.read(batch.heard).view(members, size, frames, -1)
        raw, gates, phones = (
            head(states).flatten(0, 1) for head in (self.network.shape, self.network.gates, self.phones)
        )
        mouth, active, said = (torch.cat([part] * members) for part in (batch.mouth, batch.active, batch.phones))
        parts = motion_loss(raw * scale, gates, mouth, active, said, scale, weights)
        heard = batch.heard_now()
        parts["phones"] = weights.phones * phone_loss(phones, said)
        parts["sync"] = weights.sync * self.critic.unbelief(raw, heard)
        parts["critic"] = self.critic.loss(batch.mouth / scale, raw, heard, rng)
        return parts

    def advance(self) -> dict[str, Tensor]:
        """Do one step and move the running mean of the weights on; returns the parts of its loss."""
        parts = super().advance()
        decay = min(self.settings.average_decay, self.step / (self.step + 10))
        average = self.average.state_dict()
        for name, value in self.network.state_dict().items():
            average[name].lerp_(value, 1 - decay)
        return parts

    def _batch(self, rng: Generator) -> HeardBatch:
        kind: Kind = "windows" if rng.random() < self.settings.windows_share else "whole"
        return self._sequences.batch(self.settings.batch, rng, kind)
