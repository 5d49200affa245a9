"""What the lips do for voices without pictures whose phones are known, beside what the teacher makes of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from app.core.emotion import Emotion, EmotionTrack
from app.core.face_basis import FaceBasis
from app.core.motion import FRAMES_PER_SECOND, MOUTH, SPOKEN, TONGUE, Motion
from app.evaluation.motion.phones import (
    bites,
    closures,
    order_agreement,
    shut_consonants,
    shut_vowels,
    silent_openings,
    tongue_raised,
    vowel_openings,
)
from app.evaluation.motion.predictor import MouthPredictor
from app.evaluation.motion.tracked import LIVE_BLOCK_SAMPLES, Sound, pearson
from app.evaluation.rows import Row, at_least, at_most, each
from app.model.motion.emotion import with_emotion
from app.model.motion.network import SAMPLES_PER_FRAME
from app.training.speech.phones import SILENCE, Phone
from app.training.speech.teacher import Teacher, teach
from app.training.speech.voices import Utterance

Floats = NDArray[np.float32]
Spoken = list[tuple[Floats, list[Phone]]]


@dataclass(frozen=True, slots=True)
class HeldOutVoice:
    """One voice that was held out of training. natural: a person, not a synthesiser."""

    name: str
    natural: bool
    utterances: tuple[Utterance, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One voice. mouths: (T, 14) of each utterance as predicted. taught: (T,) openings by the teacher."""

    voice: HeldOutVoice
    mouths: list[Floats]
    taught: list[Floats]

    @property
    def spoken(self) -> Spoken:
        """Predicted openings and the phones of every utterance."""
        return [(mouth[:, 0], said.phones) for mouth, said in zip(self.mouths, self.voice.utterances, strict=True)]

    @property
    def fitted(self) -> Spoken:
        """As `spoken`, but the teacher's openings."""
        return [(opening, said.phones) for opening, said in zip(self.taught, self.voice.utterances, strict=True)]

    @property
    def tongues(self) -> Spoken:
        """As `spoken`, but how far the tongue's tip is up."""
        utterances = zip(self.mouths, self.voice.utterances, strict=True)
        return [(mouth[:, TONGUE.start], said.phones) for mouth, said in utterances]

    def agreement(self) -> float:
        """Pearson's r of opening against the teacher's, from first to last phone of all utterances."""
        predicted, taught = [], []
        for (opening, phones), other in zip(self.spoken, self.taught, strict=True):
            sounding = [phone for phone in phones if phone.ipa != SILENCE]
            start, stop = (int(time * FRAMES_PER_SECOND) for time in (sounding[0].start_s, sounding[-1].end_s))
            both = slice(start, min(stop, len(opening), len(other)))
            predicted.append(opening[both])
            taught.append(other[both])
        return pearson(np.concatenate(predicted), np.concatenate(taught))

    def live(self, predictor: MouthPredictor, changed: Callable[[Sound], Sound]) -> "Said":
        """The utterances joined, their sound `changed`, predicted block by block from a voice not known beforehand."""
        lengths = [len(said.samples) // SAMPLES_PER_FRAME for said in self.voice.utterances]
        sounds = [
            said.samples[: length * SAMPLES_PER_FRAME]
            for said, length in zip(self.voice.utterances, lengths, strict=True)
        ]
        mouths = predictor.in_blocks(changed(np.concatenate(sounds)), sum(lengths), LIVE_BLOCK_SAMPLES)
        return replace(self, mouths=np.split(mouths, np.cumsum(lengths)[:-1]))


def said_by(voice: HeldOutVoice, predictor: MouthPredictor, teacher: Teacher, basis: FaceBasis) -> Said:
    """Mouths by the network, and openings by the teacher, of all utterances of a voice."""
    mouths = [predictor.whole(said.samples) for said in voice.utterances]
    taught = [teach(teacher, said, basis.mouth_scale, 1.0).mouth[:, 0] for said in voice.utterances]
    return Said(voice, mouths, taught)


def voice_rows(voices: Sequence[Said], tracked: dict[str, float]) -> list[Row]:
    """All measures on voices. tracked: mean opening by vowel in tracked clips."""
    every = [pair for one in voices for pair in one.spoken]
    fitted = [pair for one in voices for pair in one.fitted]
    return [
        *_agreement_rows(voices),
        *chain.from_iterable(map(_closure_rows, voices)),
        *_vowel_rows(every, fitted, tracked),
        _emotion_row([mouth for one in voices for mouth in one.mouths], [phones for _, phones in every]),
        _silence_row(every),
        _tongue_row([pair for one in voices for pair in one.tongues]),
    ]


def _agreement_rows(voices: Sequence[Said]) -> list[Row]:
    rows = []
    for kind, natural in (("natural", True), ("synthetic", False)):
        own = {one.voice.name: one.agreement() for one in voices if one.voice.natural == natural}
        mean = float(np.mean([*own.values()]))
        rows.append(at_least(f"r of opening against the teacher, {kind} ({each(own)})", mean, 0.7))
    return rows


def _closure_rows(said: Said) -> list[Row]:
    shut, vowels = closures(said.spoken), shut_vowels(said.spoken)
    held = f"{np.mean(shut):.2f} of {len(shut)}; {np.mean(vowels):.3f} of {len(vowels)}"
    reached = bool(np.mean(shut) >= 0.95 and np.mean(vowels) <= 0.02)
    name = said.voice.name
    rows = [Row(f"p, b, m shut; open vowels shut: {name}", held, "0.95; 0.020", reached)]
    if bitten := bites(said.spoken):
        rows.append(
            _of(f"f, v nearly shut (teacher: {np.mean(bites(said.fitted)):.2f}): {name}", bitten, at_least=0.85)
        )
    if others := shut_consonants(said.spoken):
        taught = np.mean(shut_consonants(said.fitted))
        rows.append(_of(f"other consonants shut (teacher: {taught:.2f}): {name}", others, at_most=0.06))
    return rows


def _of(measure: str, found: Sequence[bool], at_least: float = 0.0, at_most: float = 1.0) -> Row:
    share = float(np.mean(found))
    wanted = f"at least {at_least:.2f}" if at_least else f"at most {at_most:.2f}"
    return Row(measure, f"{share:.2f} of {len(found)}", wanted, at_least <= share <= at_most)


def _vowel_rows(every: Spoken, fitted: Spoken, tracked: dict[str, float]) -> list[Row]:
    """The order of the vowels' openings: as fitted on tracked faces, and as it happens to be in the tracked words.

    Each vowel is in few of those words, next to few other sounds; the teacher, fitted on them, knows how vowels open
    next to the sounds that these voices say.
    """
    found, taught = vowel_openings(every), vowel_openings(fitted)
    best = order_agreement(taught, tracked)
    return [
        at_least("opening by vowel against the teacher's, Spearman", order_agreement(found, taught), 0.85),
        at_least(
            f"the same against the means in the tracked words (teacher: {best:.3f})",
            order_agreement(found, tracked),
            0.85,
        ),
    ]


def _emotion_row(mouths: Sequence[Floats], phones: Sequence[list[Phone]]) -> Row:
    neutral = np.mean(closures((mouth[:, 0], said) for mouth, said in zip(mouths, phones, strict=True)))
    worst = 1.0
    for emotion in Emotion:
        openings = []
        for mouth in mouths:
            motion = Motion.still(len(mouth))
            motion.coefficients[:, SPOKEN] = mouth
            openings.append(with_emotion(motion, EmotionTrack.constant(emotion), 0, 1.0).coefficients[:, MOUTH.start])
        worst = min(worst, float(np.mean(closures(zip(openings, phones, strict=True)))))
    return at_most("p, b, m closure lost under the worst emotion at intensity 1", float(neutral) - worst, 0.02, 3)


def _tongue_row(every: Spoken) -> Row:
    raised, others = tongue_raised(every)
    up, down = float(np.mean(raised)), float(np.mean(others))
    found = f"{up:.2f} of {len(raised)}; {down:.2f} of {len(others)}"
    return Row(
        "tongue's tip up in l, n, t, d, th; in vowels and p, b, m", found, "0.80; 0.20", up >= 0.8 and down <= 0.2
    )


def _silence_row(every: Spoken) -> Row:
    rest = silent_openings(every)
    middle, high = np.median(rest), np.quantile(rest, 0.95)
    found = f"median {middle:.4f}; 95th {high:.4f}"
    return Row("opening in silence", found, "0.01; 0.02", bool(middle <= 0.01 and high <= 0.02))
