"""What a weights file says about where it came from."""

import subprocess
from pathlib import Path

GRID_SOURCE = (
    "GRID audio-visual sentence corpus, Cooke, Barker, Cunningham and Shao 2006, CC BY 4.0, Zenodo record 3625687"
)
KOKORO_SOURCE = "voices of Kokoro-82M, hexgrad, Apache-2.0"
ENCODER_SOURCE = "heard through the encoder of OpenAI Whisper tiny.en, MIT licence"
EXPRESSIONS_SOURCE = "landmark tracks of the example clips of the LivePortrait repository, MIT licence"


def provenance(data: str) -> dict[str, str]:
    """Metadata of a file learned from `data`: the source with its licence and the commit of the code."""
    return {"data": data, "commit": current_commit(), "licence": "GPL-3.0-or-later"}


def current_commit() -> str:
    """Commit of the checkout that the training code runs from; `unknown` outside one."""
    command = ["git", "-C", str(Path(__file__).parent), "rev-parse", "--short=12", "HEAD"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return result.stdout.strip() or "unknown"
