"""Vocal-tract-length normalisation of every voice in the lessons."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import torch
from torch import Tensor
from tqdm import tqdm

from app.core.audio import MODEL_SAMPLE_RATE_HZ
from app.model.motion.features import LogMel
from app.model.motion.phone_scores import PhoneScores
from app.model.motion.vocal_tract import likeliest_warp
from app.training.motion.targets import Lesson

HEARD_SAMPLES = 4 * MODEL_SAMPLE_RATE_HZ  # of each lesson, which are enough


def with_warps(
    lessons: Mapping[str, Sequence[Lesson]], phone_scores: PhoneScores, usual_voice: Tensor
) -> dict[str, list[Lesson]]:
    """The lessons with the warp factor that the program would choose on hearing each."""
    log_mel = LogMel()

    def warp(lesson: Lesson) -> float:
        spectrum = log_mel.spectrum(torch.from_numpy(lesson.samples[:HEARD_SAMPLES])[None])
        return likeliest_warp(spectrum, log_mel, phone_scores, usual_voice)

    every = [(name, lesson) for name, own in lessons.items() for lesson in own]
    found: dict[str, list[Lesson]] = {name: [] for name in lessons}
    with ThreadPoolExecutor() as pool:
        warps = pool.map(lambda pair: warp(pair[1]), every)
        for (name, lesson), factor in zip(every, tqdm(warps, "vocal tracts", len(every), unit="clip"), strict=True):
            found[name].append(replace(lesson, warp=factor))
    return found
