import torch

from app.model.motion.network import GATES, HEARD, TOKENS_READ, MouthNetwork, NetworkSizes

SIZES = NetworkSizes(members=3, channels=8, hidden=6)
FRAMES = 10


def _network() -> MouthNetwork:
    torch.manual_seed(0)
    return MouthNetwork(SIZES).eval().requires_grad_(False)


def _heard() -> torch.Tensor:
    return torch.randn(2, TOKENS_READ + 2 * (FRAMES - 1), HEARD, generator=torch.Generator().manual_seed(1))


def test_members_do_not_hear_each_other() -> None:
    network = _network()
    before = network.read(_heard())
    network.entry.weight[0] += 1  # of the first member only
    network.mix.weight[0] += 1
    after = network.read(_heard())
    assert before.shape == (3, 2, FRAMES, 6)
    assert (after[0] - before[0]).abs().amax() > 0.01
    torch.testing.assert_close(after[1:], before[1:])


def test_the_motion_is_the_mean_of_what_the_members_say() -> None:
    network, heard = _network(), _heard()
    network.shape.weight[:] = 0
    network.shape.bias[:] = torch.tensor([1.0, 2.0, 6.0])[:, None, None]
    network.mouth_scale.fill_(0.5)
    network.gates.weight[:] = 0
    network.gates.bias[:] = torch.tensor([1.0, -2.0, 4.0])[:, None, None]
    raw, gates = network(heard)
    torch.testing.assert_close(raw, torch.full((2, FRAMES, 12), 1.5))
    torch.testing.assert_close(gates, torch.ones(2, FRAMES, GATES))


def test_a_frame_reads_its_own_tokens_and_no_others() -> None:
    network, heard, frame = _network(), _heard(), 4
    before = network(heard)[0]
    alone = network(heard[:, 2 * frame : 2 * frame + TOKENS_READ])[0]
    torch.testing.assert_close(alone[:, 0], before[:, frame])
    for token in (2 * frame, 2 * frame + TOKENS_READ - 1):
        other = heard.clone()
        other[:, token] = torch.randn(HEARD)
        assert (network(other)[0][:, frame] - before[:, frame]).abs().max() > 1e-6
