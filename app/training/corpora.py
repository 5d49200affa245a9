"""Finds the clips of audio-visual corpora in the folders as they are published.

this project's   <speaker>/<clip>.mp4 with <clip>.flac beside it
GRID             s1/bbaf2n.mpg, or s1/video/[mpg_6000/]bbaf2n.mpg; sound in the video (Cooke et al. 2006)
TCD-TIMIT        volunteers/01M/[Clips/]straightcam/sa1.mp4, lipspeakers/Lipspkr1/...; .wav and .txt beside it, or sound
                 in the video (Harte and Gillen 2015)
CREMA-D          VideoFlash/1001_DFA_ANG_XX.flv; AudioWAV/1001_DFA_ANG_XX.wav, or sound in the video (Cao et al. 2014)
LRW              [lipread_mp4/]ABOUT/train/ABOUT_00001.mp4; sound in the video; speakers are not named, so that each
                 clip counts as one (Chung and Zisserman 2016)

GRID's `audio_25k` is not used: its silences are cut, so that it does not run along with the pictures.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

LRW_PARTS = ("train", "val", "test")
GRID_WORDS: tuple[dict[str, str], ...] = (
    {"b": "bin", "l": "lay", "p": "place", "s": "set"},
    {"b": "blue", "g": "green", "r": "red", "w": "white"},
    {"a": "at", "b": "by", "i": "in", "w": "with"},
    {},
    dict(zip("z123456789", "zero one two three four five six seven eight nine".split(), strict=True)),
    {"a": "again", "n": "now", "p": "please", "s": "soon"},
)
CREMA_D_SENTENCES = {
    "DFA": "don't forget a jacket",
    "IEO": "it's eleven o'clock",
    "IOM": "i'm on my way to the meeting",
    "ITH": "i think i have a doctor's appointment",
    "ITS": "i think i've seen this before",
    "IWL": "i would like a new alarm clock",
    "IWW": "i wonder what this is about",
    "MTI": "maybe tomorrow it will be cold",
    "TAI": "the airplane is almost full",
    "TIE": "that is exactly what happened",
    "TSI": "the surface is slick",
    "WSI": "we'll stop in a couple of minutes",
}


@dataclass(frozen=True, slots=True)
class Clip:
    """One video of one person. sound: its sound file, or the video itself. text: what is said, where it is known."""

    video: Path
    speaker: str
    name: str
    sound: Path
    text: str | None = None


def corpus_clips(folder: Path, wanted: Collection[str] | None = None) -> list[Clip]:
    """All clips in `folder`, whichever corpus it holds, or those of the `wanted` speakers, by speaker and name."""
    for find in LAYOUTS.values():
        found = sorted(find(folder), key=lambda clip: (clip.speaker, clip.name))
        clips = [clip for clip in found if wanted is None or clip.speaker in wanted]
        if clips:
            return clips
    raise FileNotFoundError(
        f"No clips were found in {folder}. It should hold <speaker>/<clip>.mp4 with .flac beside it, or "
        f"{', '.join(list(LAYOUTS)[1:])} as published."
    )


def own_clips(folder: Path) -> Iterator[Clip]:
    """The layout of this project."""
    for video in folder.glob("*/*.mp4"):
        if video.with_suffix(".flac").exists():
            yield Clip(video, video.parent.name, video.stem, video.with_suffix(".flac"), grid_text(video.stem))


def grid_clips(folder: Path) -> Iterator[Clip]:
    """GRID: from its web page the videos lie in `video` or `video/mpg_6000`, from Zenodo beside each other."""
    for video in folder.glob("s*/**/*.mpg"):
        yield Clip(video, video.relative_to(folder).parts[0], video.stem, video, grid_text(video.stem))


def tcd_timit_clips(folder: Path) -> Iterator[Clip]:
    """TCD-TIMIT: the straight camera, sentences only."""
    for group in ("volunteers", "lipspeakers"):
        for video in (folder / group).glob("*/**/straightcam/*.mp4"):
            speaker = video.relative_to(folder / group).parts[0]
            yield Clip(video, speaker, video.stem, _beside(video, ".wav"), _tcd_text(video.with_suffix(".txt")))


def crema_d_clips(folder: Path) -> Iterator[Clip]:
    """CREMA-D: actor, sentence, emotion and its level are coded in the name."""
    for video in (folder / "VideoFlash").glob("*.flv"):
        actor, sentence = [*video.stem.split("_"), ""][:2]
        sound = folder / "AudioWAV" / f"{video.stem}.wav"
        yield Clip(video, actor, video.stem, sound if sound.exists() else video, CREMA_D_SENTENCES.get(sentence))


def lrw_clips(folder: Path) -> Iterator[Clip]:
    """LRW: the word lies in the middle of a second of television; what is said around it is not known."""
    root = folder / "lipread_mp4" if (folder / "lipread_mp4").is_dir() else folder
    for video in root.glob("*/*/*.mp4"):
        if video.parent.name in LRW_PARTS and video.stem.startswith(f"{video.parent.parent.name}_"):
            yield Clip(video, video.stem, video.stem, video)


LAYOUTS: dict[str, Callable[[Path], Iterator[Clip]]] = {
    "this project's": own_clips,
    "GRID": grid_clips,
    "TCD-TIMIT": tcd_timit_clips,
    "CREMA-D": crema_d_clips,
    "LRW": lrw_clips,
}


def grid_text(name: str) -> str | None:
    """The sentence that a GRID clip's name codes: `bbaf2n` is "bin blue at f two now"; None for other names."""
    code = name.split("_")[-1].lower()
    coded = len(code) == len(GRID_WORDS) and all(
        letter in words if words else letter.isalpha() for words, letter in zip(GRID_WORDS, code, strict=True)
    )
    return (
        " ".join(words.get(letter, letter) for words, letter in zip(GRID_WORDS, code, strict=True)) if coded else None
    )


def _tcd_text(path: Path) -> str | None:
    """Words of a transcript, which has times among them."""
    if not path.exists():
        return None
    return " ".join(re.findall(r"[a-z']+", path.read_text(encoding="utf-8", errors="replace").lower())) or None


def _beside(video: Path, suffix: str) -> Path:
    sound = video.with_suffix(suffix)
    return sound if sound.exists() else video
