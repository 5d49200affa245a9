"""The network that turns sound into mouth movement, causal throughout so that streaming is exact."""

from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn
from torch.nn import functional

from app.core.motion import MOUTH_COEFFICIENTS
from app.model.motion.features import BANDS, FEATURES, HOP_SAMPLES, MELS
from app.model.motion.layers import CausalConv, MemberLinear, ResidualBlock
from app.model.motion.phone_scores import PHONE_BANDS, PHONE_STATES, REACH, PhoneScores

# Mel frames arrive at 100 Hz and leave as motion at 25 Hz. An output may look ahead because it is read DELAY_FRAMES
# steps late: step k has seen mel frames up to 4 k + 3 - LEAD_MELS and is the motion of frame k - DELAY_FRAMES, so
# frame n hears sound up to (4 n + 17) * 10 ms + 25 ms, which is 195 ms after the frame begins.
MELS_PER_FRAME = 4
SAMPLES_PER_FRAME = MELS_PER_FRAME * HOP_SAMPLES  # 640, 40 ms
DELAY_FRAMES = 4
LEAD_MELS = 2
SILENT_FEATURE = -2.0
LOOK_AHEAD_S = 0.195
DROPOUT = 0.1  # while training

# Below GATE_CLOSED nobody speaks and the lips rest shut, above GATE_OPEN they move freely.
GATE_CLOSED, GATE_OPEN = 0.6, 0.9
# From NARROW_SURE on the lips touch, or the lower one the upper teeth; below NARROW_UNSURE they are as open as was
# predicted. Closures are few, so a small chance of one already counts.
NARROW_UNSURE, NARROW_SURE = 0.08, 0.22
BITING_OPENING = 0.03  # inter-ocular units; of f and v
BITING_LIKELIER = 0.4, 0.6  # part of both chances: up to the first it is p, b or m, from the second on f or v


@dataclass(frozen=True, slots=True)
class NetworkSizes:
    """Sizes a checkpoint carries so that its network can be built again."""

    members: int = 3
    channels: int = 112  # of each member
    dilations: tuple[int, ...] = (1, 2, 2, 4, 8)
    centred: int = 3  # so many first blocks look as far ahead as back; together they use up the look-ahead
    hidden: int = 160


@dataclass(frozen=True, slots=True)
class NetworkState:
    """What the network remembers between blocks.

    tails: last inputs of each convolution. phone_bands: last inputs of the phone scores. hidden: (members, B, hidden)
    recurrent states.
    """

    tails: tuple[Tensor, ...]
    phone_bands: Tensor
    hidden: Tensor


class MotionNetwork(nn.Module):
    """Convolutions at 100, 50 and 25 Hz, a recurrent layer, and heads: mouth shape, who speaks, what shuts the lips.

    Several small networks, its members, lie side by side and differ in nothing but what they began from. Their mean
    errs less than any of them (Hansen and Salamon 1990, "Neural network ensembles").
    """

    mouth_scale: Tensor
    usual_voice: Tensor

    def __init__(self, sizes: NetworkSizes) -> None:
        super().__init__()
        members, channels, hidden = sizes.members, sizes.channels, sizes.hidden
        self.sizes = sizes
        self.entry = CausalConv(members, FEATURES - PHONE_BANDS, channels, 5)
        self.halve = CausalConv(members, channels, channels, 4, stride=2)
        self.phone_scores = PhoneScores()
        self.phone_entry = MemberLinear(members, PHONE_STATES, channels)
        self.blocks = nn.ModuleList(
            ResidualBlock(members, channels, dilation, index < sizes.centred)
            for index, dilation in enumerate(sizes.dilations)
        )
        self.halve_again = CausalConv(members, channels, channels, 4, stride=2)
        self.recurrent = nn.ModuleList(nn.GRU(channels, hidden, batch_first=True) for _ in range(members))
        self.mix = MemberLinear(members, hidden + channels, hidden)
        self.shape = MemberLinear(members, hidden, MOUTH_COEFFICIENTS)
        self.gates = MemberLinear(members, hidden, 3)  # logits: speaking, touching lips, biting on the lower one
        self.drop = nn.Dropout(DROPOUT)
        self.register_buffer("mouth_scale", torch.ones(MOUTH_COEFFICIENTS))
        self.register_buffer("usual_voice", torch.zeros(BANDS))  # mean band features of the voices learned from

    def initial_state(self, batch: int, device: torch.device) -> NetworkState:
        """The state after silence, for a batch of voices."""
        members = self.sizes.members
        tails = tuple(
            torch.zeros(1 if conv is self.entry else members, batch, conv.memory, conv.inputs, device=device)
            for conv in self.modules()
            if isinstance(conv, CausalConv)
        )
        phone_bands = torch.full((batch, 2 * REACH, PHONE_BANDS), SILENT_FEATURE, device=device)
        hidden = torch.zeros(members, batch, self.sizes.hidden, device=device)
        return NetworkState(tails, phone_bands, hidden)

    def forward(self, features: Tensor, state: NetworkState) -> tuple[Tensor, Tensor, NetworkState]:
        """(B, 4 K, FEATURES) features -> (B, K, 12) raw coefficients, (B, K, 3) logits of the gates, next state."""
        scores, phone_bands = self.phone_scores(features[..., MELS:BANDS], state.phone_bands)
        heard, state = self.listen(features, scores, replace(state, phone_bands=phone_bands))
        return self.shape(heard).mean(0) * self.mouth_scale, self.gates(heard).mean(0), state

    def listen(self, features: Tensor, scores: Tensor, state: NetworkState) -> tuple[Tensor, NetworkState]:
        """Run everything below the heads.

        (B, 4 K, FEATURES) features, (B, 2 K, 126) phone scores -> (members, B, K, hidden), next state.
        """
        tails = list(state.tails)
        sound = torch.cat([features[..., :MELS], features[..., BANDS:]], 2)
        x, tails[0] = self.entry(sound[None], tails[0])
        x, tails[1] = self.halve(functional.gelu(x), tails[1])
        x = x + self.phone_entry(self.drop(scores)[None])
        for index, block in enumerate(self.blocks, start=2):
            x, tails[index] = block(self.drop(x), tails[index])
        x, tails[-1] = self.halve_again(functional.gelu(x), tails[-1])
        steps = [gru(own, before[None]) for gru, own, before in zip(self.recurrent, x, state.hidden, strict=True)]
        remembered, hidden = torch.stack([step[0] for step in steps]), torch.cat([step[1] for step in steps])
        mixed = functional.gelu(self.mix(self.drop(torch.cat([remembered, x], 3))))
        return mixed, replace(state, tails=tuple(tails), hidden=hidden)


def lips(raw: Tensor, gates: Tensor) -> Tensor:
    """(..., 12) raw coefficients, (..., 3) logits -> (..., 12) mouth coefficients; silence and p, b, m shut exactly."""
    speaking, touching, biting = torch.sigmoid(gates).unbind(-1)
    narrow = touching + biting
    bitten = BITING_OPENING * _risen(biting / narrow.clamp_min(1e-9), *BITING_LIKELIER)
    opening = torch.lerp(raw[..., 0].clamp_min(0), bitten, _risen(narrow, NARROW_UNSURE, NARROW_SURE))
    return torch.cat([opening[..., None], raw[..., 1:]], -1) * _risen(speaking, GATE_CLOSED, GATE_OPEN)[..., None]


def _risen(value: Tensor, low: float, high: float) -> Tensor:
    """0 up to low, 1 from high on, straight between."""
    return ((value - low) / (high - low)).clamp(0, 1)
