import torch

from app.model.motion.features import FEATURES
from app.model.motion.network import MotionNetwork, NetworkSizes

CPU = torch.device("cpu")
SIZES = NetworkSizes(members=3, channels=8, dilations=(1, 2), hidden=6)


def _network() -> MotionNetwork:
    torch.manual_seed(0)
    return MotionNetwork(SIZES).eval().requires_grad_(False)


def _heard(network: MotionNetwork) -> torch.Tensor:
    generator = torch.Generator().manual_seed(1)
    features = torch.randn(2, 40, FEATURES, generator=generator)
    scores = torch.randn(2, 20, 126, generator=generator)
    return network.listen(features, scores, network.initial_state(2, CPU))[0]


def test_members_do_not_hear_each_other() -> None:
    network = _network()
    before = _heard(network)
    network.entry.taps.weight[0] += 1  # of the first member only
    network.phone_entry.weight[0] += 1
    after = _heard(network)
    assert before.shape == (3, 2, 10, 6)
    assert (after[0] - before[0]).abs().amax() > 0.01
    torch.testing.assert_close(after[1:], before[1:])


def test_the_motion_is_the_mean_of_what_the_members_say() -> None:
    network = _network()
    features = torch.randn(1, 40, FEATURES)
    raw, gates, _ = network(features, network.initial_state(1, CPU))
    network.shape.weight[1:], network.shape.bias[1:] = 0, 0
    network.gates.weight[1:], network.gates.bias[1:] = 0, 0
    only, only_gates, _ = network(features, network.initial_state(1, CPU))
    network.shape.weight[0], network.shape.bias[0] = 0, 0
    assert not network(features, network.initial_state(1, CPU))[0].any()
    again = _network()
    again.shape.weight[0], again.shape.bias[0] = 0, 0
    again.gates.weight[0], again.gates.bias[0] = 0, 0
    others, other_gates, _ = again(features, again.initial_state(1, CPU))
    again.shape.weight[:] = 0
    again.shape.bias[:] = torch.tensor([1.0, 2.0, 6.0])[:, None, None]
    torch.testing.assert_close(again(features, again.initial_state(1, CPU))[0], torch.full_like(raw, 3.0))
    torch.testing.assert_close(only + others, raw)
    torch.testing.assert_close(only_gates + other_gates, gates)
