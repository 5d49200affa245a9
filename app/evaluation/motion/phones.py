"""What the lips do for single phones: shut for p, b, m, nearly so for f, v, open for vowels, in their usual order."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

from app.core.motion import FRAMES_PER_SECOND
from app.training.speech.phones import CONSONANTS, ROUNDED_CONSONANTS, SILENCE, VOWELS, Phone, tongue, vector

SHUT = 0.02  # inter-ocular units
BITTEN = (0.01, 0.05)  # the same, while the lower lip is at the upper teeth
HELD_PART = 0.7  # of a stop; its burst parts the lips
OPEN_VOWEL = 0.65
TIP_UP = 0.5
LEAST_VOWELS = 15  # of one kind, for its mean to count
AFTER_S, BEFORE_S = 0.12, 0.36  # lips may move so long after a phone and before the next
Openings = Iterable[tuple[NDArray[np.float32], Sequence[Phone]]]


def closures(spoken: Openings) -> list[bool]:
    """For every p, b, m: whether the (T,) opening is shut within a frame of the closure's middle."""
    return [lowest <= SHUT for lowest in _lowest(spoken, "bilabial", ("stop", "nasal"))]


def bites(spoken: Openings) -> list[bool]:
    """For every f, v: whether the lips come near each other within a frame of its middle, but leave the teeth free."""
    return [BITTEN[0] <= lowest <= BITTEN[1] for lowest in _lowest(spoken, "labiodental", ("fricative", "approximant"))]


def _lowest(spoken: Openings, where: str, how: Sequence[str]) -> Iterator[float]:
    """Least opening within a frame of the middle of every consonant of this place and one of these manners."""
    for opening, phones in spoken:
        for phone in phones:
            place, manner, _ = CONSONANTS.get(phone.ipa, "- - 0").split()
            if place == where and manner in how:
                length = (phone.end_s - phone.start_s) * (HELD_PART if manner == "stop" else 1.0)
                frame = _frame(phone.start_s + length / 2)
                yield float(opening[max(frame - 1, 0) : frame + 2].min(initial=np.inf))


def shut_vowels(spoken: Openings) -> list[bool]:
    """For every open vowel: whether the lips are shut in its middle."""
    return _shut(spoken, lambda ipa: ipa in VOWELS and VOWELS[ipa][0] >= OPEN_VOWEL)


def shut_consonants(spoken: Openings) -> list[bool]:
    """For every consonant that the lips do not make: whether they are shut in its middle."""
    return _shut(
        spoken, lambda ipa: ipa in CONSONANTS and "labi" not in CONSONANTS[ipa] and ipa not in ROUNDED_CONSONANTS
    )


def _shut(spoken: Openings, meant: Callable[[str], bool]) -> list[bool]:
    return [
        bool(opening[min(_frame((phone.start_s + phone.end_s) / 2), len(opening) - 1)] <= SHUT)
        for opening, phones in spoken
        for phone in phones
        if meant(phone.ipa)
    ]


def tongue_raised(spoken: Openings) -> tuple[list[bool], list[bool]]:
    """Whether the (T,) tongue's tip is up in the middle of every l, n, t, d, th, and of every vowel and p, b, m."""
    raised: list[bool] = []
    others: list[bool] = []
    for tip, phones in spoken:
        for phone in phones:
            frame = min(_frame((phone.start_s + phone.end_s) / 2), len(tip) - 1)
            if tongue(vector(phone.ipa)[None])[0, 0] > 0:
                raised.append(bool(tip[max(frame - 1, 0) : frame + 2].max() > TIP_UP))
            elif phone.ipa in VOWELS or CONSONANTS.get(phone.ipa, "").startswith("bilabial"):
                others.append(bool(tip[frame] > TIP_UP))
    return raised, others


def vowel_openings(spoken: Openings) -> dict[str, float]:
    """Mean opening in the middle of each vowel that occurs LEAST_VOWELS times or more, by IPA symbol."""
    openings: defaultdict[str, list[float]] = defaultdict(list)
    for opening, phones in spoken:
        for phone in phones:
            if phone.ipa in VOWELS:
                frame = _frame((phone.start_s + phone.end_s) / 2)
                openings[phone.ipa].append(float(opening[min(frame, len(opening) - 1)]))
    return {ipa: float(np.mean(values)) for ipa, values in openings.items() if len(values) >= LEAST_VOWELS}


def order_agreement(first: dict[str, float], second: dict[str, float]) -> float:
    """Spearman's rank correlation over the vowels that both have; 0 where one of them opens all alike."""
    both = sorted(first.keys() & second.keys())
    if min(len({values[ipa] for ipa in both}) for values in (first, second)) < 2:
        return 0.0
    return float(spearmanr([first[ipa] for ipa in both], [second[ipa] for ipa in both]).statistic)


def silent_openings(spoken: Openings) -> NDArray[np.float32]:
    """(n,) openings at rest: from AFTER_S after a phone to BEFORE_S before the next one."""
    rests = []
    for opening, phones in spoken:
        times_s = (np.arange(len(opening)) + 0.5) / FRAMES_PER_SECOND
        busy = np.zeros(len(opening), bool)
        for phone in phones:
            if phone.ipa != SILENCE:
                busy |= (times_s > phone.start_s - BEFORE_S) & (times_s < phone.end_s + AFTER_S)
        rests.append(opening[~busy])
    return np.concatenate(rests)


def _frame(time_s: float) -> int:
    return int(time_s * FRAMES_PER_SECOND)
