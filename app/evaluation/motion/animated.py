"""People who speak naturally, and their own faces as the program animates them by their voices: lips, brows, head."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.core.audio import AudioClip
from app.core.face_basis import FaceBasis
from app.core.mesh import MESH_VERTICES
from app.core.motion import CHANNEL_INDEX, Motion
from app.core.settings import PerformanceSettings
from app.evaluation.motion.natural import SPREAD
from app.evaluation.motion.theval import CALM_BROWS, UNIT_PX, Floats, Voice, eye_distance, terms, voice_of
from app.evaluation.rows import Row, within
from app.model.motion.performer import MotionPerformer
from app.model.render.geometry import FaceGeometry
from app.model.render.skin.expression import Expression
from app.model.render.target_landmarks import TargetLandmarks
from app.training.shapes import ShapeTrack, interpolated, speaker_shapes
from app.training.sound import read_mono
from app.training.tracking import Track, load_tracks

LEAST_FRAMES = 75
ANGLES = slice(CHANNEL_INDEX["yaw"], CHANNEL_INDEX["roll"] + 1)


@dataclass(frozen=True, slots=True)
class Seen:
    """How one face moves. points: (T, 468, 2) pixels of UNIT_PX. angles: (T, 3) yaw, pitch, roll in radians."""

    points: Floats
    angles: Floats


@dataclass(frozen=True, slots=True)
class AnimatedClip:
    """One clip: the person as tracked, and animated by the voice alone."""

    track: Track
    voice: Voice
    made: Seen
    real: Seen

    def measured(self, seen: Seen) -> tuple[str, dict[str, float]]:
        """The person and THEval's measures of what was seen, made or real."""
        return self.track.speaker, terms(seen.points, seen.angles, self.voice)


def animated_clips(folder: Path, cache: Path, basis: FaceBasis, performer: MotionPerformer) -> Iterator[AnimatedClip]:
    """All clips of `folder`, which have been tracked; each is one take, with a seed of its own."""
    by_person: defaultdict[str, list[Track]] = defaultdict(list)
    for track in load_tracks(folder, cache):
        by_person[track.speaker].append(track)
    seed = 0
    for own in by_person.values():
        person = speaker_shapes(own, basis.canonical)
        face = upright(person.neutral, basis)
        for clip in person.clips:
            samples, frames = read_mono(clip.track.sound), len(clip.track.landmarks)
            take = Motion.joined(list(performer.perform(AudioClip(samples), PerformanceSettings(seed=seed))))
            motion = Motion(np.pad(take.coefficients, ((0, max(frames - len(take), 0)), (0, 0)), "edge")[:frames])
            made = Seen(face.positions(motion), motion.coefficients[:, ANGLES])
            yield AnimatedClip(clip.track, voice_of(samples, frames), made, as_tracked(clip))
            seed += 1


def upright(shape: NDArray[np.float32], basis: FaceBasis) -> TargetLandmarks:
    """Where the renderer would put the landmarks of a (478, 3) face with closed lips that looks ahead."""
    placed = shape.astype(np.float64) * UNIT_PX
    geometry = FaceGeometry(placed[:, :2] - 0.5, placed[:, 2], UNIT_PX, np.eye(3), (1, 1))
    return TargetLandmarks(geometry, Expression(geometry, shape.astype(np.float64), basis))


def as_tracked(clip: ShapeTrack) -> Seen:
    """A real face at the same size; frames in which it was not seen lie straight between others."""
    flat = clip.track.landmarks[:, :MESH_VERTICES, :2].reshape(len(clip.shapes), -1)
    points = interpolated(flat).reshape(len(flat), -1, 2)
    return Seen(points * (UNIT_PX / np.median(eye_distance(points))), interpolated(clip.angles))


def animated_rows(folder: Path, cache: Path, basis: FaceBasis, performer: MotionPerformer) -> list[Row]:
    """A row for each of THEval's measures, of clips from LEAST_FRAMES on: in a shorter one a take hardly begins."""
    clips = [clip for clip in animated_clips(folder, cache, basis, performer) if len(clip.voice.silent) >= LEAST_FRAMES]
    made = by_person([clip.measured(clip.made) for clip in clips])
    real = by_person([clip.measured(clip.real) for clip in clips])
    return [near_real(name, made[name], real[name]) for name in made]


def by_person(found: list[tuple[str, dict[str, float]]]) -> dict[str, list[float]]:
    """Measures of (person, clip) -> each measure's mean over the clips of every person who has it."""
    own: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for person, values in found:
        for name, value in values.items():
            if np.isfinite(value):
                own[name, person].append(value)
    means: defaultdict[str, list[float]] = defaultdict(list)
    for (name, _), of_clips in own.items():
        means[name].append(float(np.mean(of_clips)))
    return means


def near_real(name: str, made: list[float], real: list[float]) -> Row:
    """Whether the median over people of what was made is near to that of the real ones; a cut would rule a mean."""
    ours, theirs = float(np.median(made)), max(float(np.median(real)), 1e-9)
    ratio, by_means = ours / theirs, float(np.mean(made) / np.mean(real))
    found = f"{ratio:.2f} ({ours:.4f} / {theirs:.4f}; of means {by_means:.2f})"
    measure = f"natural speech, THEval ({len(real)} people): {name}, made / real"
    if name == CALM_BROWS:
        return Row(measure, found, "", None)
    return within(measure, ratio, SPREAD, found)
