"""Where the program's own files and the user's files live."""

import os
import sys
from pathlib import Path

from platformdirs import user_cache_path, user_config_path, user_data_path, user_pictures_path


def settle_home() -> None:
    """Give a user who has no home (a container, `env -i`) one in which nothing can be written.

    Libraries raise where there is none; what cannot be written costs the log, and a sentence for what is to be kept.
    """
    if not os.path.isabs(os.environ.get("HOME", "")):
        os.environ.pop("HOME", None)  # an empty or relative one; the system may know a better
    if not os.path.isabs(os.path.expanduser("~")):
        os.environ["HOME"] = os.devnull


def program_root() -> Path:
    """Folder that holds `resources` and `model_weights`: the bundle when frozen, else the source tree."""
    frozen_root = getattr(sys, "_MEIPASS", None)
    if frozen_root is not None:
        return Path(frozen_root)
    return Path(__file__).resolve().parents[2]


def resource(name: str) -> Path:
    """A file shipped under `resources`."""
    return program_root() / "resources" / name


def weights(name: str) -> Path:
    """A file shipped under `model_weights`."""
    return program_root() / "model_weights" / name


def data_folder() -> Path:
    """Where the program keeps what the user made with it."""
    return Path(user_data_path("rhapsode", appauthor=False))


def config_folder() -> Path:
    """Where the program keeps what the user has set."""
    return Path(user_config_path("rhapsode", appauthor=False))


def cache_folder() -> Path:
    """Where the program keeps what it can make anew."""
    return Path(user_cache_path("rhapsode", appauthor=False))


def settings_file() -> Path:
    """What the window remembers from one start to the next."""
    return config_folder() / "settings.ini"


def presets_file() -> Path:
    """The user's presets."""
    return config_folder() / "presets.toml"


def recordings_folder() -> Path:
    """The user's recordings."""
    return data_folder() / "takes"


def pictures_folder() -> Path:
    """Where pictures taken with the camera are kept: among the user's own pictures."""
    return Path(user_pictures_path()) / "Rhapsode"


def session_file() -> Path:
    """Where the window keeps its session, to bring it back at the next start."""
    return data_folder() / "session.rhapsode"


def placed_faces_folder() -> Path:
    """Where faces that were placed by hand are remembered."""
    return data_folder() / "faces"


def project_locks_folder() -> Path:
    """Where it is marked which projects are open."""
    return cache_folder() / "open"


def collected_media_folder() -> Path:
    """Where pictures and sounds that came inside a project are laid out, each in a folder named by its SHA-256."""
    return cache_folder() / "media"
