"""The network that turns sound into mouth movement, causal throughout so that streaming is exact."""

from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn
from torch.nn import functional

from app.core.motion import MOUTH_COEFFICIENTS
from app.model.motion.features import BANDS, FEATURES, MELS
from app.model.motion.phone_scores import PHONE_BANDS, PHONE_STATES, REACH, PhoneScores

# Mel frames arrive at 100 Hz and leave as motion at 25 Hz. An output may look ahead because it is read DELAY_FRAMES
# steps late: step k has seen mel frames up to 4 k + 3 - LEAD_MELS and is the motion of frame k - DELAY_FRAMES, so
# frame n hears sound up to (4 n + 17) * 10 ms + 25 ms, which is 195 ms after the frame begins.
MELS_PER_FRAME = 4
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

    channels: int = 160
    dilations: tuple[int, ...] = (1, 2, 2, 4, 8)
    centred: int = 3  # so many first blocks look as far ahead as back; together they use up the look-ahead
    hidden: int = 256


@dataclass(frozen=True, slots=True)
class NetworkState:
    """What the network remembers between blocks.

    tails: last inputs of each convolution. phone_bands: last inputs of the phone scores. hidden: the recurrent state.
    """

    tails: tuple[Tensor, ...]
    phone_bands: Tensor
    hidden: Tensor


class CausalConv(nn.Module):
    """Convolution over time that sees only the past; its tail of inputs carries over to the next block."""

    def __init__(self, inputs: int, outputs: int, width: int, dilation: int = 1, stride: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv1d(inputs, outputs, width, stride=stride, dilation=dilation)
        self.inputs = inputs
        self.memory = (width - 1) * dilation + 1 - stride

    def forward(self, x: Tensor, tail: Tensor) -> tuple[Tensor, Tensor]:
        """(B, C, T) with T a multiple of the stride, (B, C, memory) -> (B, C', T / stride), next tail."""
        joined = torch.cat([tail, x], 2)
        return self.conv(joined), joined[:, :, joined.shape[2] - self.memory :]


class ResidualBlock(nn.Module):
    """A dilated convolution of three taps and a pointwise one, added to what came in at its middle or newest tap.

    Adding at the middle delays the block by its dilation: seen from there the convolution also looks ahead.
    """

    def __init__(self, channels: int, dilation: int, centred: bool) -> None:
        super().__init__()
        self.delay = dilation if centred else 0
        self.norm = nn.LayerNorm(channels)
        self.dilated = CausalConv(channels, channels, 3, dilation)
        self.pointwise = nn.Conv1d(channels, channels, 1)

    def forward(self, x: Tensor, tail: Tensor) -> tuple[Tensor, Tensor]:
        """(B, C, T), tail -> (B, C, T), next tail."""
        start = tail.shape[2] - self.delay
        skipped = torch.cat([tail, x], 2)[:, :, start : start + x.shape[2]]
        moved, tail = self.dilated(x, tail)
        return self.norm((skipped + self.pointwise(functional.gelu(moved))).transpose(1, 2)).transpose(1, 2), tail


class MotionNetwork(nn.Module):
    """Convolutions at 100, 50 and 25 Hz, a recurrent layer, and heads: mouth shape, who speaks, what shuts the lips."""

    mouth_scale: Tensor
    usual_voice: Tensor

    def __init__(self, sizes: NetworkSizes) -> None:
        super().__init__()
        channels = sizes.channels
        self.sizes = sizes
        self.entry = CausalConv(FEATURES - PHONE_BANDS, channels, 5)
        self.halve = CausalConv(channels, channels, 4, stride=2)
        self.phone_scores = PhoneScores()
        self.phone_entry = nn.Linear(PHONE_STATES, channels)
        self.blocks = nn.ModuleList(
            ResidualBlock(channels, dilation, index < sizes.centred) for index, dilation in enumerate(sizes.dilations)
        )
        self.halve_again = CausalConv(channels, channels, 4, stride=2)
        self.recurrent = nn.GRU(channels, sizes.hidden, batch_first=True)
        self.mix = nn.Linear(sizes.hidden + channels, sizes.hidden)
        self.shape = nn.Linear(sizes.hidden, MOUTH_COEFFICIENTS)
        self.gates = nn.Linear(sizes.hidden, 3)  # logits of speaking, of touching lips, and of biting on the lower one
        self.drop = nn.Dropout(DROPOUT)
        self.register_buffer("mouth_scale", torch.ones(MOUTH_COEFFICIENTS))
        self.register_buffer("usual_voice", torch.zeros(BANDS))  # mean band features of the voices learned from

    def initial_state(self, batch: int, device: torch.device) -> NetworkState:
        """Start as after silence."""
        convolutions = [module for module in self.modules() if isinstance(module, CausalConv)]
        tails = tuple(torch.zeros(batch, conv.inputs, conv.memory, device=device) for conv in convolutions)
        phone_bands = torch.full((batch, 2 * REACH, PHONE_BANDS), SILENT_FEATURE, device=device)
        return NetworkState(tails, phone_bands, torch.zeros(1, batch, self.sizes.hidden, device=device))

    def forward(self, features: Tensor, state: NetworkState) -> tuple[Tensor, Tensor, NetworkState]:
        """(B, 4 K, FEATURES) features -> (B, K, 12) raw coefficients, (B, K, 3) logits of the gates, next state."""
        scores, phone_bands = self.phone_scores(features[..., MELS:BANDS], state.phone_bands)
        heard, state = self.listen(features, scores, replace(state, phone_bands=phone_bands))
        return self.shape(heard) * self.mouth_scale, self.gates(heard), state

    def listen(self, features: Tensor, scores: Tensor, state: NetworkState) -> tuple[Tensor, NetworkState]:
        """(B, 4 K, FEATURES) features, (B, 2 K, 126) phone scores -> (B, K, hidden) what the heads read, next state."""
        tails = list(state.tails)
        sound = torch.cat([features[..., :MELS], features[..., BANDS:]], 2)
        x, tails[0] = self.entry(sound.transpose(1, 2), tails[0])
        x, tails[1] = self.halve(functional.gelu(x), tails[1])
        x = x + self.phone_entry(self.drop(scores)).transpose(1, 2)
        for index, block in enumerate(self.blocks, start=2):
            x, tails[index] = block(self.drop(x), tails[index])
        x, tails[-1] = self.halve_again(functional.gelu(x), tails[-1])
        x = x.transpose(1, 2)  # (B, C, K) -> (B, K, C)
        remembered, hidden = self.recurrent(x, state.hidden)
        mixed = functional.gelu(self.mix(self.drop(torch.cat([remembered, x], 2))))
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
