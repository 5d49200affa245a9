"""Synthetic voices whose phone times are known: espeak-ng by its library, flite by its command."""

import ctypes
import ctypes.util
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from app.core.audio import MODEL_SAMPLE_RATE_HZ
from app.training.sound import read_mono
from app.training.speech.phones import ARPABET, SILENCE, Phone, spread

SYNCHRONOUS, PHONEME_EVENTS, PHONEME_IPA = 2, 1, 2
PHONEME_EVENT, LIST_END = 7, 0
UTF8, RATE, PITCH, RANGE = 1, 1, 3, 4
HELD_BEFORE_BURST_S = 0.045  # espeak-ng marks an unvoiced stop at its burst; the lips have been shut before
UNVOICED_STOPS = frozenset("ptkc")
FLITE_VOICES = ("awb", "rms", "slt", "kal16")
# What may be learned from. What `split.toml` holds out is not among it, which a test checks.
LANGUAGES = ("en-us", "en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "tr", "ro", "fi", "cs", "hi", "ja")
VARIANTS = (
    *("m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "f1", "f2", "f3", "f4", "f5"),
    *("klatt", "klatt2", "klatt3", "klatt4", "steph", "linda", "anika", "belinda", "john", "david", "michael"),
)
# Recordings of the data folder with known English text that may be learned from; the others stay for tests.
READ_VOICES = ("en_ljspeech",)
LIKE_READ_VOICES = "en-us+f2"  # espeak-ng's voice that is most like theirs


@dataclass(frozen=True, slots=True)
class Utterance:
    """samples: (n,) float32 at 16 kHz; phones in order."""

    samples: NDArray[np.float32]
    phones: list[Phone]


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position_ms", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("name", ctypes.c_char * 8),
    )


class Espeak:
    """The espeak-ng library; one at a time in a process."""

    def __init__(self) -> None:
        name = ctypes.util.find_library("espeak-ng")
        if name is None:
            raise FileNotFoundError("Synthetic voices need espeak-ng. Install the packages espeak-ng and flite.")
        self._library = ctypes.CDLL(name)
        self._rate_hz = self._library.espeak_Initialize(SYNCHRONOUS, 500, None, PHONEME_EVENTS | PHONEME_IPA)
        self._pieces: list[NDArray[np.int16]] = []
        self._marks: list[tuple[float, str]] = []
        prototype = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))
        self._callback = prototype(self._receive)
        self._library.espeak_SetSynthCallback(self._callback)

    def say(self, text: str, voice: str, words_per_minute: int, pitch: int, pitch_range: int) -> Utterance:
        """Speak `text` with a voice such as `en-us+f3`; pitch and its range: 0 to 100. Raises ValueError."""
        self._pieces, self._marks = [], []
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise ValueError(f"espeak-ng has no voice {voice}")
        for parameter, value in ((RATE, words_per_minute), (PITCH, pitch), (RANGE, pitch_range)):
            self._library.espeak_SetParameter(parameter, value, 0)
        encoded = text.encode()
        self._library.espeak_Synth(encoded, len(encoded) + 1, 0, 1, 0, UTF8, None, None)
        sound = np.concatenate([*self._pieces, np.zeros(1, np.int16)]).astype(np.float32) / 32768
        samples = resample_poly(sound, MODEL_SAMPLE_RATE_HZ, self._rate_hz).astype(np.float32)
        marks = [(time - HELD_BEFORE_BURST_S * (name[:1] in UNVOICED_STOPS), name) for time, name in self._marks]
        ends = [time for time, _ in marks[1:]] + [len(sound) / self._rate_hz]
        phones = [
            phone for (start_s, name), end_s in zip(marks, ends, strict=True) for phone in spread(start_s, end_s, name)
        ]
        return Utterance(samples, phones)

    def _receive(self, wave: "ctypes._Pointer[ctypes.c_short]", count: int, events: "ctypes._Pointer[_Event]") -> int:
        if wave and count > 0:
            self._pieces.append(np.ctypeslib.as_array(wave, (count,)).copy())
        index = 0
        while events[index].type != LIST_END:
            if events[index].type == PHONEME_EVENT:
                name = events[index].name.decode("utf-8", "ignore")
                if not name.startswith("("):  # "(en)" announces a change of language
                    self._marks.append((events[index].audio_position_ms / 1000, name))
            index += 1
        return 0


def flite(text: str, voice: str, stretch: float) -> Utterance:
    """Speak English `text` with one of FLITE_VOICES; `stretch` lengthens all durations."""
    with tempfile.TemporaryDirectory() as folder:
        wave = Path(folder) / "voice.wav"
        command = ["flite", "-voice", voice, "--setf", f"duration_stretch={stretch}", "-psdur", "-t", text]
        printed = subprocess.run([*command, "-o", str(wave)], capture_output=True, text=True, check=True).stdout
        samples = read_mono(wave)
    phones: list[Phone] = []
    start_s = 0.0
    for token in printed.split():
        name, _, end = token.partition(":")
        phones += spread(start_s, float(end), ARPABET.get(name.upper(), SILENCE))
        start_s = float(end)
    return Utterance(samples, phones)
