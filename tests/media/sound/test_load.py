"""Sounds from real files of every promised kind, as the motion model hears them."""

import os
import re
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.io import wavfile
from scipy.signal import correlate

from app.core.audio import MODEL_SAMPLE_RATE_HZ
from app.core.errors import BadSound
from app.media.recordings.library import RecordingLibrary
from app.media.sound.load import load_clip

ROOT = Path(__file__).resolve().parents[3]
Babble = Callable[[float, int], NDArray[np.float32]]
WriteSound = Callable[..., Path]


def likeness(heard: NDArray[np.float32], original: NDArray[np.float32]) -> tuple[float, float]:
    """Correlation at the best shift, and that shift in milliseconds (positive: heard late); both at 16 kHz."""
    length = min(len(heard), len(original))
    first, second = heard[:length].astype(np.float64), original[:length].astype(np.float64)
    products = correlate(first, second, method="fft")
    best = int(products.argmax())
    return float(products[best] / np.sqrt((first @ first) * (second @ second))), (best - length + 1) / 16


def tone(frequency_hz: float, seconds: float, rate_hz: int) -> NDArray[np.float32]:
    return np.asarray(
        0.5 * np.sin(2 * np.pi * frequency_hz * np.arange(round(seconds * rate_hz)) / rate_hz), np.float32
    )


@pytest.mark.parametrize(
    ("name", "codec", "rate_hz"),
    [
        ("a.wav", "pcm_s16le", 44100),
        ("a.aiff", "pcm_s16be", 22050),
        ("a.flac", "flac", 48000),
        ("a.mp3", "libmp3lame", 44100),
        ("a.m4a", "aac", 44100),
        ("a.opus", "libopus", 48000),
        ("a.ogg", "flac", 44100),
        ("a.webm", "libopus", 48000),
        ("a.mka", "ac3", 48000),
    ],
)
def test_formats_decode_in_step_with_the_original(
    write_sound: WriteSound, babble: Babble, name: str, codec: str, rate_hz: int
) -> None:
    voice = babble(2.0, rate_hz)
    clip = load_clip(write_sound(name, np.stack([voice, voice]), rate_hz, codec))
    reference = load_clip(write_sound("reference.wav", voice[None], rate_hz, "pcm_s16le")).samples
    match, shift_ms = likeness(clip.samples, reference)
    assert match > 0.97
    assert abs(shift_ms) < (
        6.0 if codec == "ac3" else 0.5
    )  # AC-3 files do not tell their encoder's delay of 256 samples
    assert clip.duration_s == pytest.approx(2.0, abs=0.04)
    assert clip.warnings == ()
    assert clip.samples.dtype == np.float32


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
def test_the_sound_of_a_video(write_sound: WriteSound, babble: Babble, name: str) -> None:
    voice = babble(2.0, 48000)
    path = write_sound(name, np.stack([voice, voice]), 48000, "aac", picture_s=2.0)
    reference = load_clip(write_sound("reference.wav", voice[None], 48000, "pcm_s16le")).samples
    match, shift_ms = likeness(load_clip(path).samples, reference)
    assert match > 0.97
    assert abs(shift_ms) < (0.5 if name == "a.mp4" else 25)  # Matroska does not tell AAC's priming; players do not know


def test_a_sound_that_starts_after_its_picture_keeps_its_place(write_sound: WriteSound, babble: Babble) -> None:
    voice = babble(1.5, 48000)
    path = write_sound("late.mp4", voice[None], 48000, "aac", start_s=0.5, picture_s=2.0)
    delayed = np.concatenate([np.zeros(24000, np.float32), voice])
    reference = load_clip(write_sound("reference.wav", delayed[None], 48000, "pcm_s16le")).samples
    match, shift_ms = likeness(load_clip(path).samples, reference)
    assert match > 0.97
    assert abs(shift_ms) < 1.5


@pytest.mark.parametrize("dtype", ["u1", "i2", "i4", "f4", "f8"])
def test_sample_formats(tmp_path: Path, dtype: str) -> None:
    wave = tone(440, 0.5, 16000)
    kind = np.dtype(dtype)
    if kind.kind == "f":
        stored = wave.astype(kind)
    else:
        stored = (np.round(wave * (np.iinfo(kind).max // (2 if kind.kind == "u" else 1)))).astype(np.int64)
        stored = (stored + (128 if kind.kind == "u" else 0)).astype(kind)
    wavfile.write(tmp_path / "a.wav", 16000, stored)
    clip = load_clip(tmp_path / "a.wav")
    assert np.abs(clip.samples - wave).max() < (0.01 if dtype == "u1" else 1e-4)


def test_sixty_four_bit_integers(write_sound: WriteSound) -> None:
    wave = tone(440, 0.5, 16000)
    assert np.abs(load_clip(write_sound("a.wav", wave[None], 16000, "pcm_s64le")).samples - wave).max() < 1e-4


@pytest.mark.parametrize("rate_hz", [8000, 11025, 16000, 22050, 32000, 44100, 48000, 96000, 192000])
def test_a_tone_stays_a_tone_of_exact_length(tmp_path: Path, rate_hz: int) -> None:
    count = 2 * rate_hz + 17
    wave = tone(1000, count / rate_hz, rate_hz)
    wavfile.write(tmp_path / "a.wav", rate_hz, wave)
    clip = load_clip(tmp_path / "a.wav")
    assert len(clip.samples) == round(count * MODEL_SAMPLE_RATE_HZ / rate_hz)
    ideal = tone(1000, clip.duration_s, MODEL_SAMPLE_RATE_HZ)
    assert np.abs(clip.samples - ideal)[200:-200].max() < 1e-3


def test_what_sixteen_kilohertz_cannot_hold_is_filtered_out(tmp_path: Path) -> None:
    wavfile.write(tmp_path / "a.wav", 48000, tone(11000, 1.0, 48000))
    assert np.abs(load_clip(tmp_path / "a.wav").samples[200:-200]).max() < 1e-3


def test_stereo_is_mixed_evenly(tmp_path: Path) -> None:
    left, right = tone(300, 1.0, 16000), tone(700, 1.0, 16000)
    wavfile.write(tmp_path / "a.wav", 16000, np.stack([left, right], axis=1))
    assert np.abs(load_clip(tmp_path / "a.wav").samples - (left + right) / 2).max() < 1e-6


@pytest.mark.parametrize("share", [0.99, 0.6])
def test_inverted_channels_do_not_cancel(tmp_path: Path, babble: Babble, share: float) -> None:
    voice = babble(1.0, 16000)
    wavfile.write(tmp_path / "a.wav", 16000, np.stack([-share * voice, voice], axis=1))
    assert np.abs(load_clip(tmp_path / "a.wav").samples - voice).max() < 1e-6


def test_surround_sound_keeps_the_centre_and_drops_the_rumble(write_sound: WriteSound) -> None:
    channels = np.zeros((6, 16000), np.float32)
    channels[2] = tone(500, 1.0, 16000)
    channels[3] = tone(60, 1.0, 16000)
    clip = load_clip(write_sound("a.flac", channels, 16000, "flac"))
    spectrum = np.abs(np.fft.rfft(clip.samples))
    assert spectrum.argmax() == 500
    assert spectrum[60] < 1e-3 * spectrum[500]
    assert 0.1 < np.abs(clip.samples).max() < 0.5


@pytest.mark.parametrize("channels", [3, 4, 8, 12])
def test_any_number_of_channels(tmp_path: Path, channels: int) -> None:
    wave = tone(500, 1.0, 16000)
    wavfile.write(tmp_path / "a.wav", 16000, np.repeat(wave[:, None], channels, axis=1))
    assert np.abs(load_clip(tmp_path / "a.wav").samples - wave).max() < 1e-5


def test_samples_that_are_no_numbers_become_zero(tmp_path: Path) -> None:
    wave = tone(440, 0.5, 16000)
    broken = wave.copy()
    broken[100:200], broken[300], broken[400] = np.nan, np.inf, -np.inf
    wavfile.write(tmp_path / "a.wav", 16000, broken)
    clip = load_clip(tmp_path / "a.wav")
    wave[100:200] = wave[300] = wave[400] = 0
    assert np.array_equal(clip.samples, wave)


def test_a_silent_sound_warns(tmp_path: Path) -> None:
    wavfile.write(tmp_path / "a.wav", 16000, np.zeros(16000, np.float32))
    (warning,) = load_clip(tmp_path / "a.wav").warnings
    assert "is silent" in warning
    assert "the right file" in warning


def test_a_silent_recording_names_the_microphone(tmp_path: Path) -> None:
    recording = RecordingLibrary(tmp_path).keep(np.zeros(16000, np.float32), 16000)
    (warning,) = load_clip(recording.path).warnings
    assert "is silent" in warning
    assert "Check the microphone, and record again." in warning
    assert "file" not in warning


@pytest.mark.parametrize(("name", "codec"), [("a.wav", "pcm_s16le"), ("a.mp3", "libmp3lame")])
def test_a_clipped_sound_warns(write_sound: WriteSound, babble: Babble, name: str, codec: str) -> None:
    loud = np.clip(8 * babble(1.0, 44100), -1, 1)
    (warning,) = load_clip(write_sound(name, loud[None], 44100, codec)).warnings
    assert "too loudly" in warning


@pytest.mark.parametrize("frequency_hz", [40, 440, 3000])
def test_a_clean_tone_at_full_scale_does_not_warn(tmp_path: Path, frequency_hz: int) -> None:
    wave = np.round(2 * tone(frequency_hz, 1.0, 48000) * 32767).astype(np.int16)
    wavfile.write(tmp_path / "a.wav", 48000, wave)
    assert load_clip(tmp_path / "a.wav").warnings == ()


def test_a_very_short_sound_warns_and_is_usable(tmp_path: Path) -> None:
    wavfile.write(tmp_path / "a.wav", 48000, tone(440, 0.05, 48000))
    clip = load_clip(tmp_path / "a.wav")
    assert clip.duration_s == pytest.approx(0.05)
    (warning,) = clip.warnings
    assert "very short (0.05 seconds)" in warning


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("a.wav", "pcm_s16le"),
        ("a.flac", "flac"),
        ("a.mp3", "libmp3lame"),
        ("a.opus", "libopus"),
        ("a.webm", "libopus"),
    ],
)
def test_a_truncated_sound_is_used_with_a_warning(
    write_sound: WriteSound, babble: Babble, name: str, codec: str
) -> None:
    path = write_sound(name, babble(4.0, 48000)[None], 48000, codec)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    clip = load_clip(path)
    assert 0.3 < clip.duration_s < 3.5
    (warning,) = clip.warnings
    assert f"{name} breaks off" in warning


LENGTHS = {  # where the format states how many bytes of samples follow: mark before it, bytes between, how it is packed
    "a.wav": (b"data", 0, "<I"),
    "a.aiff": (b"SSND", 0, ">I"),
    "a.au": (b".snd", 4, ">I"),
    "rf64.wav": (b"ds64", 12, "<Q"),
    "a.w64": (b"data", 12, "<Q"),
}


@pytest.mark.parametrize(
    ("name", "stated"),
    [
        *(("a.wav", size) for size in (0, 0x7FFF0000, 0x7FFFF000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFF)),
        *(("a.aiff", size) for size in (0x7F000008, 0x7FFFFFFF)),
        *(("a.au", size) for size in (0x7FFFF000, 0xFFFFFFFF)),
        ("rf64.wav", (1 << 63) - 1),
    ],
)
@pytest.mark.parametrize("share", [1.0, 0.5])
def test_a_sound_written_through_a_pipe_does_not_know_its_length_and_is_whole(
    write_length: "WriteLength", name: str, stated: int, share: float
) -> None:
    clip = load_clip(write_length(name, stated, share))
    assert clip.duration_s == pytest.approx(3.0 * share, abs=0.01)
    assert clip.warnings == ()


@pytest.mark.parametrize("name", LENGTHS)
def test_a_sound_that_is_a_little_shorter_than_it_states_breaks_off(write_length: "WriteLength", name: str) -> None:
    assert load_clip(write_length(name, None, 1.0)).warnings == ()
    (warning,) = load_clip(write_length(name, None, 0.98)).warnings
    assert "breaks off after 2.9 seconds" in warning


WriteLength = Callable[[str, int | None, float], Path]


@pytest.fixture
def write_length(write_sound: WriteSound, babble: Babble) -> WriteLength:
    """write_length(name, stated, share): three seconds of sound, with that length in the header, cut to that share."""

    def write(name: str, stated: int | None, share: float) -> Path:
        codec = "pcm_s16be" if name in ("a.aiff", "a.au") else "pcm_s16le"
        options = {"rf64": "always"} if name == "rf64.wav" else {}
        path = write_sound(name, babble(3.0, 22050)[None], 22050, codec, container_options=options)
        data = bytearray(path.read_bytes())
        mark, between, form = LENGTHS[name]
        if stated is not None:
            struct.pack_into(form, data, data.index(mark) + 4 + between, stated)
            if name == "a.aiff":
                struct.pack_into(">I", data, data.index(b"COMM") + 10, stated // 2)
        path.write_bytes(data[: round(len(data) * share)])
        return path

    return write


def test_damage_in_the_middle_warns(write_sound: WriteSound, babble: Babble) -> None:
    path = write_sound("a.m4a", babble(4.0, 48000)[None], 48000, "aac")
    data = bytearray(path.read_bytes())
    for place in range(len(data) // 3, 2 * len(data) // 3, 2000):
        data[place : place + 200] = bytes(200)
    path.write_bytes(data)
    clip = load_clip(path)
    assert clip.duration_s == pytest.approx(4.0, abs=0.05)
    (warning,) = clip.warnings
    assert "is damaged in places" in warning


DAMAGED_BYTES = 700


@pytest.mark.parametrize("filling", ["zeros", "noise"])
@pytest.mark.parametrize("share", [0.2, 0.35, 0.5, 0.65, 0.8])
@pytest.mark.parametrize(
    ("name", "codec", "sentence"),
    [
        ("a.mp3", "libmp3lame", "is damaged in places"),
        ("a.flac", "flac", "has gaps: 0.[12] seconds"),
        ("a.tta", "tta", "is damaged in places"),
        ("a.aac", "aac", "is damaged in places"),
        ("a.ogg", "flac", "has gaps: [12]|breaks off: 6.9"),  # pages of a second, of which the last may be hit
    ],
)
def test_damaged_bytes_are_told_and_never_louder_than_the_voice(
    demo_voice_path: Path, write_sound: WriteSound, name: str, codec: str, sentence: str, share: float, filling: str
) -> None:
    voice = load_clip(demo_voice_path).samples
    path = write_sound(name, voice[None], 16000, codec)
    whole = load_clip(path)
    data = bytearray(path.read_bytes())
    first = round(share * len(data))
    noise = np.random.default_rng(round(100 * share)).bytes(DAMAGED_BYTES)
    data[first : first + DAMAGED_BYTES] = noise if filling == "noise" else bytes(DAMAGED_BYTES)
    path.write_bytes(data)
    clip = load_clip(path)
    (warning,) = clip.warnings
    assert re.search(sentence, warning), warning
    assert clip.duration_s == pytest.approx(whole.duration_s, abs=2.1 if name == "a.ogg" else 0.8)
    assert np.abs(clip.samples).max() <= np.abs(whole.samples).max() + 1e-3


@pytest.mark.parametrize("between", [b"", b"ID3\x04\0\0\0\0\x10\0" + bytes(2048), b"TAG" + b"a" * 125])
def test_joined_sounds_and_tags_between_them_are_no_damage(
    write_sound: WriteSound, babble: Babble, between: bytes
) -> None:
    path = write_sound("a.mp3", babble(2.0, 44100)[None], 44100, "libmp3lame")
    path.write_bytes(path.read_bytes() + between + path.read_bytes())
    clip = load_clip(path)
    assert clip.duration_s == pytest.approx(4.0, abs=0.1)
    assert clip.warnings == ()


@pytest.mark.parametrize("name", ["a.mp3", "a.aac"])
def test_a_piece_from_the_middle_of_a_longer_sound_is_not_damaged(
    write_sound: WriteSound, babble: Babble, name: str
) -> None:
    path = write_sound(name, babble(4.0, 44100)[None], 44100, "aac" if name == "a.aac" else "libmp3lame")
    data = path.read_bytes()
    path.write_bytes(data[len(data) // 3 + 57 : 2 * len(data) // 3 + 11])
    assert load_clip(path).warnings == ()


def bad_file(folder: Path, kind: str, write_sound: WriteSound, babble: Babble) -> Path:
    path = folder / f"{kind}.wav"
    if kind == "folder":
        path.mkdir()
    elif kind == "empty":
        path.write_bytes(b"")
    elif kind == "text":
        path.write_text("hello\n" * 100)
    elif kind == "playlist":
        path.write_text("#EXTM3U\n#EXTINF:10,\nhttp://example.invalid/a.ts\n")
    elif kind == "header":
        form = struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16)
        path.write_bytes(b"RIFF" + struct.pack("<I", 36) + b"WAVEfmt " + form + b"data" + bytes(4))
    elif kind == "picture":
        return write_sound("picture.mp4", np.zeros((1, 0), np.float32), 48000, "aac", picture_s=1.0)
    elif kind == "unfinished":
        path = write_sound("unfinished.m4a", babble(1.0, 48000)[None], 48000, "aac")
        path.write_bytes(path.read_bytes()[:2000])
    return path


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("missing", "was not found"),
        ("folder", "is a folder"),
        ("empty", r"is empty \(0 bytes\)"),
        ("text", "is not a sound that can be read"),
        ("playlist", "is a list of other files"),
        ("header", "No sound could be decoded"),
        ("picture", "holds no sound"),
        ("unfinished", "is incomplete or damaged"),
    ],
)
def test_each_bad_file_has_its_own_sentence(
    tmp_path: Path, write_sound: WriteSound, babble: Babble, kind: str, sentence: str
) -> None:
    path = bad_file(tmp_path, kind, write_sound, babble)
    with pytest.raises(BadSound, match=sentence) as told:
        load_clip(path)
    assert path.name in str(told.value)


def test_a_picture_holds_no_sound(demo_portrait_path: Path) -> None:
    with pytest.raises(BadSound, match=r"demo_portrait.png is a picture, .* perhaps .* swapped\. Choose a WAV"):
        load_clip(demo_portrait_path)


@pytest.mark.parametrize("opened", [True, False])
def test_a_pipe_is_named_and_never_waited_for(tmp_path: Path, opened: bool) -> None:
    if sys.platform == "win32":
        pytest.skip("SKIPPED ALOUD: Windows has no such pipes")
    reader, writer = os.pipe()
    os.mkfifo(tmp_path / "pipe.wav")  # nobody will ever write to it
    path = Path(f"/dev/fd/{reader}") if opened else tmp_path / "pipe.wav"
    with pytest.raises(BadSound, match=f"{path if opened else path.name} is no file but a pipe"):
        load_clip(path)
    os.close(reader)
    os.close(writer)


def test_a_sound_without_permission(ordinary_users_folder: Path) -> None:
    path = ordinary_users_folder / "secret.wav"
    path.write_bytes(b"RIFF")
    path.chmod(0)
    with pytest.raises(BadSound, match="may not be read"):
        load_clip(path)


def test_a_file_name_is_never_taken_for_a_protocol(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform == "win32":
        pytest.skip("SKIPPED ALOUD: such names are not possible on Windows")
    monkeypatch.chdir(tmp_path)
    wavfile.write(Path("concat:a.wav"), 16000, tone(440, 0.5, 16000))
    assert load_clip(Path("concat:a.wav")).duration_s == 0.5


def test_ten_minutes_in_bounded_memory(tmp_path: Path) -> None:
    """The result has 38 MB; a second copy of it, or of the 105 MB file, would show."""
    second = (tone(440, 1.0, 44100) * 32767).astype(np.int16)
    wavfile.write(tmp_path / "long.wav", 44100, np.tile(np.stack([second, second], axis=1), (600, 1)))
    script = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from app.media.sound.load import load_clip\n"
        "load_clip(Path(sys.argv[2]))\n"  # whatever decoding itself needs
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "assert load_clip(Path(sys.argv[1])).duration_s == 600\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    wavfile.write(tmp_path / "short.wav", 44100, second)
    command = [sys.executable, "-c", script, tmp_path / "long.wav", tmp_path / "short.wav"]
    result = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert int(result.stdout) < 60_000  # KiB
