import numpy as np
import pytest
import torch

from app.model.motion.network import HEARD
from app.training.motion.critic import SyncCritic


@pytest.fixture(scope="module")
def pairs() -> tuple[torch.Tensor, torch.Tensor]:
    """Eight mouths that open as a wave each, (8, 40, 12), and tokens in which it can be heard, (8, 80, HEARD)."""
    generator = torch.Generator().manual_seed(0)
    wave = torch.sin(torch.arange(40) * 0.9 + 6 * torch.rand(8, 1, generator=generator))
    mouth = torch.zeros(8, 40, 12)
    mouth[..., 0] = wave
    heard = 0.1 * torch.randn(8, 80, HEARD, generator=generator)
    heard[..., :40] += wave.repeat_interleave(2, 1)[..., None]
    return mouth, heard


def test_it_comes_to_believe_what_belongs_together(pairs: tuple[torch.Tensor, torch.Tensor]) -> None:
    mouth, heard = pairs
    torch.manual_seed(1)
    critic, rng = SyncCritic(), np.random.default_rng(0)
    optimiser = torch.optim.Adam(critic.parameters(), 3e-3)
    flat = torch.zeros_like(mouth)
    for _ in range(150):
        optimiser.zero_grad()
        critic.loss(mouth, flat, heard, rng).backward()
        optimiser.step()
    critic.eval()
    with torch.no_grad():
        right = critic(mouth, heard)
        assert right.shape == (8, 36)
        assert right.mean() > critic(mouth.roll(4, 1), heard).mean() + 0.3
        assert right.mean() > critic(mouth.roll(1, 0), heard).mean() + 0.3
        assert critic.unbelief(mouth, heard) < critic.unbelief(flat, heard)


def test_who_makes_mouths_learns_from_it_and_it_does_not_learn_to_believe(
    pairs: tuple[torch.Tensor, torch.Tensor],
) -> None:
    mouth, heard = pairs
    critic = SyncCritic()
    made = torch.cat([0.5 * mouth, 0.4 * mouth]).requires_grad_()  # of two networks
    critic.unbelief(made, heard).backward()
    assert made.grad is not None
    assert made.grad.abs().sum() > 0
    assert all(weight.grad is None for weight in critic.parameters())
    made.grad = None
    critic.loss(mouth, made, heard, np.random.default_rng(0)).backward()
    assert made.grad is None
    assert all(weight.grad is not None for weight in critic.parameters())
