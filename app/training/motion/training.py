"""The training of the motion network."""

import math
from concurrent.futures import Future, ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from app.core.face_basis import FaceBasis
from app.model.motion.features import BANDS, MELS, VoiceState, normalise
from app.model.motion.layers import MemberLinear
from app.model.motion.network import DELAY_FRAMES, LEAD_MELS, SILENT_FEATURE, MotionNetwork
from app.model.motion.phone_scores import PhoneScores
from app.training.motion.batches import Batch, BatchMaker
from app.training.motion.loss import motion_loss, phone_loss
from app.training.motion.settings import MotionSettings
from app.training.speech.phones import FEATURES
from app.training.trainer import Trainer


@dataclass(frozen=True, slots=True)
class FeatureBatch:
    """A batch with its features (B, 4 K, FEATURES) and (B, 2 K, 126) phone scores; K is T + DELAY_FRAMES."""

    batch: Batch
    features: Tensor
    scores: Tensor


class MotionTraining(Trainer):
    """Trains the members of the network, each by itself, and keeps the running mean of their weights."""

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
        self.average = deepcopy(self.network)
        self._batches = batches
        self._maker = ThreadPoolExecutor(1)
        self._coming: tuple[int, Future[FeatureBatch]] | None = None
        # naming the phones as well keeps the network from learning the few tracked people's voices by heart
        self.phones = MemberLinear(settings.network.members, settings.network.hidden, len(FEATURES))
        optimiser = torch.optim.AdamW(
            [*self.network.parameters(), *self.phones.parameters()],
            settings.learning_rate,
            betas=(0.9, 0.98),
            weight_decay=settings.weight_decay,
        )
        kept = {"network": self.network, "phones": self.phones, "average": self.average}
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
        normalised = self._normalised()
        scale, weights, members = self.network.mouth_scale, self.settings.loss, self.settings.network.members
        heads = self.network.shape, self.network.gates, self.phones
        states = self._states(normalised)
        raw, gates, phones = (head(states).flatten(0, 1) for head in heads)  # (members * B, T, ...)
        batch = normalised.batch
        mouth, active, said = (torch.cat([part] * members) for part in (batch.mouth, batch.active, batch.phones))
        parts = motion_loss(raw * scale, gates, mouth, active, said, scale, weights)
        return parts | {"phones": weights.phones * phone_loss(phones, said)}

    def advance(self) -> dict[str, Tensor]:
        """Do one step and move the running mean of the weights on; returns the parts of its loss."""
        parts = super().advance()
        decay = min(self.settings.average_decay, self.step / (self.step + 10))
        average = self.average.state_dict()
        for name, value in self.network.state_dict().items():
            average[name].lerp_(value, 1 - decay)
        return parts

    def _normalised(self) -> FeatureBatch:
        """Take the batch of the step that comes and begin the one after it on another thread."""
        step, coming = self._coming or (-1, None)
        normalised = coming.result() if coming and step == self.step else self._made(self.step)
        self._coming = (self.step + 1, self._maker.submit(self._made, self.step + 1))
        return normalised

    def _made(self, step: int) -> FeatureBatch:
        return normalise_batch(
            self.network, self._batches.batch(self.settings.batch, np.random.default_rng((self.settings.seed, step)))
        )

    def _states(self, normalised: FeatureBatch) -> Tensor:
        """(members, B, T, hidden) states that the heads read for whole sequences, the look-ahead taken off."""
        size, device = len(normalised.features), normalised.features.device
        states, _ = self.network.listen(
            normalised.features, normalised.scores, self.network.initial_state(size, device)
        )
        return states[:, :, DELAY_FRAMES:]


def normalise_batch(network: MotionNetwork, batch: Batch) -> FeatureBatch:
    """Features and phone scores of a batch, by the parts of the network that do not learn."""
    size, usual, scores = len(batch.powers), network.usual_voice, network.phone_scores
    voice = chosen(batch.known, VoiceState.known(batch.powers, usual), VoiceState.unknown(usual, size))
    features, _ = normalise(batch.powers, voice)
    lead = features.new_full((size, LEAD_MELS, features.shape[2]), SILENT_FEATURE)
    features = torch.cat([lead, features], 1)
    before = network.initial_state(size, features.device).phone_bands
    return FeatureBatch(batch, features, scores(features[..., MELS:BANDS], before)[0])


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
