"""Sing what was spoken: vowels held, pitch on notes with vibrato, by a harmonic-plus-noise vocoder."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from app.core.audio import MODEL_SAMPLE_RATE_HZ
from app.core.motion import FRAMES_PER_SECOND
from app.training.motion.targets import Lesson, frame_phones
from app.training.speech.phones import CONSONANTS, VOWELS, Phone
from app.training.speech.voices import Utterance

HOP = 160
WINDOW = 400
FFT = 512
ENVELOPE_CEPSTRA = 40  # 2.5 ms: the formants, without the harmonics of the speaking voice
SHORTEST_VOWEL_S, LONGEST_VOWEL_S = 0.2, 1.6  # of those that are held
NOTE_HZ = (98.0, 523.0)  # G2 to C5
MAJOR = (0, 2, 4, 5, 7, 9, 11, 12)
VIBRATO_HZ, VIBRATO_SEMITONES = (4.5, 7.0), 0.8
UNVOICED_PART = 0.05  # of breath in a voiced sound
LEAST_OPENING = 0.05  # of a sung vowel, inter-ocular units; singers part the lips for every one


def sing(utterance: Utterance, lesson: Lesson, rng: Generator) -> tuple[Utterance, Lesson]:
    """A spoken lesson as a sung one: same lips, held as long as the vowels are."""
    knots, phones = _held(utterance.phones, len(utterance.samples) / MODEL_SAMPLE_RATE_HZ, rng)
    samples = _vocoded(utterance, knots, phones, rng)
    sung = Utterance(samples, phones)
    frames = len(samples) * FRAMES_PER_SECOND // MODEL_SAMPLE_RATE_HZ
    spoken_at = np.interp((np.arange(frames) + 0.25) / FRAMES_PER_SECOND, knots[1], knots[0]) * FRAMES_PER_SECOND - 0.25
    rows = np.arange(len(lesson.mouth))
    mouth = np.stack([np.interp(spoken_at, rows, column) for column in lesson.mouth.T], 1).astype(np.float32)
    active = np.interp(spoken_at, rows, lesson.active).astype(np.float32)
    mouth[:, 0] = np.maximum(mouth[:, 0], LEAST_OPENING * _held_vowel(phones, frames))
    return sung, replace(lesson, samples=samples, mouth=mouth, active=active, phones=frame_phones(phones, frames))


def _held(phones: list[Phone], duration_s: float, rng: Generator) -> tuple[NDArray[np.float64], list[Phone]]:
    """(2, n) knots of spoken time against sung time, and the phones at their new times."""
    spoken, sung = [0.0], [0.0]
    moved = []
    for phone in phones:
        start = sung[-1] + max(0.0, phone.start_s - spoken[-1])
        length = phone.end_s - phone.start_s
        if phone.ipa in VOWELS and rng.random() < 0.8:
            length = max(length, float(np.exp(rng.uniform(np.log(SHORTEST_VOWEL_S), np.log(LONGEST_VOWEL_S)))))
        moved.append(Phone(start, start + length, phone.ipa))
        spoken += [phone.start_s, phone.end_s]
        sung += [start, start + length]
    sung.append(sung[-1] + max(0.0, duration_s - spoken[-1]))
    spoken.append(max(duration_s, spoken[-1]))
    return np.array([spoken, sung]), moved


def _vocoded(
    utterance: Utterance, knots: NDArray[np.float64], phones: list[Phone], rng: Generator
) -> NDArray[np.float32]:
    """Samples with the spectral envelope of the utterance, sung."""
    steps = int(knots[1, -1] * MODEL_SAMPLE_RATE_HZ / HOP)
    times_s = np.arange(steps) * HOP / MODEL_SAMPLE_RATE_HZ
    envelope = _envelope(utterance.samples)
    place = np.interp(times_s, knots[1], knots[0]) * MODEL_SAMPLE_RATE_HZ / HOP
    envelope = envelope[np.clip(place.round().astype(int), 0, len(envelope) - 1)]  # (steps, 257)
    voiced = _every_sample(np.convolve(_share(phones, times_s, _is_voiced), np.ones(3) / 3, "same"))
    hz = _every_sample(_notes(phones, times_s, rng))
    breath = rng.standard_normal(steps * HOP) * np.maximum(1 - voiced, UNVOICED_PART)
    return _coloured(_pulses(hz) * voiced + breath, envelope).astype(np.float32)


def _pulses(hz: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n,) pulses of unit power at the pitch of every sample, each shared by the two samples it falls between."""
    cycles = np.cumsum(hz) / MODEL_SAMPLE_RATE_HZ
    at = np.flatnonzero(np.diff(np.floor(cycles)))
    late = (np.floor(cycles[at + 1]) - cycles[at]) / (cycles[at + 1] - cycles[at])
    pulses = np.zeros(len(hz))
    strength = np.sqrt(MODEL_SAMPLE_RATE_HZ / hz[at])
    pulses[at] = strength * (1 - late)
    pulses[at + 1] += strength * late
    return pulses


def _coloured(source: NDArray[np.float64], envelope: NDArray[np.float64]) -> NDArray[np.float64]:
    """(T * HOP,) source of unit power filtered by a (T, 257) envelope, frame by frame, overlap-added."""
    padded = np.pad(source, (FFT // 2, FFT))
    frames = np.lib.stride_tricks.sliding_window_view(padded, FFT)[::HOP][: len(envelope)] * np.hanning(FFT)
    pieces = np.fft.irfft(np.fft.rfft(frames) * envelope) * (HOP / (FFT * 0.5))
    total = np.zeros(len(envelope) * HOP + FFT)
    for index, piece in enumerate(pieces):
        total[index * HOP : index * HOP + FFT] += piece
    return total[FFT // 2 : FFT // 2 + len(source)]


def _every_sample(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """(T,) values every HOP -> (T * HOP,) with straight lines between them."""
    after = np.append(values[1:], values[-1])
    lines: NDArray[np.float64] = values[:, None] + (after - values)[:, None] * (np.arange(HOP) / HOP)
    return lines.ravel()


def _envelope(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """(T, 257) magnitude envelope every 10 ms, harmonics smoothed away."""
    padded = np.pad(samples, (WINDOW // 2, WINDOW))
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP] * np.hanning(WINDOW)
    whole = np.log(np.abs(np.fft.rfft(frames, FFT)) + 1e-4)
    cepstrum = np.fft.irfft(whole)
    cepstrum[:, ENVELOPE_CEPSTRA : FFT - ENVELOPE_CEPSTRA + 1] = 0
    envelope: NDArray[np.float64] = np.exp(np.fft.rfft(cepstrum).real) / np.sqrt(WINDOW * 0.375)
    return envelope


def _notes(phones: list[Phone], times_s: NDArray[np.float64], rng: Generator) -> NDArray[np.float64]:
    """(T,) pitch: a note of a major scale for each vowel, gliding between them, with vibrato."""
    home = rng.uniform(np.log2(NOTE_HZ[0]), np.log2(NOTE_HZ[1]) - 1)
    starts = [0.0] + [phone.start_s for phone in phones if phone.ipa in VOWELS]
    notes = home + rng.choice(MAJOR, len(starts)) / 12
    octaves = notes[np.searchsorted(starts, times_s, "right") - 1]
    glide = np.hanning(9)
    octaves = np.convolve(np.pad(octaves, 4, "edge"), glide / glide.sum(), "valid")
    depth = VIBRATO_SEMITONES * rng.uniform(0, 1) / 12
    pitch: NDArray[np.float64] = 2 ** (octaves + depth * np.sin(2 * np.pi * rng.uniform(*VIBRATO_HZ) * times_s))
    return pitch


def _is_voiced(ipa: str) -> bool:
    return ipa in VOWELS or CONSONANTS.get(ipa, "- - 0").endswith("1")


def _share(phones: list[Phone], times_s: NDArray[np.float64], wanted: Callable[[str], bool]) -> NDArray[np.float64]:
    rows = np.zeros(len(times_s))
    for phone in phones:
        if wanted(phone.ipa):
            rows[np.searchsorted(times_s, phone.start_s) : np.searchsorted(times_s, phone.end_s)] = 1
    return rows


def _held_vowel(phones: list[Phone], frames: int) -> NDArray[np.float64]:
    """(T,) 1 inside vowels, eased at their ends so that consonants land undisturbed."""
    times_s = (np.arange(frames) + 0.25) / FRAMES_PER_SECOND
    rows = np.zeros(frames)
    for phone in phones:
        if phone.ipa in VOWELS:
            inside = np.minimum(times_s - phone.start_s, phone.end_s - times_s)
            rows = np.maximum(rows, np.clip((inside - 0.03) / 0.05, 0, 1))
    return rows
