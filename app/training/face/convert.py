"""Take the face networks' weights out of the wheel that publishes them.

`pip download --no-deps mediapipe==0.10.21` gets one; any platform's carries the same networks.
"""

import hashlib
import zipfile
from collections.abc import Iterator, Mapping
from itertools import takewhile
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save
from torch import Tensor, nn
from torch.nn import functional

from app.core.whole_file import write_whole
from app.face.networks.far import FarDetector
from app.face.networks.mesh import AttentionMesh
from app.face.networks.near import NearDetector
from app.face.networks.segmenter import PersonNetwork
from app.training.face.tflite import TfliteModel, read_tflite

FOLDER = "mediapipe/modules"
# Name in our file -> the network, its file in the wheel, and that file's SHA-256.
NETWORKS: dict[str, tuple[type[nn.Module], str, str]] = {
    "near": (
        NearDetector,
        "face_detection/face_detection_short_range.tflite",
        "bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8",
    ),
    "far": (
        FarDetector,
        "face_detection/face_detection_full_range_sparse.tflite",
        "2c3728e6da56f21e21a320433396fb06d40d9088f2247c05e5635a688d45dfe1",
    ),
    "mesh": (
        AttentionMesh,
        "face_landmark/face_landmark_with_attention.tflite",
        "e06a804e0144f9929eda782122916b35d60c697c3c9344013ca2bbe76a6ce2b4",
    ),
    "segmenter": (
        PersonNetwork,
        "selfie_segmentation/selfie_segmentation.tflite",
        "9ee168ec7c8f2a16c56fe8e1cfbc514974cbbb7e434051b455635f1bd1462f5c",
    ),
}
ORIGIN = (
    "Google MediaPipe 0.10.21 (PyPI package mediapipe): BlazeFace short range and full range (sparse), Attention Mesh, "
    "Selfie Segmentation (general)"
)
CONVOLUTIONS = {"CONV_2D", "DEPTHWISE_CONV_2D", "Convolution2DTransposeBias"}


def write_face_networks(wheel: Path, path: Path) -> None:
    """Write all networks' weights in float16. Raises ValueError if the wheel carries others."""
    tensors: dict[str, Tensor] = {}
    digests = {}
    with zipfile.ZipFile(wheel) as archive:
        for name, (kind, file, digest) in NETWORKS.items():
            content = archive.read(f"{FOLDER}/{file}")
            digests[name] = hashlib.sha256(content).hexdigest()
            if digests[name] != digest:
                raise ValueError(
                    f"{file} in {wheel.name} is not the one that is known: its SHA-256 is {digests[name]}."
                )
            state = network_tensors(read_tflite(content), kind())
            tensors |= {f"{name}.{key}": tensor for key, tensor in state.items()}
    notes = {
        "licence": "Apache-2.0, copyright The MediaPipe Authors",
        "origin": ORIGIN,
        "digest": weights_digest(tensors),
        "made_by": "python -m app.training face",
    }
    notes |= {f"{name}_sha256": digest for name, digest in digests.items()}
    write_whole(path, save(tensors, notes), force=True)


def weights_digest(tensors: Mapping[str, Tensor]) -> str:
    """Hash of all tensors and their names."""
    digest = hashlib.sha256()
    for name in sorted(tensors):
        digest.update(name.encode())
        digest.update(tensors[name].contiguous().numpy().tobytes())
    return digest.hexdigest()


def network_tensors(model: TfliteModel, network: nn.Module) -> dict[str, Tensor]:
    """The published weights under our module's names, float16.

    Both run through their layers in the same order; where ours holds branches side by side, the file has one layer
    after the other.
    """
    published = list(_layers(model))
    tensors = {}
    for name, layer in network.named_modules():
        if not isinstance(layer, nn.Conv2d | nn.ConvTranspose2d | nn.PReLU):
            continue
        wanted = {key: parameter.shape for key, parameter in layer.named_parameters()}
        count = _side_by_side([part["weight"] for part in published], wanted["weight"][0])
        parts, published = published[:count], published[count:]
        for key, shape in wanted.items():
            tensors[f"{name}.{key}"] = _grown(torch.cat([part[key] for part in parts]), shape)
    if published:
        raise ValueError("The file has more layers than the network.")
    return tensors


def _side_by_side(weights: list[Tensor], length: int) -> int:
    """How many of the next layers are one of ours: those of one shape for which it has room."""
    alike = len(list(takewhile(lambda weight: weight.shape == weights[0].shape, weights)))
    return min(alike, length // len(weights[0]))


def _grown(weight: Tensor, shape: torch.Size) -> Tensor:
    """As wanted: zeros in front of a kernel that is one larger here, and for channels that the file does not have."""
    missing = [wanted - there for wanted, there in zip(shape, weight.shape, strict=True)]
    if min(missing) < 0 or missing[2:] not in ([], [0, 0], [1, 1]):
        raise ValueError(f"The file has weights of {tuple(weight.shape)} where {tuple(shape)} are wanted.")
    channels = [number for count in reversed(missing[:2]) for number in (0, count)]
    kernel = [number for count in missing[2:] for number in (count, 0)]
    return functional.pad(weight, kernel + channels).contiguous()


def _layers(model: TfliteModel) -> Iterator[dict[str, Tensor]]:
    """Weights of the layers that have any, in torch's order of dimensions, one by one."""
    for operation in model.operations:
        if operation.name == "PRELU":
            yield {"weight": _tensor(model.constants[operation.inputs[1]]).flatten()}
        elif operation.name in CONVOLUTIONS:
            weight, bias = (_tensor(model.constants[number]) for number in operation.inputs[1:3])
            # out, height, width, in -> out, in, height, width; transposed: in first; depthwise: out lies last
            order = {"CONV_2D": (0, 3, 1, 2)}.get(operation.name, (3, 0, 1, 2))
            yield {"weight": weight.permute(order), "bias": bias}


def _tensor(values: NDArray[np.generic]) -> Tensor:
    return torch.from_numpy(values.astype(np.float16))
