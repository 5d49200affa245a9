import numpy as np

from app.core.face_basis import load_face_basis
from app.face import contours


def test_mirroring_twice_changes_nothing() -> None:
    assert np.array_equal(contours.MIRROR[contours.MIRROR], np.arange(478))


def test_mirror_pairs_are_the_mean_faces_own() -> None:
    canonical = load_face_basis().canonical
    assert np.abs(canonical[contours.MIRROR] * np.float32([-1, 1, 1]) - canonical).max() < 1e-4


def test_lines_are_where_their_names_say() -> None:
    canonical = load_face_basis().canonical

    def middle(line: tuple[int, ...]) -> np.ndarray:
        return canonical[list(line)].mean(0)

    assert middle(contours.LEFT_LIDS)[0] < 0 < middle(contours.RIGHT_LIDS)[0]
    assert middle(contours.LEFT_BROW)[1] < middle(contours.LEFT_LIDS)[1] < middle(contours.NOSTRILS)[1]
    assert middle(contours.NOSTRILS)[1] < middle(contours.OUTER_LIPS)[1]
    assert np.abs(middle(contours.LEFT_IRIS) - canonical[468]).max() < 0.03
    for line in contours.CLOSED_LINES:
        assert len(set(line)) == len(line)
