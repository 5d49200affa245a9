"""Find the phones of a recording in any language: espeak-ng reads its text, and time is warped between the two.

The recording goes through the reading frame by frame, the most likely way (Viterbi): by what an acoustic model makes of
the phone that is read there, and by how alike both sound. Either may pause where the other does not.

Chosen by the phones' times alone. Mean difference of their beginnings, and share of p, b, m whose middle is found
within a frame of 40 ms, on LJSpeech as pocketsphinx aligns it (its own judge) and on flite, whose times are known:

                                                       LJSpeech      flite
    warping on cepstra alone, as before                29 ms, 0.84   23 ms, 0.86
    pocketsphinx with espeak-ng's phones as new words  10 ms, 0.98   16 ms, 0.96   loses one of 30 German sentences
    this                                               15 ms, 0.97   12 ms, 1.00

On the German sentences, whose times nobody knows, what these three call s and sh hisses with areas under the curve of
0.90, 0.90 and 0.94; what they call silence is quiet with 0.84, 0.90 and 0.92.
"""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.fft import dct

from app.training.speech.band_powers import WINDOW_SAMPLES, BandPowers
from app.training.speech.likelihood import RATE_HZ, Likelihoods, phone, silence
from app.training.speech.phones import CONSONANTS, SILENCE, Phone
from app.training.speech.voices import Utterance

CEPSTRA = 13
SOUNDING_DB = 35.0  # below the loudest frame
LIKENESS = 0.4  # log score lost for one unit of distance between cepstra
# Distance that a pause counts as between cepstra: where the recording sounds, and where it does not.
UNLIKE, QUIET = 5.6, 1.5
# Log scores lost: a frame of the reading held or left out; a pause where the reading has one, and where it has none;
# a stop's closure taken for silence.
UNEVEN, READ_PAUSE, OTHER_PAUSE, SILENT_CLOSURE = 1.0, 0.5, 16.0, 1.0
# Mean log score of a frame: of 700 prompts with their own texts 1 % are below this, with another's text 97 %.
OTHER_TEXT = -3.8
LONGEST_STEP = 3
PAUSED = LONGEST_STEP + 1  # came here from a pause
IMPOSSIBLE = -1e30
FrameNumbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading without its pauses, as long as the recording sounds.

    phones: n; owner, third: (U,) which phone each frame belongs to and which part of it; times_s: (U,) where to find
    it in the reading; first, last: (n,) frames of each phone; paused: (n + 1,) whether there is a pause before each
    phone and at the end.
    """

    phones: list[Phone]
    owner: FrameNumbers
    third: FrameNumbers
    times_s: NDArray[np.float64]
    first: FrameNumbers
    last: FrameNumbers
    paused: NDArray[np.bool_]


class Warper:
    """Moves phones from a reading to a recording."""

    def __init__(self) -> None:
        self._band_powers, self._likelihoods = BandPowers(), Likelihoods()

    def phones(self, samples: NDArray[np.float32], spoken: Utterance) -> list[Phone] | None:
        """Phones of `spoken` at the times of `samples`; None if these say something else."""
        cepstra, sounding = self._cepstra(samples)
        read_cepstra, _ = self._cepstra(spoken.samples)
        reading = _reading(spoken.phones, sounding.sum() / RATE_HZ)
        if not reading.phones or len(reading.owner) > len(cepstra) * LONGEST_STEP // 2:
            return None
        states = self._likelihoods.states(samples)
        rows = read_cepstra[np.clip((reading.times_s * RATE_HZ).round().astype(int), 0, len(read_cepstra) - 1)]
        apart = np.sqrt(np.maximum((cepstra**2).sum(1)[:, None] + (rows**2).sum(1) - 2 * cepstra @ rows.T, 0))
        quiet = silence(states)
        fit = _fit(states, quiet, reading) - LIKENESS * apart
        path = _path(fit, quiet - LIKENESS * np.where(sounding, UNLIKE, QUIET), reading)
        said = np.flatnonzero(path >= 0)
        return _timed(reading, path) if len(said) and fit[said, path[said]].mean() > OTHER_TEXT else None

    def _cepstra(self, samples: NDArray[np.float32]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """(T, 26) cepstra and their slopes as `Likelihoods` counts frames, normalised, and (T,) which frames sound."""
        around = np.pad(samples, (WINDOW_SAMPLES // 2, WINDOW_SAMPLES))
        mel = self._band_powers(torch.from_numpy(around)[None])[0].numpy().astype(np.float64)
        loud_db = 10 * np.log10(mel.mean(1) + 1e-10)
        sounding = loud_db > loud_db.max() - SOUNDING_DB
        cepstra = dct(np.log(mel + 1e-8), norm="ortho")[:, :CEPSTRA]
        cepstra = np.hstack([cepstra, 2 * np.gradient(cepstra, axis=0)])
        return (cepstra - cepstra[sounding].mean(0)) / (cepstra[sounding].std(0) + 1e-9), sounding


def _reading(phones: list[Phone], sounding_s: float) -> Reading:
    spoken: list[Phone] = []
    paused = [True]
    for one in phones:
        if one.ipa == SILENCE:
            paused[-1] = True
        else:
            spoken.append(one)
            paused.append(False)
    paused[-1] = True
    pace = sounding_s / max(sum(one.end_s - one.start_s for one in spoken), 0.01)
    counts = [max(1, round((one.end_s - one.start_s) * pace * RATE_HZ)) for one in spoken]
    inside = [(np.arange(count) + 0.5) / count for count in counts]
    times_s = [one.start_s + part * (one.end_s - one.start_s) for one, part in zip(spoken, inside, strict=True)]
    last = np.cumsum(counts, dtype=np.int64) - 1
    return Reading(
        spoken,
        owner=np.repeat(np.arange(len(spoken)), counts),
        third=(3 * np.concatenate([[], *inside])).astype(np.int64),
        times_s=np.concatenate([[], *times_s]),
        first=last + 1 - np.array(counts, np.int64),
        last=last,
        paused=np.array(paused),
    )


def _fit(states: NDArray[np.float32], quiet: NDArray[np.float32], reading: Reading) -> NDArray[np.float64]:
    """(T, U) log score of every frame of the recording as every frame of the reading."""
    fit = np.empty((len(states), len(reading.owner)))
    for ipa in {one.ipa for one in reading.phones}:
        parts = phone(states, ipa)
        if CONSONANTS.get(ipa, "- - 0").split()[1] == "stop":
            parts[:, :2] = np.maximum(parts[:, :2], quiet[:, None] - SILENT_CLOSURE)
        columns = np.flatnonzero([reading.phones[owner].ipa == ipa for owner in reading.owner])
        fit[:, columns] = parts[:, reading.third[columns]]
    return fit


def _path(fit: NDArray[np.float64], quiet: NDArray[np.float64], reading: Reading) -> FrameNumbers:
    """(T,) the reading's frame at every frame of the recording, -1 in pauses."""
    frames, length = fit.shape
    loss = np.where(reading.paused, READ_PAUSE, OTHER_PAUSE)
    said, pause = np.full(length, IMPOSSIBLE), np.full(len(reading.paused), IMPOSSIBLE)
    said[0], pause[0] = fit[0, 0], quiet[0]
    steps, begun = np.zeros(fit.shape, np.int8), np.zeros((frames, len(pause)), bool)
    for frame in range(1, frames):
        ways = np.full((PAUSED + 1, length), IMPOSSIBLE)
        ways[0] = said - UNEVEN
        for step in range(1, LONGEST_STEP + 1):
            ways[step, step:] = said[:-step] - (step - 1) * UNEVEN
        ways[PAUSED, reading.first] = pause[:-1]
        steps[frame] = ways.argmax(0)
        ended = np.append(IMPOSSIBLE, said[reading.last]) - loss
        begun[frame] = ended > pause
        pause = np.maximum(pause, ended) + quiet[frame]
        said = ways.max(0) + fit[frame]
    return _back(steps, begun, reading, pausing=bool(pause[-1] >= said[-1]))


def _back(steps: NDArray[np.int8], begun: NDArray[np.bool_], reading: Reading, pausing: bool) -> FrameNumbers:
    """(T,) the path that `_path` returns, followed from its end. steps: (T, U). begun: (T, n + 1)."""
    path = np.full(len(steps), -1)
    place = len(reading.phones) if pausing else len(reading.owner) - 1
    for frame in range(len(steps) - 1, -1, -1):
        if pausing:
            if begun[frame, place]:
                pausing, place = False, int(reading.last[place - 1])
            continue
        path[frame] = place
        if steps[frame, place] == PAUSED:
            pausing, place = True, int(reading.owner[place])
        else:
            place -= int(steps[frame, place])
    return path


def _timed(reading: Reading, path: FrameNumbers) -> list[Phone]:
    """Phones from their first frame to their last; one that was passed over has no length."""
    owner = np.where(path >= 0, reading.owner[path], -1)
    timed: list[Phone] = []
    end_s = 0.0
    for index, one in enumerate(reading.phones):
        frames = np.flatnonzero(owner == index)
        start_s, end_s = ((frames[0] - 0.5) / RATE_HZ, (frames[-1] + 0.5) / RATE_HZ) if len(frames) else (end_s, end_s)
        timed.append(Phone(max(0.0, float(start_s)), float(end_s), one.ipa))
    return timed
