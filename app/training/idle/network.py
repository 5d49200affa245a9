"""The noise generator's network as it is trained; `app.model.motion.noise` runs the same sums one frame at a time."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from app.model.motion.noise import DRIVE_HZ, DRIVEN, INPUTS, NOISE, OUTPUTS
from app.model.motion.spring import Spring

LONGEST_MEMORY = 4.0  # as the logit of what is kept from frame to frame
RESPONSE_FRAMES = 50  # after which the spring's answer is below a thousandth


class IdleTrainee(nn.Module):
    """A recurrent layer and a linear one; people differ in how often they blink and look about."""

    response: Tensor

    def __init__(self, hidden: int, people: int) -> None:
        super().__init__()
        self.recurrent = nn.GRU(INPUTS, hidden, batch_first=True)
        # Units that forget quickly beside units that remember for seconds, as postures last.
        with torch.no_grad():
            biases = dict(self.recurrent.named_parameters())["bias_ih_l0"]
            biases[hidden : 2 * hidden] = torch.linspace(0.0, LONGEST_MEMORY, hidden)
        self.output = nn.Linear(hidden, OUTPUTS)
        self.habits = nn.Embedding(people, 2)  # added to the logits of blinks and saccades, left off after training
        nn.init.zeros_(self.habits.weight)
        spring = Spring(DRIVE_HZ)
        response = [spring.step(float(frame == 0)) for frame in range(RESPONSE_FRAMES)]
        self.register_buffer("response", torch.tensor(response[::-1], dtype=torch.float32), persistent=False)

    def forward(self, noise: Tensor, given: Tensor, state: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(B, T, NOISE), (B, T, rest), (1, B, H) -> (B, T, 7) driven, (B, T, 7) events, next state."""
        states, state = self.recurrent(torch.cat([noise, given], 2), state)
        out = self.output(states)
        return self.eased(out[..., : len(DRIVEN)]), out[..., len(DRIVEN) :], state

    def eased(self, goals: Tensor) -> Tensor:
        """(B, T, 7) goals -> (B, T, 7) positions of springs that follow them."""
        rows = functional.pad(goals.transpose(1, 2), (RESPONSE_FRAMES - 1, 0), mode="replicate")
        kernel = self.response.repeat(len(DRIVEN), 1, 1)
        return functional.conv1d(rows, kernel, groups=len(DRIVEN)).transpose(1, 2)

    def noise(self, batch: int, frames: int) -> Tensor:
        """(batch, frames, NOISE) normal noise from torch's global generator."""
        return torch.randn(batch, frames, NOISE)
