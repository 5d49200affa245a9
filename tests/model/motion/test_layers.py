import pytest
import torch
from torch.nn import functional

from app.model.motion.layers import CausalConv, MemberNorm, ResidualBlock

MEMBERS, INPUTS, OUTPUTS = 2, 3, 5


@pytest.mark.parametrize(("width", "dilation", "stride"), [(3, 1, 1), (3, 4, 1), (4, 1, 2)])
@torch.no_grad()
def test_a_convolution_is_torchs_for_each_member(width: int, dilation: int, stride: int) -> None:
    torch.manual_seed(0)
    conv = CausalConv(MEMBERS, INPUTS, OUTPUTS, width, dilation, stride)
    x, tail = torch.randn(MEMBERS, 4, 12, INPUTS), torch.randn(MEMBERS, 4, conv.memory, INPUTS)
    found, after = conv(x, tail)
    joined = torch.cat([tail, x], 2)
    for member in range(MEMBERS):
        kernel = conv.taps.weight[member].view(width, INPUTS, OUTPUTS).permute(2, 1, 0)
        bias = conv.taps.bias[member, 0]
        wanted = functional.conv1d(joined[member].transpose(1, 2), kernel, bias, stride=stride, dilation=dilation)
        torch.testing.assert_close(found[member], wanted.transpose(1, 2))
    torch.testing.assert_close(after, joined[:, :, 12:])


@torch.no_grad()
def test_one_input_serves_all_members() -> None:
    conv = CausalConv(MEMBERS, INPUTS, OUTPUTS, 3)
    x, tail = torch.randn(1, 4, 12, INPUTS), torch.randn(1, 4, conv.memory, INPUTS)
    found, _ = conv(x, tail)
    each, _ = conv(x.expand(MEMBERS, -1, -1, -1), tail.expand(MEMBERS, -1, -1, -1))
    torch.testing.assert_close(found, each)


@torch.no_grad()
def test_members_and_instants_are_normed_by_themselves() -> None:
    x = torch.randn(MEMBERS, 4, 12, INPUTS)
    normed = MemberNorm(MEMBERS, INPUTS)(x)
    torch.testing.assert_close(normed[1, 2, 7], functional.layer_norm(x[1, 2, 7], (INPUTS,)))


@pytest.mark.parametrize("centred", [True, False])
@torch.no_grad()
def test_a_block_is_the_same_in_pieces(centred: bool) -> None:
    block = ResidualBlock(MEMBERS, INPUTS, 2, centred)
    x, tail = torch.randn(MEMBERS, 4, 9, INPUTS), torch.randn(MEMBERS, 4, block.dilated.memory, INPUTS)
    whole, _ = block(x, tail)
    first, tail = block(x[:, :, :4], tail)
    second, _ = block(x[:, :, 4:], tail)
    torch.testing.assert_close(torch.cat([first, second], 2), whole)
