from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from app.training.tracking import find_clips, load_tracks, track_corpus

FRAMES = 4


@pytest.fixture
def faces(tmp_path: Path, demo_portrait_path: Path) -> Path:
    """A corpus of two speakers: the demo portrait stays, then slides to the right."""
    picture = cv2.resize(cv2.imread(str(demo_portrait_path)), (288, 288))
    for speaker in ("s1", "s2"):
        path = tmp_path / "faces" / speaker / "bbaf2n.mp4"
        path.parent.mkdir(parents=True)
        path.with_suffix(".flac").touch()
        with av.open(str(path), "w") as container:
            stream = container.add_stream("libx264", rate=25, options={"crf": "10"})
            stream.width = stream.height = 288
            stream.pix_fmt = "yuv420p"
            for index in range(FRAMES):
                moved = np.roll(picture, 3 * index, axis=1)
                container.mux(stream.encode(av.VideoFrame.from_ndarray(moved, "bgr24")))
            container.mux(stream.encode(None))
    return tmp_path / "faces"


def test_a_face_is_followed_once_and_kept(faces: Path, tmp_path: Path) -> None:
    cache = tmp_path / "runs"
    track_corpus(faces, cache, ["s1"])
    (track,) = load_tracks(faces, cache, ["s1"])
    assert track.landmarks.shape == (FRAMES, 478, 3)
    assert track.seen.all()
    moved = (track.landmarks[-1] - track.landmarks[0])[:468].mean(0)
    assert moved[0] == pytest.approx(9, abs=2)
    assert abs(moved[1]) < 2
    kept = next((cache / "tracks").glob("*/*.npy"))
    before = kept.stat().st_mtime_ns
    track_corpus(faces, cache, ["s1"])
    assert kept.stat().st_mtime_ns == before
    assert not list((cache / "tracks").glob("s2/*"))


def test_clips_need_their_sound(faces: Path, tmp_path: Path) -> None:
    assert [clip.parent.name for clip in find_clips(faces)] == ["s1", "s2"]
    (faces / "s2" / "bbaf2n.flac").unlink()
    assert [clip.parent.name for clip in find_clips(faces)] == ["s1"]
    with pytest.raises(FileNotFoundError, match="No clips"):
        find_clips(tmp_path / "nothing")
