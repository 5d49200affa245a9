import json
import shutil
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("pocketsphinx", reason="pocketsphinx (the extra `train`) is not installed")
pytest.importorskip("onnx", reason="onnx (the extra `train`) is not installed")
pytest.importorskip("onnxruntime", reason="onnxruntime (the extra `train`) is not installed")

import onnx

from app.training.speech.kokoro import Kokoro
from app.training.speech.kokoro_jobs import kokoro_folder, taught_jobs
from app.training.speech.kokoro_phonemes import phonemes, timed
from app.training.speech.phones import SILENCE, Phone
from app.training.split import load_split

needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")


def _rounded(phones: list[Phone]) -> list[tuple[float, float, str]]:
    return [(round(one.start_s, 4), round(one.end_s, 4), one.ipa) for one in phones]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Says any text as 0.4 s of noise and 0.75 s of silence, each token lasting as many frames as its number.

    Like the real one it keeps the durations to itself.
    """
    sound = np.zeros(27_600, np.float32)
    sound[:9_600] = np.random.default_rng(1).uniform(-0.5, 0.5, 9_600)
    nodes = [
        onnx.helper.make_node("Cast", ["tokens"], ["numbers"], to=onnx.TensorProto.FLOAT),
        onnx.helper.make_node("Round", ["numbers"], ["/encoder/Round_output_0"]),
        onnx.helper.make_node("Clip", ["/encoder/Round_output_0", "least"], ["/encoder/Clip_output_0"]),
        onnx.helper.make_node("Identity", ["sound"], ["audio"]),
    ]
    inputs = [
        onnx.helper.make_tensor_value_info("tokens", onnx.TensorProto.INT64, [1, None]),
        onnx.helper.make_tensor_value_info("style", onnx.TensorProto.FLOAT, [1, 256]),
        onnx.helper.make_tensor_value_info("speed", onnx.TensorProto.FLOAT, [1]),
    ]
    constants = [onnx.numpy_helper.from_array(np.float32(4), "least"), onnx.numpy_helper.from_array(sound, "sound")]
    outputs = [onnx.helper.make_tensor_value_info("audio", onnx.TensorProto.FLOAT, [len(sound)])]
    graph = onnx.helper.make_graph(nodes, "kokoro", inputs, outputs, constants)
    made = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(made, tmp_path / "model.onnx")
    (tmp_path / "vocab.json").write_text(json.dumps({"vocab": {"m": 6, "a": 20, ".": 12}}))
    (tmp_path / "voices").mkdir()
    np.zeros((510, 1, 256), np.float32).tofile(tmp_path / "voices/if_sara.bin")
    return tmp_path


@needs_espeak
def test_the_model_tells_its_durations_and_a_phone_ends_where_the_pause_begins(model: Path) -> None:
    said = Kokoro(model).say("Ma.", "if_sara", 1.0)
    assert len(said.samples) == 1.15 * 16_000
    first, vowel, pause = said.phones
    assert (round(first.start_s, 3), round(first.end_s, 3), first.ipa) == (0.035, 0.185, "m")
    assert (vowel.ipa, pause.ipa) == ("a", SILENCE)
    assert vowel.end_s == pytest.approx(0.4, abs=0.03)
    assert round(pause.start_s, 3) == 0.685


def test_a_diphthong_becomes_two_phones_and_stress_and_length_join_their_neighbours() -> None:
    frames = np.array([5, 1, 2, 4, 2, 2, 3], np.float32)
    assert _rounded(timed("bˈAtː", frames)) == [
        (0.06, 0.085, "b"),
        (0.085, 0.16, "e"),
        (0.16, 0.235, "ɪ"),
        (0.235, 0.335, "t"),
    ]


def test_words_meet_in_the_middle_of_the_space_and_punctuation_is_silence() -> None:
    frames = np.array([5, 2, 2, 2, 4, 2, 2, 3], np.float32)
    assert _rounded(timed("a b, m", frames)) == [
        (0.06, 0.135, "a"),
        (0.135, 0.21, "b"),
        (0.21, 0.36, SILENCE),
        (0.36, 0.41, "m"),
    ]


@needs_espeak
def test_a_text_is_read_with_kokoros_symbols() -> None:
    assert phonemes("The boat, my choice!", "en-us") == "ðə bˈOt, mI ʧˈYs!"
    assert phonemes("Gli amici.", "it") == "ʎɪ amˈiʧɪ."


def test_held_out_voices_are_never_learned_from_and_others_speak_in_turn(tmp_path: Path) -> None:
    (tmp_path / "voices").mkdir()
    for name in ("af_heart", "am_puck", "im_nicola", "if_sara", "zf_xiaoyi"):
        (tmp_path / "voices" / f"{name}.bin").touch()
    jobs = list(taught_jobs(tmp_path, load_split()))
    assert [job.name for job in jobs[:3]] == ["kokoro_af_heart-0000", "kokoro_if_sara-0000", "kokoro_af_heart-0001"]
    assert {job.voice for job in jobs} == {"af_heart", "if_sara"}
    assert len({job.text for job in jobs}) == len(jobs) == 12


def test_without_the_model_nobody_speaks_and_the_log_says_so(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    assert kokoro_folder(tmp_path) is None
    assert "Kokoro" in caplog.text
