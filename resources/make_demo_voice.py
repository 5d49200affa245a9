"""Makes `demo_voice.flac`, the voice that the demo portrait speaks with.

Run from anywhere: `python resources/make_demo_voice.py`. Needs the command `flite` (Debian: apt-get install flite) and
the program's own packages. The same flite gives the same samples.
"""

import argparse
import subprocess
import tempfile
import wave
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, fftconvolve, resample_poly, sosfilt

Samples = NDArray[np.float64]

VOICE = "slt"  # a clustergen voice: the clearest and warmest of flite's and espeak-ng's English ones
FLITE_RATE_HZ = 16_000
RATE_HZ = 48_000

# Each phrase with the pause after it in seconds: long enough that the lips are seen to close and rest.
PHRASES = (
    ("Hello.", 0.42),
    ("I am a picture, and now, I can speak.", 0.5),
    ("Give me your own voice,", 0.16),
    ("and I will say it, or even sing it!", 0.5),
)
LEAD_IN_S = 0.35
EDGE_FADE_S = 0.012
ROOM_DECAY_S = 0.28  # time in which the room's echo falls by 60 dB
ROOM_SHARE = 0.05  # the echo's energy over the voice's
SPEECH_LEVEL_DBFS = -14.0  # RMS of the spoken parts; an EBU R128 meter reads -17 LUFS
PRESENCE_GAIN = 0.7  # share of the sound above 2.2 kHz added once more: flite's statistical voices are dull there
CEILING = 0.89  # -1 dBFS


def spoken(text: str) -> Samples:
    """(n,) one phrase at 16 kHz, trimmed to its sound and faded at both ends."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "phrase.wav"
        subprocess.run(["flite", "-voice", VOICE, "-t", text, "-o", str(path)], check=True)
        with wave.open(str(path)) as sound:
            if (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) != (FLITE_RATE_HZ, 1, 2):
                raise SystemExit(f"flite's voice {VOICE} is not 16 kHz mono here: install Debian's flite 2.2.")
            samples = np.frombuffer(sound.readframes(sound.getnframes()), "<i2") / 32768.0
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    margin = round(0.03 * FLITE_RATE_HZ)
    samples = samples[max(0, loud[0] - margin) : loud[-1] + margin].copy()
    fade = np.sin(np.linspace(0, np.pi / 2, round(EDGE_FADE_S * FLITE_RATE_HZ))) ** 2
    samples[: len(fade)] *= fade
    samples[-len(fade) :] *= fade[::-1]
    return samples


def performance() -> Samples:
    """(n,) all phrases with their pauses, at 48 kHz."""
    parts = [np.zeros(round(LEAD_IN_S * FLITE_RATE_HZ))]
    for text, pause_s in PHRASES:
        parts += [spoken(text), np.zeros(round(pause_s * FLITE_RATE_HZ))]
    dry: Samples = resample_poly(np.concatenate(parts), RATE_HZ // FLITE_RATE_HZ, 1)
    return dry


def in_a_room(dry: Samples) -> Samples:
    """Add a faint, short echo of decaying noise, as in a small furnished room."""
    echo_s = np.arange(round(ROOM_DECAY_S * RATE_HZ)) / RATE_HZ
    noise = np.random.default_rng(1).standard_normal(len(echo_s)) * 10 ** (-3 * echo_s / ROOM_DECAY_S)
    noise[: round(0.008 * RATE_HZ)] = 0  # the first wall is a metre or two away
    echo = sosfilt(butter(2, (150, 4000), "bandpass", fs=RATE_HZ, output="sos"), noise)
    wet = fftconvolve(dry, echo)[: len(dry)]
    wet *= np.sqrt(ROOM_SHARE * np.mean(dry**2) / np.mean(wet**2))
    return dry + wet


def levelled(sound: Samples) -> Samples:
    """Remove rumble, brighten, bring the spoken parts to their level and bend peaks softly under the ceiling."""
    sound = sosfilt(butter(2, 70, "highpass", fs=RATE_HZ, output="sos"), sound)
    sound = sound + PRESENCE_GAIN * sosfilt(butter(1, 2200, "highpass", fs=RATE_HZ, output="sos"), sound)
    frames = sound[: len(sound) // 960 * 960].reshape(-1, 960)  # 20 ms each
    energy = np.mean(frames**2, axis=1)
    speech_rms = np.sqrt(np.mean(energy[energy > 0.01 * energy.max()]))
    sound = sound * 10 ** (SPEECH_LEVEL_DBFS / 20) / speech_rms
    knee = 0.6 * CEILING
    over = np.abs(sound) > knee
    bent = knee + (CEILING - knee) * np.tanh((np.abs(sound) - knee) / (CEILING - knee))
    return np.where(over, np.sign(sound) * bent, sound)


def write_flac(sound: Samples, path: Path) -> None:
    """Write (n,) samples as 16-bit mono FLAC."""
    whole = np.round(sound * 32767).astype("<i2")
    with av.open(str(path), "w", format="flac") as container:
        stream = container.add_stream("flac", rate=RATE_HZ, layout="mono")
        frame = av.AudioFrame.from_ndarray(whole[np.newaxis], format="s16", layout="mono")
        frame.sample_rate = RATE_HZ
        frame.pts = 0
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)


def main() -> None:
    """Make the voice beside this script, or where `--output` says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path(__file__).with_name("demo_voice.flac"))
    write_flac(levelled(in_a_room(performance())), parser.parse_args().output)


if __name__ == "__main__":
    main()
