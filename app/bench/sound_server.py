"""A sound server without hardware, on Linux: a loudspeaker that nobody hears, and a microphone that can be fed."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

LOUDSPEAKER, MICROPHONE = "vspk", "vmic"
START_S = 10.0

# Without norewinds=1 the first one or two seconds of a sound are lost.
_SCRIPT = """
load-module module-native-protocol-unix socket={folder}/pulse.sock auth-anonymous=1
load-module module-null-sink sink_name=vmic norewinds=1 rate=48000 channels=1
load-module module-null-sink sink_name=vspk norewinds=1 rate=48000
set-default-sink vspk
set-default-source vmic.monitor
"""
_ALSA = """
</usr/share/alsa/alsa.conf>
pcm.!default { type pulse }
ctl.!default { type pulse }
"""


@dataclass(frozen=True, slots=True)
class SoundServer:
    """PulseAudio with null sinks: what is played to `vmic` is what the default input hears.

    environment: a program started with it finds this server and no other device.
    """

    process: "subprocess.Popen[bytes]"
    folder: Path
    environment: dict[str, str]


def can_serve() -> bool:
    """Whether PulseAudio's programs are installed."""
    return all(shutil.which(name) for name in ("pulseaudio", "pactl", "pacat"))


@contextmanager
def sound_server() -> Iterator[SoundServer]:
    """Run a server until the block ends. Raises TimeoutError if it does not answer within START_S."""
    with tempfile.TemporaryDirectory(prefix="rhapsode-") as name:
        folder = Path(name)
        script, alsa = folder / "script.pa", folder / "alsa.conf"
        script.write_text(_SCRIPT.format(folder=folder))
        alsa.write_text(_ALSA)
        environment = {"PULSE_SERVER": f"unix:{folder}/pulse.sock", "ALSA_CONFIG_PATH": str(alsa)}
        command = ["pulseaudio", "-n", "-F", str(script), "--daemonize=no", "--exit-idle-time=-1"]
        command += ["--disable-shm=true", "--use-pid-file=no", "--log-level=error"]
        own = {**os.environ, **environment, "HOME": name, "XDG_RUNTIME_DIR": name}
        process = subprocess.Popen(command, env=own, stderr=subprocess.DEVNULL)
        try:
            _wait_until_it_answers({**os.environ, **environment})
            yield SoundServer(process, folder, environment)
        finally:
            process.kill()
            process.wait()


def _wait_until_it_answers(environment: dict[str, str]) -> None:
    deadline = time.monotonic() + START_S
    while subprocess.run(["pactl", "info"], env=environment, capture_output=True, check=False).returncode != 0:
        if time.monotonic() > deadline:
            raise TimeoutError("PulseAudio did not start")
        time.sleep(0.05)
