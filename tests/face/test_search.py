import numpy as np

from app.face.crop import Roi
from app.face.search import FINER, UPRIGHT, Proposal, SearchPass, SearchPicture, _distinct, _tiles


def test_tiles_cover_the_picture_and_overlap() -> None:
    for search in (UPRIGHT, FINER, SearchPass((0.25,))):
        seen = np.zeros((300, 500), int)
        for tile in _tiles(500, 300, search):
            left, top = round(tile.x - tile.side / 2), round(tile.y - tile.side / 2)
            right, bottom = round(tile.x + tile.side / 2), round(tile.y + tile.side / 2)
            seen[max(0, top) : bottom, max(0, left) : right] += 1
        assert seen.min() >= len(search.sizes)


def test_the_first_look_sees_faces_of_three_hundredths_of_the_picture() -> None:
    smallest_seen = 0.09  # of a tile, by the far detector
    assert smallest_seen * min(UPRIGHT.sizes) <= 0.03


def test_a_face_as_wide_as_the_overlap_lies_whole_in_some_tile() -> None:
    tiles = [tile for tile in _tiles(900, 900, SearchPass((1 / 3,))) if tile.side == 300]
    face = 80.0
    for x in np.linspace(face / 2, 900 - face / 2, 57):
        assert any(tile.x - 150 <= x - face / 2 and x + face / 2 <= tile.x + 150 for tile in tiles)


def test_proposals_of_one_face_are_merged_and_the_best_kept() -> None:
    best = Proposal(0.9, Roi(100, 100, 60))
    same = Proposal(0.8, Roi(105, 98, 70))
    other = Proposal(0.7, Roi(200, 100, 60))
    inner = Proposal(0.6, Roi(100, 100, 20))
    assert _distinct([same, inner, other, best]) == [best, other, inner]


def test_a_huge_picture_is_searched_at_a_sensible_size() -> None:
    picture = SearchPicture.of(np.zeros((3000, 5000, 3), np.uint8))
    assert max(picture.rgb.shape) == 2048
    assert picture.pixel == 5000 / 2048
