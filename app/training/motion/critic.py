"""The sync critic: whether a mouth belongs to the sound it is shown with."""

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.parametrizations import spectral_norm

from app.core.motion import MOUTH_COEFFICIENTS
from app.model.motion.network import HEARD, TOKENS_PER_FRAME
from app.model.motion.speech_encoder import WIDTH

FRAMES = 5  # that it looks at, 0.2 s
CHANNELS = 96
DROPOUT = 0.3  # of what it hears
SLOPE = 0.2
SHIFTS = (3, 12)  # frames by which sound and mouth of a false pair are apart, the second exclusive


class SyncCritic(nn.Module):
    """Five frames of a mouth and the tokens of that time -> a number, the higher the surer that they belong together.

    The sync discriminator of Vougioukas, Petridis and Pantic (2018, "End-to-end speech-driven facial animation with
    temporal GANs"), which looks at coefficients here, with spectral normalisation (Miyato et al. 2018).
    """

    def __init__(self) -> None:
        super().__init__()
        tokens = TOKENS_PER_FRAME * FRAMES
        self.mouth = spectral_norm(nn.Conv1d(2 * MOUTH_COEFFICIENTS, CHANNELS, FRAMES))
        self.sound = spectral_norm(nn.Conv1d(HEARD, CHANNELS, tokens, stride=TOKENS_PER_FRAME))
        self.mix = spectral_norm(nn.Conv1d(2 * CHANNELS, CHANNELS, 1))
        self.verdict = spectral_norm(nn.Conv1d(CHANNELS, 1, 1))
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, mouth: Tensor, heard: Tensor) -> Tensor:
        """(B, T, 12) in units of the usual spread, (B, 2 T, HEARD) -> (B, T - 4)."""
        tokens, loudness = heard[..., :WIDTH], heard[..., WIDTH:]
        heard = torch.cat([functional.layer_norm(tokens, (WIDTH,)), loudness], -1)
        speed = functional.pad(mouth.diff(dim=1), (0, 0, 1, 0))
        seen = self.mouth(torch.cat([mouth, speed], -1).transpose(1, 2))
        both = torch.cat([seen, self.sound(self.drop(heard).transpose(1, 2))], 1)
        verdict: Tensor = self.verdict(functional.leaky_relu(self.mix(functional.leaky_relu(both, SLOPE)), SLOPE))
        return verdict[:, 0]

    def loss(self, real: Tensor, made: Tensor, heard: Tensor, rng: np.random.Generator) -> Tensor:
        """Hinge loss: real mouths against made ones, real ones at another time, and those of another sound.

        real: (B, T, 12), heard: (B, 2 T, HEARD). made: (M B, T, 12), of M networks, one after another.
        """
        shift = int(rng.integers(*SHIFTS)) * int(rng.choice([-1, 1]))
        members = len(made) // len(real)
        false = [
            self(made.detach(), heard.repeat(members, 1, 1)),
            self(real.roll(shift, 1), heard),
            self(real.roll(1, 0), heard),
        ]
        right = functional.relu(1 - self(real, heard)).mean()
        wrong: Tensor = torch.stack([functional.relu(1 + verdict).mean() for verdict in false]).mean()
        return right + wrong

    def unbelief(self, made: Tensor, heard: Tensor) -> Tensor:
        """How little the critic believes mouths that were made, for who made them to learn from; as in `loss`."""
        self.requires_grad_(False)
        unbelief: Tensor = -self(made, heard.repeat(len(made) // len(heard), 1, 1)).mean()
        self.requires_grad_(True)
        return unbelief
