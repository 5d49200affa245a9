"""The networks that turn what is heard into mouth movement."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from app.core.audio import MODEL_SAMPLE_RATE_HZ
from app.core.motion import FRAMES_PER_SECOND, MOUTH_COEFFICIENTS
from app.model.motion.layers import MemberLinear
from app.model.motion.log_mel import HOP_SAMPLES, POWER_FLOOR, WINDOW_SAMPLES, LogMel, mean_powers
from app.model.motion.speech_encoder import MELS_PER_TOKEN, WIDTH, SpeechEncoder

SAMPLES_PER_FRAME = MODEL_SAMPLE_RATE_HZ // FRAMES_PER_SECOND  # 640, 40 ms
MELS_PER_FRAME = SAMPLES_PER_FRAME // HOP_SAMPLES
TOKENS_PER_FRAME = MELS_PER_FRAME // MELS_PER_TOKEN
# A frame's mouth follows from so many tokens before and after its own two; the later ones are the look-ahead.
TOKENS_BEFORE, TOKENS_AFTER = 8, 5
TOKENS_READ = TOKENS_BEFORE + TOKENS_PER_FRAME + TOKENS_AFTER
MELS_AHEAD = MELS_PER_FRAME + MELS_PER_TOKEN * TOKENS_AFTER  # from a frame's beginning to the last that it hears
LOOK_AHEAD_SAMPLES = (MELS_AHEAD - 1) * HOP_SAMPLES + WINDOW_SAMPLES // 2  # 142.5 ms, from a frame's beginning
HEARD = WIDTH + MELS_PER_TOKEN  # values of a token: the encoder's, and how loud its two mel rows are
LOWEST_LOUDNESS = -4.0  # relative to the level, decades of power
DROPOUT, HEARD_DROPOUT = 0.1, 0.3  # while training
# Logits: whether somebody speaks, the lips touch, the lower one is bitten on, the tongue's tip is up, it is out.
GATES = 5

# Below GATE_CLOSED nobody speaks and the lips rest shut, above GATE_OPEN they move freely.
GATE_CLOSED, GATE_OPEN = 0.6, 0.9
# From NARROW_SURE on the lips touch, or the lower one the upper teeth; below NARROW_UNSURE they are as open as was
# predicted. These and the next were chosen on voices that are learned from, and on LJSpeech, withheld.
NARROW_UNSURE, NARROW_SURE = 0.16, 0.4
TONGUE_UNSURE, TONGUE_SURE = 0.1, 0.4  # chances at which its tip leaves its place and has come to the other
BITING_OPENING = 0.03  # inter-ocular units; of f and v
BITING_LIKELIER = 0.4, 0.6  # part of both chances: up to the first it is p, b or m, from the second on f or v


@dataclass(frozen=True, slots=True)
class NetworkSizes:
    """Sizes a checkpoint carries so that its network can be built again."""

    members: int = 3
    channels: int = 96  # of each member
    hidden: int = 160


class MouthNetwork(nn.Module):
    """Tokens to the mouth: three convolutions and heads for shape, who speaks, and what shuts the lips.

    Several small networks, its members, lie side by side and differ in nothing but what they began from. Their mean
    errs less than any of them (Hansen and Salamon 1990, "Neural network ensembles").
    """

    mouth_scale: Tensor

    def __init__(self, sizes: NetworkSizes) -> None:
        super().__init__()
        members, channels, hidden = sizes.members, sizes.channels, sizes.hidden
        self.sizes = sizes
        self.entry = MemberLinear(members, HEARD, channels)
        self.near = MemberLinear(members, 3 * channels, channels)
        self.far = MemberLinear(members, 3 * channels, channels)
        self.frame = MemberLinear(members, (TOKENS_READ - 6) * channels, hidden)
        self.mix = MemberLinear(members, hidden, hidden)
        self.shape = MemberLinear(members, hidden, MOUTH_COEFFICIENTS)
        self.gates = MemberLinear(members, hidden, GATES)
        self.drop, self.drop_heard = nn.Dropout(DROPOUT), nn.Dropout(HEARD_DROPOUT)
        self.register_buffer("mouth_scale", torch.ones(MOUTH_COEFFICIENTS))

    def forward(self, heard: Tensor) -> tuple[Tensor, Tensor]:
        """(B, J, HEARD) tokens -> (B, T, 12) raw coefficients and (B, T, GATES) logits.

        J is TOKENS_READ + 2 (T - 1): frame t reads the TOKENS_READ tokens from 2 t on.
        """
        hidden = self.read(heard)
        return self.shape(hidden).mean(0) * self.mouth_scale, self.gates(hidden).mean(0)

    def read(self, heard: Tensor) -> Tensor:
        """Everything below the heads: (B, J, HEARD) -> (members, B, T, hidden)."""
        tokens, loudness = torch.split(heard, [WIDTH, MELS_PER_TOKEN], 2)
        heard = torch.cat([functional.layer_norm(tokens, (WIDTH,)), loudness], 2)
        x = functional.gelu(self.entry(self.drop_heard(heard)[None]))
        for layer, dilation in ((self.near, 1), (self.far, 2)):
            moved = functional.gelu(layer(self.drop(_taps(x, 3, dilation))))
            x = x[:, :, dilation:-dilation] + moved
        frames = _taps(x, TOKENS_READ - 6, 1)[:, :, ::TOKENS_PER_FRAME]
        y = functional.gelu(self.frame(self.drop(frames)))
        mixed: Tensor = y + functional.gelu(self.mix(self.drop(y)))
        return mixed


class MotionNetwork(nn.Module):
    """Log mel powers to the mouth: the speech encoder, which learned elsewhere, and the mouth network upon it."""

    def __init__(self, encoder: SpeechEncoder, mouth: MouthNetwork) -> None:
        super().__init__()
        self.log_mel, self.encoder, self.mouth = LogMel(), encoder, mouth

    def forward(self, log_mel: Tensor, first: int, frames: int) -> Tensor:
        """(B, 2 J, 80) log mel powers relative to the level -> (B, frames, 14) channels `SPOKEN`.

        first: the mel row at which the first of the frames begins.
        """
        start = first // MELS_PER_TOKEN - TOKENS_BEFORE
        heard = self.hear(log_mel)[:, start : start + TOKENS_READ + TOKENS_PER_FRAME * (frames - 1)]
        return spoken(*self.mouth(heard))

    def hear(self, log_mel: Tensor) -> Tensor:
        """(B, 2 J, 80) log mel powers relative to the level -> (B, J, HEARD) tokens."""
        loudness = (mean_powers(log_mel) + POWER_FLOOR).log10().clamp_min(LOWEST_LOUDNESS)
        return torch.cat([self.encoder(log_mel), loudness.view(len(log_mel), -1, MELS_PER_TOKEN)], 2)


def spoken(raw: Tensor, gates: Tensor) -> Tensor:
    """(..., 12) raw coefficients, (..., GATES) logits -> (..., 14): the mouth, and the tongue's tip up and out, 0 to 1.

    Silence and p, b, m shut the lips exactly.
    """
    speaking, touching, biting, *tongue = torch.sigmoid(gates).unbind(-1)
    narrow = touching + biting
    bitten = BITING_OPENING * _risen(biting / narrow.clamp_min(1e-9), *BITING_LIKELIER)
    opening = torch.lerp(raw[..., 0].clamp_min(0), bitten, _risen(narrow, NARROW_UNSURE, NARROW_SURE))
    both = torch.cat(
        [opening[..., None], raw[..., 1:], _risen(torch.stack(tongue, -1), TONGUE_UNSURE, TONGUE_SURE)], -1
    )
    return both * _risen(speaking, GATE_CLOSED, GATE_OPEN)[..., None]


def _taps(x: Tensor, taps: int, dilation: int) -> Tensor:
    """(M, B, J, C) -> (M, B, J - (taps - 1) dilation, taps C), what a convolution of so many taps reads."""
    length = x.shape[2] - (taps - 1) * dilation
    return torch.cat([x[:, :, tap * dilation : tap * dilation + length] for tap in range(taps)], 3)


def _risen(value: Tensor, low: float, high: float) -> Tensor:
    """0 up to low, 1 from high on, straight between."""
    return ((value - low) / (high - low)).clamp(0, 1)
