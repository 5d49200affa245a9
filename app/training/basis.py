"""Learn the mean face and the mouth shapes from tracked speech."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save

from app.core.face import lip_gap
from app.core.face_basis import FaceBasis
from app.core.motion import MOUTH_COEFFICIENTS
from app.core.smoothstep import ease
from app.core.whole_file import write_whole
from app.face.mouth_shapes import metric, mouth_coefficients
from app.face.own_shape import normalised
from app.face.pose import fit_pose
from app.training.shapes import SpeakerShapes, speaker_shapes
from app.training.symmetry import INNER_LIP_PAIRS, mirror_partners, symmetric_part
from app.training.tracking import Track

CANONICAL_ROUNDS = 3
FRAMES_PER_SPEAKER = 6000  # enough for twelve shapes; keeps the matrices small
CHIN_DROP = 0.5  # the jaw's part of the gap; the tracker holds the chin's outline back and shows 0.3
CHIN, UNDER_LOWER_LIP = 152, 17
OPEN_MIN = 0.01  # a mouth that is open at all, for the regression on opening


@dataclass(frozen=True, slots=True)
class Displacements:
    """Every speaker's movement away from their own closed lips, each speaker weighing the same.

    moves: (N, 478, 3) float32 with head-pose leakage removed; opening: (N,); weight: (N,) sums to 1.
    """

    moves: NDArray[np.float32]
    opening: NDArray[np.float32]
    weight: NDArray[np.float32]


def all_speakers(tracks: Iterable[Track]) -> tuple[list[SpeakerShapes], NDArray[np.float32]]:
    """Pose-free shapes of all speakers and the canonical face they are aligned to (Procrustes in turns)."""
    by_speaker: defaultdict[str, list[Track]] = defaultdict(list)
    for track in tracks:
        by_speaker[track.speaker].append(track)
    first = next(iter(by_speaker.values()))[0]
    canonical = normalised(first.landmarks[first.seen][0])
    for _ in range(CANONICAL_ROUNDS):
        speakers = [speaker_shapes(clips, canonical) for clips in by_speaker.values()]
        canonical = canonical_face([speaker.neutral for speaker in speakers])
    return speakers, canonical


def canonical_face(neutrals: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """(478, 3) symmetric mean of neutral faces, inner lips exactly shut."""
    mean = normalised(np.mean(neutrals, axis=0))
    mean = normalised(np.mean([fit_pose(face, mean).to_canonical(face) for face in neutrals], axis=0))
    mean = normalised(symmetric_part(mean, mirror_partners(mean)))
    return closed_lips(mean)


def closed_lips(shape: NDArray[np.float32]) -> NDArray[np.float32]:
    """(..., 478, 3) with each pair of inner-lip vertices brought to its midpoint."""
    shut = shape.copy()
    middle = shape[..., INNER_LIP_PAIRS, :].mean(-2, keepdims=True)
    shut[..., INNER_LIP_PAIRS, :] = middle
    return shut


def displacements(speakers: Sequence[SpeakerShapes]) -> Displacements:
    """Movement of all speakers, their head pose regressed out of it."""
    moves, openings, weights = [], [], []
    for speaker in speakers:
        shapes = np.concatenate([clip.shapes for clip in speaker.clips])
        pose = np.concatenate([np.hstack([clip.angles, clip.shifts]) for clip in speaker.clips])
        seen = np.flatnonzero(np.isfinite(shapes[:, 0, 0]))
        chosen = seen[:: max(1, len(seen) // FRAMES_PER_SPEAKER)]
        opening = lip_gap(shapes[chosen]) - speaker.closed_gap
        moves.append(without_pose(shapes[chosen] - speaker.neutral, pose[chosen], opening))
        openings.append(opening)
        weights.append(np.full(len(chosen), 1 / len(chosen) / len(speakers), np.float32))
    return Displacements(np.concatenate(moves), np.concatenate(openings), np.concatenate(weights))


def without_pose(
    moves: NDArray[np.float32], pose: NDArray[np.float32], opening: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Subtract what head pose explains linearly; opening is fitted beside it so that speech keeps its share."""
    predictors = np.column_stack([np.ones(len(pose)), opening, pose - np.median(pose, axis=0)])
    flat = moves.reshape(len(moves), -1)
    ridge = 1e-4 * len(pose) * np.diag([0, 0, 1, 1, 1, 1, 1])
    fit = np.linalg.solve(predictors.T @ predictors + ridge, predictors.T @ flat)
    cleaned: NDArray[np.float32] = (flat - predictors[:, 2:] @ fit[2:]).astype(np.float32).reshape(moves.shape)
    return cleaned


def learn_basis(data: Displacements, canonical: NDArray[np.float32]) -> FaceBasis:
    """Find the opening by regression, then principal components of the rest."""
    partners = mirror_partners(canonical)
    moves = symmetric_part(data.moves, partners) * speech_mask(canonical)[:, None]
    opening_shape = _with_jaw(_opening_shape(moves, data, partners), canonical)
    rest = closed_lips(moves - data.opening[:, None, None] * opening_shape)
    modes = _principal_shapes(rest, data.weight, metric(canonical))
    shapes = np.concatenate([opening_shape[None], modes])
    unscaled = FaceBasis(canonical, shapes, np.ones(MOUTH_COEFFICIENTS, np.float32))
    values = mouth_coefficients(moves, data.opening, unscaled)
    mean = data.weight @ values
    scale = np.sqrt(data.weight @ (values - mean) ** 2).astype(np.float32)
    return FaceBasis(canonical, shapes, scale)


def speech_mask(canonical: NDArray[np.float32]) -> NDArray[np.float32]:
    """(478,) 1 on lips and jaw, falling smoothly to 0 at lids, nose bridge, temples and ears."""
    x, y = np.abs(canonical[:, 0]), canonical[:, 1]
    mouth_y = canonical[13, 1]
    lids_y = canonical[[145, 374], 1].mean()
    height = ease((y - lids_y - 0.06) / (0.75 * mouth_y - lids_y))
    side = 1 - ease((x - 0.45) / 0.35) * (1 - ease((y - mouth_y) / 0.3))
    nose_y = canonical[1, 1]  # tip; the bridge above it belongs to the skull
    bridge = 1 - (1 - ease((x - 0.04) / 0.14)) * (1 - ease((y - nose_y - 0.05) / 0.12))
    mask: NDArray[np.float32] = (height * side * bridge).astype(np.float32)
    return mask


def save_basis(basis: FaceBasis, path: Path, metadata: dict[str, str]) -> None:
    """Write the basis whole or not at all."""
    arrays = {"canonical": basis.canonical, "mouth_basis": basis.mouth_basis, "mouth_scale": basis.mouth_scale}
    # safetensors writes the buffer as it lies, whatever the strides say
    content = save({name: np.ascontiguousarray(array) for name, array in arrays.items()}, metadata)
    write_whole(path, content, force=True)


def _opening_shape(moves: NDArray[np.float32], data: Displacements, partners: NDArray[np.intp]) -> NDArray[np.float32]:
    """(478, 3) displacement for one unit of opening, weighted least squares without intercept."""
    load = data.weight * data.opening * (data.opening > OPEN_MIN)
    shape = np.einsum("n,nvc->vc", load, moves) / (load * data.opening).sum()
    shape = symmetric_part(shape, partners)
    shape[[13, 14]] *= [[0, 1, 1], [0, 1, 1]]
    gap = float(lip_gap(shape))
    shape[[13, 14], 1] += np.array([-0.5, 0.5]) * (1 - gap)  # exact by definition of the opening
    result: NDArray[np.float32] = shape.astype(np.float32)
    return result


def _with_jaw(shape: NDArray[np.float32], canonical: NDArray[np.float32]) -> NDArray[np.float32]:
    """Raise the drop of everything below the lower lip so that the chin follows the jaw."""
    lip_y, chin_y = canonical[[UNDER_LOWER_LIP, CHIN], 1]
    below = ease((canonical[:, 1] - lip_y) / (chin_y - lip_y))
    lowered = shape.copy()
    lowered[:, 1] *= 1 + below * (CHIN_DROP / shape[CHIN, 1] - 1)
    return lowered


def _principal_shapes(
    rest: NDArray[np.float32], weight: NDArray[np.float32], factors: NDArray[np.float32]
) -> NDArray[np.float32]:
    """(11, 478, 3) leading directions of unit size at their most moving vertex."""
    flat = rest.reshape(len(rest), -1) * factors * np.sqrt(weight)[:, None]
    _, vectors = np.linalg.eigh(flat.T @ flat)
    leading = vectors[:, ::-1][:, : MOUTH_COEFFICIENTS - 1].T / factors
    modes = leading.reshape(-1, rest.shape[1], 3)
    signs = np.sign(modes[:, 14, 1] + 1e-9)  # the lower lip moves down with a positive coefficient
    size = np.linalg.norm(modes, axis=2).max(1)
    result: NDArray[np.float32] = (modes * (signs / size)[:, None, None]).astype(np.float32)
    return result
