import torch

from app.core.face_basis import load_face_basis
from app.model.motion.network import HEARD, TOKENS_READ, MouthNetwork, NetworkSizes
from app.training.motion.widening import widen


def test_the_width_goes_further_and_the_opening_as_far_as_before() -> None:
    torch.manual_seed(0)
    basis = load_face_basis()
    network = MouthNetwork(NetworkSizes(channels=16, hidden=16)).eval()
    network.mouth_scale.copy_(torch.from_numpy(basis.mouth_scale))
    slope = torch.from_numpy(basis.mouth_basis[:, 291, 0] - basis.mouth_basis[:, 61, 0])
    slope[0] = 0
    heard = torch.randn(1, TOKENS_READ + 40, HEARD)
    with torch.no_grad():
        before, gates = network(heard)
        widen(network, basis, 1.3)
        after, same_gates = network(heard)
    torch.testing.assert_close(after @ slope, 1.3 * (before @ slope))
    torch.testing.assert_close(after[..., 0], before[..., 0])
    torch.testing.assert_close(same_gates, gates)
