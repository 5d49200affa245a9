"""The plain path, which torch takes on machines without oneDNN, must see what the fused one sees."""

import subprocess
import sys

import numpy as np
import pytest
import torch

from app.core.face import FoundFace
from app.core.portrait import Portrait
from app.face.finder import FaceFinder
from app.face.meshing import inter_ocular_px
from app.face.networks.layers import Convolution
from app.face.segmentation import PersonSegmenter

# torch's own switch mentions a setting for graphics cards that nobody asked for.
pytestmark = pytest.mark.filterwarnings("ignore:TF32 acceleration")
WITHOUT_ONEDNN = """
import types, torch
torch._C._has_mkldnn = False
torch.ops.mkldnn = types.SimpleNamespace()  # as where torch was built without it
import app.face.networks
import app.face.segmentation
"""


def test_without_onednn_the_same_face_is_found(demo: Portrait, demo_face: FoundFace) -> None:
    with torch.backends.mkldnn.flags(enabled=False):
        [found] = FaceFinder().find(demo)
    apart = np.abs(found.landmarks - demo_face.landmarks)[:, :2].max() / inter_ocular_px(demo_face.landmarks)
    assert apart < 1e-3
    assert found.certainty == pytest.approx(demo_face.certainty, abs=1e-3)


def test_without_onednn_the_same_person_is_seen(demo: Portrait) -> None:
    picture = np.ascontiguousarray(demo.rgb[:256, :256])
    fused = PersonSegmenter().masks([picture])
    with torch.backends.mkldnn.flags(enabled=False):
        np.testing.assert_allclose(PersonSegmenter().masks([picture]), fused, atol=1e-3)


def test_nothing_is_asked_of_a_torch_without_onednn() -> None:
    assert subprocess.run([sys.executable, "-c", WITHOUT_ONEDNN], check=False).returncode == 0


@pytest.mark.parametrize(("channels", "side"), [(8, 4), (64, 32)])
@torch.inference_mode()
def test_a_pointwise_convolution_is_a_matrix_product(channels: int, side: int) -> None:
    layer = Convolution(channels, channels)
    features = torch.randn(2, channels, side, side).contiguous(memory_format=torch.channels_last)
    added = torch.randn_like(features)
    wanted = torch.relu(torch.nn.functional.conv2d(features, layer.weight, layer.bias) + added)
    before = added.clone()
    torch.testing.assert_close(layer(features, added, rectified=True), wanted, atol=1e-4, rtol=1e-4)
    assert torch.equal(added, before)
