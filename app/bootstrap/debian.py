"""The system libraries that pip cannot bring, on Debian and Ubuntu."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

# Qt's window, its fonts, and PortAudio with its way to PulseAudio and PipeWire.
WINDOW_PACKAGES = (
    "libgl1 libegl1 libglib2.0-0 libxkbcommon0 libfontconfig1 libdbus-1-3 libxcb-cursor0 libxkbcommon-x11-0 "
    "libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libwayland-cursor0 libportaudio2 libasound2-plugins fontconfig "
    "fonts-dejavu-core"
).split()
# A screen, a mouse, a sound card and a voice for the tests.
TEST_PACKAGES = "xvfb xdotool pulseaudio pulseaudio-utils espeak-ng".split()

_OTHER_LINUX = (
    "On this Linux, install PortAudio and xcb-util-cursor with its own package manager if the window does not open "
    "(Fedora: dnf install portaudio xcb-util-cursor; Arch: pacman -S portaudio xcb-util-cursor)."
)


def is_debian() -> bool:
    """Whether this is Debian or one of its children."""
    return shutil.which("apt-get") is not None and shutil.which("dpkg-query") is not None


def missing_packages(wanted: list[str]) -> list[str]:
    """Those of the wanted packages that are neither installed nor provided by an installed one."""
    if not is_debian():
        return []
    listing = subprocess.run(
        ["dpkg-query", "-W", "-f", "${db:Status-Status}|${Package}|${Provides}\n"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    present = set()
    for line in listing.splitlines():
        status, package, provided = line.split("|", 2)
        if status == "installed":
            present.add(package)
            present.update(name.split()[0] for name in provided.split(",") if name.strip())
    return [package for package in wanted if package not in present]


def apt_command(packages: list[str]) -> str:
    """What a person types to install packages."""
    return "sudo apt-get install --no-install-recommends " + " ".join(packages)


def install(wanted: list[str]) -> list[str]:
    """Install what is missing of the wanted packages where we may; what is missing afterwards.

    Where we may not, print the exact command instead and leave it at that: most desktops have nearly all of them.
    """
    if sys.platform.startswith("linux") and not is_debian():
        print(_OTHER_LINUX)
    missing = missing_packages(wanted)
    if not missing:
        return []
    prefix = _root_prefix()
    if prefix is not None:
        print(f"Installing system packages: {' '.join(missing)}", flush=True)
        failure = _apt_get(prefix, missing)
        missing = missing_packages(missing)
        if missing and failure:
            print(failure)
    if missing:
        print(f"These system packages are missing. Install them with:\n  {apt_command(missing)}")
    return missing


def _root_prefix() -> list[str] | None:
    """What makes a command run as root without a question; None where nothing does."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def _apt_get(prefix: list[str], packages: list[str]) -> str:
    """Run apt-get; the end of its complaint, or nothing."""
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
    for action in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run([*apt, *action], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    return "" if done.returncode == 0 else done.stderr.strip()[-1000:]
