"""`python -m app.evaluation.motion.withheld --data FOLDER --config FILE --weights FILE`: to tune on, and for ablations.

Figures on the training speakers and voices that a configuration withholds. They are not those left out for good, which
`rhapsode evaluate motion` looks at and nothing is chosen by.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from app.core.face_basis import load_face_basis
from app.evaluation.motion.changes import changes
from app.evaluation.motion.phones import bites, closures, shut_consonants, shut_vowels
from app.evaluation.motion.predictor import CPU, MouthPredictor
from app.evaluation.motion.said import HeldOutVoice, said_by
from app.evaluation.motion.teacher import teacher_of
from app.evaluation.motion.tracked import opening_r, speaker_figures
from app.model.motion.checkpoint import load_network
from app.training.corpus import examples
from app.training.motion.settings import load_settings
from app.training.speech.material import load_material
from app.training.split import load_split
from app.training.tracking import load_tracks


def withheld_table(data: Path, cache: Path, config: Path, weights_file: Path) -> str:
    """Lines of Markdown: a row a speaker, a row a voice, and what changed sound costs."""
    settings, basis = load_settings(config), load_face_basis()
    predictor = MouthPredictor(load_network(basis.digest(), CPU, weights_file))
    split = load_split()
    tracks = (clip for clip in load_tracks(data / "faces", cache) if split.is_training(clip.speaker))
    tracked = examples(tracks, basis)
    speakers = {name: clips for name, clips in tracked.items() if name in settings.withheld}
    rows = [(name, speaker_figures(clips, basis, predictor).known) for name, clips in speakers.items()]
    lines = ["| withheld | r opening | r width | r rounding |", "|---|---|---|---|"]
    lines += [f"| {name} | {row.opening_r:.3f} | {row.width_r:.3f} | {row.rounding_r:.3f} |" for name, row in rows]
    means = [np.mean([getattr(row, name) for _, row in rows]) for name in ("opening_r", "width_r", "rounding_r")]
    lines += ["| mean | " + " | ".join(f"{mean:.3f}" for mean in means) + " |", ""]
    taught = {name: clips for name, clips in tracked.items() if name not in settings.withheld}
    teacher = teacher_of(taught, cache, settings, basis)
    material = load_material(cache)
    lines += [
        "| withheld voice | r against the teacher | p, b, m shut | open vowels shut | f, v nearly shut | others shut |",
        "|---|---|---|---|---|---|",
    ]
    live = ["", "| withheld voice, live, all in one | r against the teacher |", "|---|---|"]
    for name in settings.withheld:
        if name in material:
            voice = HeldOutVoice(name, True, tuple(material[name]))
            said = said_by(voice, predictor, teacher, basis)
            shut, vowels = np.mean(closures(said.spoken)), np.mean(shut_vowels(said.spoken))
            bitten, others = np.mean(bites(said.spoken)), np.mean(shut_consonants(said.spoken))
            lines.append(
                f"| {name} | {said.agreement():.3f} | {shut:.2f} | {vowels:.3f} | {bitten:.2f} | {others:.3f} |"
            )
            for manner, changed in ({"as it is": lambda sound: sound} | changes()).items():
                live.append(f"| {name}, {manner} | {said.live(predictor, changed).agreement():.3f} |")
    lines += [*live, "", "| r of opening lost | |", "|---|---|"]
    for name, change in changes().items():
        lost = means[0] - np.mean([opening_r(clips, predictor, change) for clips in speakers.values()])
        lines.append(f"| {name} | {lost:.3f} |")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse the command line and print."""
    parser = argparse.ArgumentParser(prog="python -m app.evaluation.motion.withheld", description=__doc__)
    for name in ("--data", "--config", "--weights"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=Path("runs"), help="what the training has kept")
    parsed = parser.parse_args(arguments)
    sys.stdout.write(withheld_table(parsed.data, parsed.cache, parsed.config, parsed.weights) + "\n")


if __name__ == "__main__":
    main()
