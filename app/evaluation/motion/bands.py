"""How quickly lips move: how much of their movement is slow, is articulation, and is quicker than any mouth."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.fft import dct

from app.core.motion import FRAMES_PER_SECOND
from app.evaluation.motion.natural import MOVEMENTS, NaturalClip

HALF_RATE_HZ = FRAMES_PER_SECOND / 2
SLOW_HZ, QUICK_HZ = 0.5, 8.0  # smiles and pose below, articulation between, the tracker's trembling above
WHITE = (QUICK_HZ - SLOW_HZ) / (HALF_RATE_HZ - QUICK_HZ)  # of even noise, what lies between by what lies above


def band_variances(values: NDArray[np.float32]) -> NDArray[np.float64]:
    """(T,) -> (3,) variance below SLOW_HZ, between, and from QUICK_HZ on, by cosine transform; together all of it."""
    powers = dct((values - values.mean()).astype(np.float64), norm="ortho") ** 2 / len(values)
    hertz = np.arange(len(values)) / len(values) * HALF_RATE_HZ
    return np.array(
        [powers[low].sum() for low in (hertz < SLOW_HZ, (hertz >= SLOW_HZ) & (hertz < QUICK_HZ), hertz >= QUICK_HZ)]
    )


def band_lines(name: str, clips: Sequence[NaturalClip]) -> list[str]:
    """A line of Markdown for each movement; medians over people of `clips`."""
    people = sorted({clip.person for clip in clips})
    lines = []
    for column, movement in enumerate(MOVEMENTS):
        made, real = (
            np.array(
                [
                    np.mean([band_variances(rows[:, column]) for who, rows in parts if who == person], 0)
                    for person in people
                ]
            )
            for parts in ([(clip.person, clip.made) for clip in clips], [(clip.person, clip.real) for clip in clips])
        )
        shares = real / real.sum(1, keepdims=True)
        slow, spoken, quick = np.median(shares, axis=0)
        whole, within = np.median(np.sqrt(made.sum(1) / real.sum(1))), np.median(np.sqrt(made[:, 1] / real[:, 1]))
        lines.append(
            f"| {name}, {len(people)} people: {movement} | {slow:.2f}, {spoken:.2f}, {quick:.2f} "
            f"| {np.median(WHITE * shares[:, 2]):.2f} | {whole:.2f}; {within:.2f} |"
        )
    return lines


HEADER = (
    "| movement between first and last word | real: share below 0.5 Hz, 0.5 to 8 Hz, above | of these 0.5 to 8 Hz "
    "trembling, were it as strong as above | SD made / real: whole; 0.5 to 8 Hz |",
    "|---|---|---|---|",
)
