"""Attention Mesh: 478 points of a face, with a second, closer look at the lips and the eyes.

Source: Grishchenko et al., "Attention Mesh" (2020, arXiv 2006.10962); MediaPipe's
face_landmark_with_attention.tflite. Its own operations are in mediapipe/util/tflite/operations:
landmarks_to_transform_matrix.cc, transform_tensor_bilinear.cc and transform_landmarks.cc (all as version 2).
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from app.face.networks.layers import STRIDED_KERNEL, Convolution, SeparableBlock, Summary
from app.face.networks.regions import IRIS_POINTS, LEFT_EYE, LEFT_LIDS, LIPS, REGIONS, RIGHT_EYE, RIGHT_LIDS

INPUT_PX = 192
FEATURES_PX = 48  # side of the features that are looked at again
LOOK_PX = 16  # side of such a look
LOOK_MARGIN = 1.5  # in the region's own width and height
MESH_POINTS = 468
# The five heads share the trunks of three regions: each iris is seen with its eye.
TRUNK_OF_HEAD = (0, 1, 1, 2, 2)
HEAD_POINTS = (len(LIPS.points), len(LEFT_EYE.points), IRIS_POINTS, len(RIGHT_EYE.points), IRIS_POINTS)


class AttentionMesh(nn.Module):
    """The network as MediaPipe publishes it, its branches computed side by side."""

    corners: Tensor  # (6,) points of the mesh: two for each region
    refined: Tensor  # (222,) points of all regions
    lids: Tensor  # (32,) points of both eyes' lids
    trunk_of_head: Tensor  # (5,)
    grid: Tensor  # (256, 2) places of a look's pixels from its centre

    def __init__(self) -> None:
        super().__init__()
        regions, heads = len(REGIONS), len(TRUNK_OF_HEAD)
        self.entry = Convolution(3, 16, STRIDED_KERNEL, 2)
        self.entry_slope = nn.PReLU(16)
        self.to_features = _blocks((16, 16, 1), (16, 16, 1), (16, 32, 2))
        self.to_face = _blocks(
            *((32, 32, 1), (32, 32, 1), (32, 64, 2), (64, 64, 1), (64, 64, 1), (64, 128, 2), (128, 128, 1)),
            *((128, 128, 1), (128, 128, 2), (128, 128, 1), (128, 128, 1), (128, 128, 2), (128, 128, 1), (128, 128, 1)),
        )
        self.reduce_face = Convolution(128, 32)
        self.reduce_face_slope = nn.PReLU(32)
        self.face = SeparableBlock(32, 32)
        self.mesh = Summary(32, MESH_POINTS * 3, 3)
        self.trunks = _blocks(
            *((32, 32, 1), (32, 32, 1), (32, 64, 2), (64, 64, 1), (64, 64, 1), (64, 128, 2)), branches=regions
        )
        self.heads = _blocks(
            *((128, 128, 1), (128, 128, 1), (128, 128, 2), (128, 128, 1), (128, 128, 1)), branches=heads
        )
        self.reduce_heads = Convolution(128 * heads, 32 * heads, groups=heads)
        self.reduce_heads_slope = nn.PReLU(32 * heads)
        self.last = SeparableBlock(32, 32, branches=heads)
        self.points = nn.ModuleList(Summary(32, count * 2, 2) for count in HEAD_POINTS)
        self.presence = Summary(32, 1, 3)
        self._note_tables()

    def _note_tables(self) -> None:
        """Tables that are no weights, on the device of the network."""
        self.register_buffer("corners", torch.tensor([region.corners for region in REGIONS]).flatten(), False)
        self.register_buffer("refined", torch.tensor([point for region in REGIONS for point in region.points]), False)
        self.register_buffer("lids", torch.tensor([*LEFT_LIDS, *RIGHT_LIDS]), False)
        self.register_buffer("trunk_of_head", torch.tensor(TRUNK_OF_HEAD), False)
        steps = torch.arange(LOOK_PX) + 0.5 - LOOK_PX / 2
        grid = torch.stack(torch.meshgrid(steps, steps, indexing="xy"), -1).reshape(-1, 2)
        self.register_buffer("grid", grid, False)

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """(B, 3, 192, 192) RGB in 0..1 -> landmarks (B, 478, 3) in pixels of the picture, presence (B,) in 0..1."""
        features = self.to_features(self.entry_slope(self.entry(pictures)))  # (B, 32, 48, 48)
        coarse = self.reduce_face_slope(self.reduce_face(self.to_face(features)))
        coarse = self.face(coarse)  # (B, 32, 3, 3)
        mesh = self.mesh(coarse).view(-1, MESH_POINTS, 3)
        presence = torch.sigmoid(self.presence(coarse)).flatten()
        centre, axes = self._where(mesh[..., :2])
        looks = self._looks(features, centre, axes)
        points = self._points(looks)
        return self._refined(mesh, points, centre, axes), presence

    def _where(self, mesh: Tensor) -> tuple[Tensor, Tensor]:
        """Where the regions are, from the mesh (B, 468, 2): Landmarks2TransformMatrix.

        centre: (B, 3, 2) pixels. axes: (B, 3, 2, 2) whose columns are a look's rightward and downward steps of one
        pixel of the look.
        """
        corners = mesh.index_select(1, self.corners).view(-1, len(REGIONS), 2, 2)
        across = corners[:, :, 1] - corners[:, :, 0]
        across = across / across.norm(dim=2, keepdim=True)
        down = torch.stack([-across[..., 1], across[..., 0]], -1)
        turn = torch.stack([across, down], -1)  # (B, 3, 2, 2), columns
        points = torch.split(mesh.index_select(1, self.refined), [len(region.points) for region in REGIONS], 1)
        bounds = [torch.aminmax(points[index] @ turn[:, index], dim=1) for index in range(len(REGIONS))]
        low = torch.stack([lowest for lowest, _ in bounds], 1)
        high = torch.stack([highest for _, highest in bounds], 1)
        centre = (turn @ ((low + high) / 2).unsqueeze(3)).squeeze(3)
        return centre, turn * ((high - low) * (LOOK_MARGIN / LOOK_PX)).unsqueeze(2)

    def _looks(self, features: Tensor, centre: Tensor, axes: Tensor) -> Tensor:
        """(B, 32, 48, 48) features -> (B, 3 * 32, 16, 16): TransformTensorBilinear, black outside."""
        batch, channels = features.shape[:2]
        places = self.grid @ axes.mT + centre.unsqueeze(2)  # (B, 3, 256, 2) pixels of the picture
        places = places * (2.0 / INPUT_PX) - 1.0
        edge = 1.0 - 1.0 / FEATURES_PX
        inside = (places.abs() <= edge).all(-1)
        seen = functional.grid_sample(features, places, "bilinear", "zeros", align_corners=False)  # (B, 32, 3, 256)
        seen = (seen * inside.unsqueeze(1)).transpose(1, 2)
        seen = seen.reshape(batch, len(REGIONS) * channels, LOOK_PX, LOOK_PX)
        return seen.contiguous(memory_format=torch.channels_last)

    def _points(self, looks: Tensor) -> list[Tensor]:
        """(B, 3 * 32, 16, 16) looks -> points of each head (B, n, 2), in quarters of a look's pixels."""
        trunks = self.trunks(looks)
        trunks = trunks.view(len(trunks), len(REGIONS), -1, *trunks.shape[2:])  # (B, 3, 128, 4, 4)
        branches = trunks.index_select(1, self.trunk_of_head).flatten(1, 2)
        heads = self.heads(branches.contiguous(memory_format=torch.channels_last))
        heads = self.last(self.reduce_heads_slope(self.reduce_heads(heads)))
        parts = heads.chunk(len(HEAD_POINTS), 1)  # each (B, 32, 2, 2)
        return [
            layer(part).view(-1, count, 2) for layer, part, count in zip(self.points, parts, HEAD_POINTS, strict=True)
        ]

    def _refined(self, mesh: Tensor, points: list[Tensor], centre: Tensor, axes: Tensor) -> Tensor:
        """The mesh (B, 468, 3) with what the looks have found, and the irises: TransformLandmarks and
        LandmarksRefinementCalculator. Depth stays; an iris lies as deep as its lids on average.
        """
        finer = INPUT_PX / FEATURES_PX
        lips, left_eye, left_iris, right_eye, right_iris = (
            (found / finer - LOOK_PX / 2) @ axes[:, trunk].mT + centre[:, trunk, None]
            for found, trunk in zip(points, TRUNK_OF_HEAD, strict=True)
        )
        refined = mesh.clone()
        refined[:, self.refined, :2] = torch.cat([lips, left_eye, right_eye], 1)
        depth = mesh[..., 2].index_select(1, self.lids).view(-1, 2, len(LEFT_LIDS)).mean(2, keepdim=True)
        depth = depth.expand(-1, -1, IRIS_POINTS).flatten(1)  # (B, 10)
        irises = torch.cat([torch.cat([left_iris, right_iris], 1), depth.unsqueeze(2)], 2)
        return torch.cat([refined, irises], 1)


def _blocks(*sizes: tuple[int, int, int], branches: int = 1) -> nn.Sequential:
    return nn.Sequential(*(SeparableBlock(*size, branches=branches) for size in sizes))
