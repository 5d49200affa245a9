"""Text that people and other programs have saved."""

import io
import json
from pathlib import Path


def read_text(path: Path) -> str:
    """A file's text in any of Unicode's encodings, with a byte order mark or without. Raises OSError, UnicodeError.

    PowerShell's `>` and Notepad write UTF-16 and marks. The encoding is seen as the JSON standard has it: by the mark,
    else by where the zeros are in the first characters, which are ASCII in all that the program reads.
    """
    data = path.read_bytes()
    return io.StringIO(data.decode(json.detect_encoding(data)), newline=None).read()
