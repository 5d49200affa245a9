"""Turns a trained network into the file that the program reads: sizes from people, rates set by trial."""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save

from app.core.motion import FRAMES_PER_SECOND
from app.core.whole_file import write_whole
from app.model.motion.cues import OPEN_LIPS
from app.model.motion.decisions import Decisions
from app.model.motion.head import NATURAL_STRENGTH, HeadAndBrows
from app.model.motion.noise import DRIVEN, IdleFigures, IdleNetwork
from app.training.idle.lessons import spreads
from app.training.idle.lids import lid_times_s
from app.training.idle.network import IdleTrainee
from app.training.idle.tracks import IdleTrack

# Bentivoglio et al. 1997, "Analysis of blink rate patterns in normal subjects": 17 a minute at rest, 26 in talk, 4.5
# reading. The tracked people read or act and lie between 0 and 60.
BLINKS_PER_MINUTE = 17.0
SACCADES_PER_SECOND = 0.7  # between the readers' 0.2 and the actors' 2.3; most are too small for the tracker
CALIBRATION_ROUNDS, CALIBRATION_CLIPS = 6, 240
PAUSE_FRAMES, QUIET_DB = 20, -65.0
SETTLED_FRAMES, CORRECTION = 100, (0.5, 1.5)
# Readers hold still before their prompter: heads move as those of the people who talk freely.
SHIFT_SHARE = 0.4  # of the tracked shift; the rest follows from turning about the neck
GAZE_SHARE = 0.5  # half of the tracked spread is the tracker's own


def exported(trainee: IdleTrainee, tracks: Sequence[IdleTrack], seed: int) -> IdleNetwork:
    """The network with the sizes of people's movement, and blinks and saccades as frequent as they should be."""
    weights = {name: value.detach().numpy().astype(np.float32) for name, value in trainee.state_dict().items()}
    network = IdleNetwork(
        people_figures(tracks),
        input_weight=weights["recurrent.weight_ih_l0"],
        state_weight=weights["recurrent.weight_hh_l0"],
        input_bias=weights["recurrent.bias_ih_l0"],
        state_bias=weights["recurrent.bias_hh_l0"],
        output_weight=weights["output.weight"],
        output_bias=weights["output.bias"],
    )
    loudness_db, opening = long_talk([track for track in tracks if not track.acted], seed)
    wanted = (BLINKS_PER_MINUTE / 60, SACCADES_PER_SECOND)
    for _ in range(CALIBRATION_ROUNDS):
        bias = network.output_bias.copy()
        for index, (rate, goal) in enumerate(zip(rates(network, loudness_db, opening, seed), wanted, strict=True)):
            bias[len(DRIVEN) + index] += math.log(goal / max(rate, 0.1 * goal))
        network = replace(network, output_bias=bias)
    return sized(network, loudness_db, opening, seed)


def sized(
    network: IdleNetwork, loudness_db: NDArray[np.float32], opening: NDArray[np.float32], seed: int
) -> IdleNetwork:
    """The network with its spreads corrected, since its movement by itself falls a little short of people's."""
    decisions, head = Decisions(network, seed), HeadAndBrows(np.ones(len(DRIVEN)).tolist(), NATURAL_STRENGTH)
    rows = []
    for level, gap in zip(loudness_db, opening, strict=True):
        turns, brows = head.step(decisions.step(float(level), float(gap)).drives)
        rows.append([*turns, *brows])
    reached = np.std(rows[SETTLED_FRAMES:], axis=0)
    spreads = np.array(network.figures.spreads) / np.clip(reached, *CORRECTION)
    return replace(network, figures=replace(network.figures, spreads=tuple(np.round(spreads, 5).tolist())))


def long_talk(tracks: Sequence[IdleTrack], seed: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(T,) loudness in dB and (T,) opening of phrases of two sentences each, with pauses between them."""
    rest = (np.full(PAUSE_FRAMES, QUIET_DB, np.float32), np.zeros(PAUSE_FRAMES, np.float32))
    parts = [rest]
    for count, index in enumerate(np.random.default_rng(seed).permutation(len(tracks))[:CALIBRATION_CLIPS]):
        spoken = np.flatnonzero(tracks[index].opening > OPEN_LIPS)
        span = slice(spoken[0], spoken[-1] + 1)
        parts.append((tracks[index].loudness_ahead_db[span], tracks[index].opening[span]))
        if count % 2:
            parts.append(rest)
    loudness_db, opening = (np.concatenate(column) for column in zip(*parts, strict=True))
    return loudness_db, opening


def rates(
    network: IdleNetwork, loudness_db: NDArray[np.float32], opening: NDArray[np.float32], seed: int
) -> tuple[float, float]:
    """(blinks, saccades) a second that the network decides on over a long take."""
    decisions = Decisions(network, seed)
    made = [decisions.step(float(level), float(gap)) for level, gap in zip(loudness_db, opening, strict=True)]
    seconds = len(made) / FRAMES_PER_SECOND
    blinks = sum(decision.blink_draw < 1 for decision in made)
    return blinks / seconds, sum(decision.look is not None for decision in made) / seconds


def people_figures(tracks: Sequence[IdleTrack]) -> IdleFigures:
    """Medians over people: heads as of those who talk freely, brows and gaze between them and the readers."""
    by_person = spreads(tracks)
    actors = {track.person for track in tracks if track.acted}
    groups = [[value for name, value in by_person.items() if (name in actors) is acts] for acts in (False, True)]
    groups = [group or list(by_person.values()) for group in groups]  # a corpus may have only one kind of people
    read, free = (np.median([item.driven for item in group], axis=0) for group in groups)
    sizes = np.concatenate([free[:3], SHIFT_SHARE * free[3:5], np.sqrt(read[5:] * free[5:])])
    gaze = math.sqrt(math.prod(float(np.median([item.gaze for item in group])) for group in groups))
    lengths = np.concatenate([np.log(track.lengths) for track in tracks if len(track.lengths)])
    spread = float(np.quantile(lengths, 0.75) - np.quantile(lengths, 0.25)) / 1.35
    closing_s, opening_s = lid_times_s([track.closure for track in tracks])
    return IdleFigures(
        tuple(round(float(size), 5) for size in sizes),
        round(GAZE_SHARE * gaze, 5),
        round(closing_s, 3),
        round(opening_s, 3),
        round(spread, 3),
    )


def save_idle_network(network: IdleNetwork, path: Path, notes: dict[str, str]) -> None:
    """Write weights with all that is needed to use them, whole or not at all."""
    names = [name for name in IdleNetwork.__dataclass_fields__ if name != "figures"]
    arrays = {name: np.ascontiguousarray(getattr(network, name)) for name in names}
    content = save(arrays, notes | {"figures": json.dumps(asdict(network.figures))})
    write_whole(path, content, force=True)
