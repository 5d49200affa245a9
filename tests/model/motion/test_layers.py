import torch

from app.model.motion.layers import MemberLinear


@torch.no_grad()
def test_each_member_has_a_linear_layer_of_its_own() -> None:
    layer, x = MemberLinear(2, 3, 5), torch.randn(2, 4, 7, 3)
    found = layer(x)
    for member in range(2):
        torch.testing.assert_close(found[member], x[member] @ layer.weight[member] + layer.bias[member])


@torch.no_grad()
def test_one_input_serves_all_members() -> None:
    layer, x = MemberLinear(2, 3, 5), torch.randn(1, 4, 7, 3)
    torch.testing.assert_close(layer(x), layer(x.expand(2, -1, -1, -1)))
