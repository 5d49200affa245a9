"""A pretrained speech encoder: the first blocks of OpenAI Whisper's tiny.en (Radford et al. 2022, arXiv 2212.04356).

It was made elsewhere to write down what many thousands of people say, so it hears past the voice, the room and the
noise to the sounds themselves. Nothing in it learns here.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

MELS, WIDTH, HEADS, BLOCKS = 80, 384, 6, 3
MELS_PER_TOKEN = 2


class EncoderBlock(nn.Module):
    """A transformer block that normalises before attention and before its two linear layers."""

    def __init__(self) -> None:
        super().__init__()
        self.attention_norm, self.linear_norm = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.query_key_value, self.attended = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.widen, self.narrow = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, x: Tensor) -> Tensor:
        """(B, J, 384) -> the same shape."""
        parts = self.query_key_value(self.attention_norm(x)).unflatten(2, (3, HEADS, -1)).permute(2, 0, 3, 1, 4)
        heard = functional.scaled_dot_product_attention(parts[0], parts[1], parts[2])
        x = x + self.attended(heard.transpose(1, 2).flatten(2))
        moved: Tensor = x + self.narrow(functional.gelu(self.widen(self.linear_norm(x))))
        return moved


class SpeechEncoder(nn.Module):
    """Two convolutions and three transformer blocks; sees the whole of what it is given, past and future alike."""

    def __init__(self) -> None:
        super().__init__()
        self.entry = nn.Conv1d(MELS, WIDTH, 3, padding=1)
        self.halve = nn.Conv1d(WIDTH, WIDTH, 3, stride=MELS_PER_TOKEN, padding=1)
        self.blocks = nn.ModuleList(EncoderBlock() for _ in range(BLOCKS))

    def forward(self, log_mel: Tensor) -> Tensor:
        """(B, 2 J, 80) log10 mel powers of at most 30 s -> (B, J, 384); token j is centred on mel frame 2 j."""
        x = log_mel.maximum(log_mel.amax((1, 2), keepdim=True) - 8.0) / 4 + 1
        x = functional.gelu(self.entry(x.transpose(1, 2)))
        x = functional.gelu(self.halve(x)).transpose(1, 2)
        x = x + positions(x.shape[1], x.device)
        for block in self.blocks:
            x = block(x)
        return x


def positions(count: int, device: torch.device) -> Tensor:
    """(count, 384) sinusoidal position encodings: sines, then cosines."""
    rates = torch.exp(-math.log(10_000) / (WIDTH // 2 - 1) * torch.arange(WIDTH // 2, device=device))
    angles = torch.arange(count, device=device)[:, None] * rates
    return torch.cat([angles.sin(), angles.cos()], 1)
