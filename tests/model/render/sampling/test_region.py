"""Grids, sampling and inversion on fields whose answer is known."""

import numpy as np
import torch

from app.core.smoothstep import smoothstep
from app.core.thin_plate import thin_plate
from app.model.render.sampling.inversion import invert
from app.model.render.sampling.region import Region, Window, sample
from app.model.render.sampling.texture import DOUBLED_MAX_PIXELS, Texture


def region() -> Region:
    return Region.around(np.array([10.0, 20.0]), np.array([90.0, 100.0]), (200, 200), 2.0)


def test_a_region_is_cut_to_the_picture_and_its_corner_nodes_are_pixels():
    cut = Region.around(np.array([-30.0, 150.0]), np.array([60.0, 300.0]), (100, 200), 3.0)
    assert (cut.left, cut.top, cut.width, cut.height) == (0, 150, 60, 50)
    nodes = cut.nodes()
    assert np.allclose(nodes[0, 0], [0, 150])
    assert np.allclose(nodes[-1, -1], [59, 199])


def grid_of(width: int, height: int) -> torch.Tensor:
    y, x = torch.meshgrid(torch.arange(float(height)), torch.arange(float(width)), indexing="ij")
    return torch.stack([x, y])[None]


def test_whole_pixel_positions_read_the_picture_exactly():
    picture = torch.rand(1, 3, 40, 50)
    assert torch.allclose(Texture.of(picture).at(grid_of(50, 40)), picture, atol=1e-5)


def test_a_large_picture_is_kept_once_and_read_as_sharply():
    side = int(DOUBLED_MAX_PIXELS**0.5) + 1
    wave = torch.sin(torch.arange(float(side)) / 3.0).expand(1, 1, side, side)
    large = Texture.of(wave)
    assert large.planes.shape[-1] == side
    small = Texture.of(wave[:, :, :60, :60])
    assert small.planes.shape[-1] == 119
    places = grid_of(40, 40) + 10.37
    truth = torch.sin(places[:, :1] / 3.0)
    assert (large.at(places) - truth).abs().max() < 0.02
    assert (small.at(places) - truth).abs().max() < 0.01


def test_half_way_between_pixels_is_their_mean():
    ramp = torch.arange(10.0).view(1, 1, 1, 10).expand(1, 1, 4, 10)
    position = torch.tensor([4.5, 1.0]).view(1, 2, 1, 1)
    assert sample(ramp, position, (0, 0), (9, 3)).item() == 4.5


def test_inversion_undoes_a_smooth_displacement():
    area = region()
    nodes = torch.from_numpy(area.nodes()).float().permute(2, 0, 1)[None]
    centre = torch.tensor([50.0, 60.0]).view(1, 2, 1, 1)
    bump = torch.exp(-((nodes - centre) ** 2).sum(1, keepdim=True) / 400)
    forward = bump * torch.tensor([6.0, 11.0]).view(1, 2, 1, 1)  # steepest slope 0.66
    source = invert(forward, area)
    landed = source + area.read_nodes(forward, source)
    inner = (slice(None), slice(None), slice(3, -3), slice(3, -3))
    assert (landed - nodes)[inner].abs().max() < 0.05


def test_a_window_holds_the_touched_nodes_and_no_more_than_it_must():
    area = region()
    influence = torch.zeros(1, 1, area.rows, area.columns)
    assert area.window(influence) is None
    influence[0, 0, 10, 12] = 1.0
    window = area.window(influence)
    x, y = area.nodes()[10, 12]
    assert window.left <= x < window.left + window.width
    assert window.top <= y < window.top + window.height
    assert window.width < 12


def test_fields_widened_and_heightened_are_those_read_at_the_window_s_pixels():
    area = region()
    fields = torch.rand(1, 2, area.rows, area.columns)
    for window in (Window(30, 40, 20, 10), Window(area.left, area.top, area.width, area.height)):
        read = area.heightened(area.widened(fields), window)
        assert read.shape == (1, 2, window.height, window.width)
        assert torch.allclose(area.at_pixels(fields, window), read, atol=1e-4)


def test_a_part_of_a_picture_reads_like_the_whole():
    picture = torch.rand(1, 3, 40, 50)
    part = Texture.of(picture[:, :, 5:30, 10:45].contiguous(), 10, 5)
    places = torch.rand(1, 2, 6, 7) * 10 + 14
    assert torch.allclose(part.at(places), Texture.of(picture).at(places), atol=1e-4)


def test_a_thin_plate_passes_through_its_nodes_and_keeps_planes():
    random = np.random.default_rng(0)
    nodes = random.uniform(-1, 1, (40, 2))
    plane = nodes @ [[2.0], [-1.0]] + 0.5
    points = random.uniform(-1.5, 1.5, (7, 5, 2))
    assert np.allclose(thin_plate(nodes, plane, points), points @ [[2.0], [-1.0]] + 0.5, atol=1e-6)
    bumpy = random.normal(size=(40, 1))
    assert np.abs(thin_plate(nodes, bumpy, nodes) - bumpy).max() < 0.05


def test_smoothstep_ends_and_middle():
    assert smoothstep(1.0, 3.0, np.array([0.0, 2.0, 5.0])).tolist() == [0.0, 0.5, 1.0]
