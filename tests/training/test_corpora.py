"""Small made folders in the layouts in which the corpora are published."""

from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from app.core.face_basis import load_face_basis
from app.training.corpora import corpus_clips, grid_text
from app.training.corpus import examples
from app.training.sound import read_mono
from app.training.tracking import load_tracks, track_corpus

SIZE = 160


@pytest.fixture(scope="module")
def picture(demo_portrait_path: Path) -> NDArray[np.uint8]:
    whole = cv2.imread(str(demo_portrait_path))
    side = whole.shape[1]
    return cv2.resize(whole[:side], (SIZE, SIZE), interpolation=cv2.INTER_AREA)  # type: ignore[return-value]


def _video(
    path: Path,
    picture: NDArray[np.uint8],
    codec: str,
    sound_codec: str | None,
    fps: Fraction | int = 25,
    frames: int = 10,
) -> None:
    """A face that slides, with a hum if there is a sound codec."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=fps)
        stream.width = stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        sound = container.add_stream(sound_codec, rate=44_100) if sound_codec else None
        for index in range(frames):
            frame = av.VideoFrame.from_ndarray(np.roll(picture, index, axis=1), "bgr24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if sound:
            container.mux(sound.encode(_hum(frames / float(fps), 44_100)))
            container.mux(sound.encode(None))


def _wave(path: Path, seconds: float) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=16_000, layout="mono")
        container.mux(stream.encode(_hum(seconds, 16_000)))
        container.mux(stream.encode(None))


def _hum(seconds: float, rate_hz: int) -> av.AudioFrame:
    time = np.arange(int(seconds * rate_hz)) / rate_hz
    tone = 0.3 * np.sin(2 * np.pi * 220 * time) * (time > seconds / 3)
    frame = av.AudioFrame.from_ndarray((tone * 32767).astype(np.int16)[None], "s16", "mono")
    frame.sample_rate = rate_hz
    return frame


def test_grid_from_its_page_and_from_zenodo(tmp_path: Path, picture: NDArray[np.uint8]) -> None:
    _video(tmp_path / "s1" / "video" / "mpg_6000" / "bbaf2n.mpg", picture, "mpeg1video", "mp2")
    _video(tmp_path / "s2" / "lgbs5a.mpg", picture, "mpeg1video", "mp2")
    first, second = corpus_clips(tmp_path)
    assert (first.speaker, first.name, first.text) == ("s1", "bbaf2n", "bin blue at f two now")
    assert (second.speaker, second.text) == ("s2", "lay green by s five again")
    assert first.sound == first.video
    assert len(read_mono(first.sound)) == pytest.approx(0.4 * 16_000, rel=0.15)
    assert [clip.speaker for clip in corpus_clips(tmp_path, ["s2"])] == ["s2"]


def test_tcd_timit_takes_the_straight_camera(tmp_path: Path, picture: NDArray[np.uint8]) -> None:
    straight = tmp_path / "volunteers" / "01M" / "Clips" / "straightcam"
    _video(straight / "sa1.mp4", picture, "libx264", None)
    _wave(straight / "sa1.wav", 0.4)
    (straight / "sa1.txt").write_text("0 3000 she\n3000 7200 had\n7200 9000 your\n")
    _video(straight.with_name("30degcam") / "sa1.mp4", picture, "libx264", None)
    _video(tmp_path / "lipspeakers" / "Lipspkr1" / "straightcam" / "si9.mp4", picture, "libx264", "aac")
    by_speaker = {clip.speaker: clip for clip in corpus_clips(tmp_path)}
    assert by_speaker.keys() == {"01M", "Lipspkr1"}
    assert by_speaker["01M"].text == "she had your"
    assert by_speaker["01M"].sound == straight / "sa1.wav"
    assert by_speaker["Lipspkr1"].text is None
    assert by_speaker["Lipspkr1"].sound.suffix == ".mp4"


def test_crema_d_names_tell_actor_and_sentence(tmp_path: Path, picture: NDArray[np.uint8]) -> None:
    _video(tmp_path / "VideoFlash" / "1001_DFA_ANG_XX.flv", picture, "flv1", None, 30)
    _wave(tmp_path / "AudioWAV" / "1001_DFA_ANG_XX.wav", 0.4)
    _video(tmp_path / "VideoFlash" / "1002_TSI_SAD_HI.flv", picture, "flv1", "libmp3lame", 30)
    first, second = corpus_clips(tmp_path)
    assert (first.speaker, first.text) == ("1001", "don't forget a jacket")
    assert first.sound.suffix == ".wav"
    assert (second.speaker, second.text, second.sound) == ("1002", "the surface is slick", second.video)


def test_lrw_clips_are_each_their_own_speaker(tmp_path: Path, picture: NDArray[np.uint8]) -> None:
    root = tmp_path / "lipread_mp4"
    _video(root / "ABOUT" / "train" / "ABOUT_00001.mp4", picture, "libx264", "aac")
    _video(root / "ABOUT" / "val" / "ABOUT_00002.mp4", picture, "libx264", "aac")
    (root / "ABOUT" / "train" / "ABOUT_00001.txt").write_text("Duration: 0.33 seconds\n")
    clips = corpus_clips(tmp_path)
    assert [clip.speaker for clip in clips] == ["ABOUT_00001", "ABOUT_00002"]
    assert clips == corpus_clips(root)
    assert clips[0].text is None


def test_a_published_corpus_is_tracked_and_becomes_examples(tmp_path: Path, picture: NDArray[np.uint8]) -> None:
    rate = Fraction(30_000, 1001)
    clip = tmp_path / "volunteers" / "02F" / "straightcam" / "sx7.mp4"
    _video(clip, picture, "libx264", "aac", rate, frames=18)
    track_corpus(tmp_path, tmp_path / "runs")
    (track,) = load_tracks(tmp_path, tmp_path / "runs")
    assert len(track.landmarks) == 15  # 0.6 s at 25 frames a second
    assert track.seen.all()
    step = np.diff(track.landmarks[:, :468, 0].mean(1)).mean()
    assert step == pytest.approx(float(rate) / 25, rel=0.15)  # pixels a frame: nearest frames, none dropped or doubled
    found = examples([track], load_face_basis())
    assert found["02F"][0].mouth.shape == (15, 12)


def test_names_that_are_no_grid_code_have_no_text() -> None:
    assert grid_text("id23_vcd_priazn") == "place red in a zero now"
    assert grid_text("sa1") is None
    assert grid_text("abcdef") is None


def test_an_empty_folder_is_explained(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="LRW as published"):
        corpus_clips(tmp_path)
