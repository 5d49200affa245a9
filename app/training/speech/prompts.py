"""Sentences that people have recorded for telephone exchanges: Debian's packages of Asterisk's core sounds.

Found where `dpkg -x` has unpacked the packages `asterisk-core-sounds-{en,es,fr,it,ru}` and the same with `-g722` below
the cache's folder `prompts`, or where they are installed.
"""

import gzip
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

INSTALLED = Path("/usr/share")
BYTES_A_SECOND = 8_000  # G.722 at 64 kbit/s
SHORTEST_S, LONGEST_S = 1.5, 15.0
FEWEST_WORDS = 4
PROMPTS_EACH = 150
# Seconds a letter, relative to the reader's median: beyond these the text is not what was said.
QUICKEST, SLOWEST = 0.65, 1.55
NOT_SPOKEN = re.compile(r"[\[\](){}<>@#$*=+/_:?]|\d\d|\w\.\w")
RESPELLED = {"решетк": "решётк"}  # where a letter without its dots would be read as another
ENGLISH_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

log = logging.getLogger("app.training")


@dataclass(frozen=True, slots=True)
class Reader:
    """One person reading one language. voice: of espeak-ng, which reads the same texts to be compared with."""

    group: str
    language: str
    folder: str
    voice: str
    credit: str


# Each credit is what the licence asks to be named.
READERS = (
    Reader("read_allison_en", "en", "en_US_f_Allison", "en-us+f2", "Allison Smith, CC BY-SA 3.0"),
    Reader("read_allison_es", "es", "es_MX_f_Allison", "es-419+f2", "Allison Smith, CC BY-SA 3.0"),
    Reader("read_june_fr", "fr", "fr_CA_f_June", "fr+f2", "June Wallack, CC BY-SA 3.0"),
    Reader("read_carlo_it", "it", "it_IT_m_Carlo", "it", "Carlo Flora, CC BY-SA 3.0"),
    Reader("read_ivrvoice_ru", "ru", "ru_RU_f_IvrvoiceRU", "ru+f2", "Maxim Topal, ivrvoice.ru, CC BY 3.0"),
)


def sources(groups: Iterable[str]) -> list[str]:
    """Where the prompts among these groups of utterances come from, with reader and licence."""
    heard = set(groups)
    return [f"Asterisk core sounds ({one.language}) read by {one.credit}" for one in READERS if one.group in heard]


@dataclass(frozen=True, slots=True)
class Prompt:
    """One recorded sentence or more, and its text."""

    reader: Reader
    key: str
    path: Path
    text: str

    @property
    def name(self) -> str:
        """Reader's group and prompt, for a file's name."""
        return f"{self.reader.group}-{self.key.replace('/', '_')}"

    @property
    def spoken(self) -> str:
        """The text as it is to be read."""
        text = self.text
        for written, said in RESPELLED.items():
            text = text.replace(written, said)
        return spelled_out(text) if self.reader.language == "en" else text


def prompts(cache: Path) -> list[Prompt]:
    """The longest prompts of every reader whose packages are there."""
    found: list[Prompt] = []
    for reader in READERS:
        share = next((root for root in _roots(cache) if (root / "asterisk/sounds" / reader.folder).is_dir()), None)
        if share is None:
            log.info("asterisk-core-sounds-%s-g722 is not there, so nobody reads that language.", reader.language)
        else:
            found += _longest(_spoken(reader, share))
    return found


def _roots(cache: Path) -> tuple[Path, Path]:
    return cache / "prompts/usr/share", INSTALLED


def _spoken(reader: Reader, share: Path) -> list[Prompt]:
    package = f"asterisk-core-sounds-{reader.language}"
    table = share / "doc" / package / f"core-sounds-{reader.language}.txt.gz"
    if not table.exists():
        log.info("%s is not there, so the texts of its prompts are unknown.", package)
        return []
    texts = dict(_row(line) for line in gzip.decompress(table.read_bytes()).decode("utf-8-sig").splitlines())
    folder = share / "asterisk/sounds" / reader.folder
    told = [Prompt(reader, key, folder / f"{key}.g722", text) for key, text in texts.items() if text]
    return [prompt for prompt in told if prompt.path.exists()]


def _row(line: str) -> tuple[str, str]:
    """Key and text of `key: text`; no text where it is no plain sentence (notes, sounds, addresses)."""
    key, _, text = line.partition(":")
    plain = re.sub(r"\s+", " ", text).strip(" .…\"«»“”'")
    words = plain.split()
    spelled = any(len(word) == 1 and word.isupper() for word in words[:-1])
    odd = key.startswith(";") or NOT_SPOKEN.search(plain) is not None
    if odd or spelled or len(words) < FEWEST_WORDS:
        return key, ""
    return key.strip(), plain + "."


def spelled_out(text: str) -> str:
    """English text with its digits as words."""
    return re.sub(r"\d", lambda digit: f" {ENGLISH_DIGITS[int(digit[0])]} ", text)


def _longest(spoken: list[Prompt]) -> list[Prompt]:
    """Those of plausible length, longest first, then by name."""
    lengths_s = [prompt.path.stat().st_size / BYTES_A_SECOND for prompt in spoken]
    pace = [length_s / len(prompt.text) for prompt, length_s in zip(spoken, lengths_s, strict=True)]
    usual = float(np.median(pace)) if pace else 0.0
    kept = [
        (-length_s, prompt.name, prompt)
        for prompt, length_s, one in zip(spoken, lengths_s, pace, strict=True)
        if SHORTEST_S <= length_s <= LONGEST_S and QUICKEST * usual <= one <= SLOWEST * usual
    ]
    return [prompt for _, _, prompt in sorted(kept, key=lambda row: row[:2])[:PROMPTS_EACH]]
