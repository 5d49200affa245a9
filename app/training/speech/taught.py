"""The voices and languages that are taught. What `split.toml` leaves out is not among them, which a test checks."""

LANGUAGES = ("en-us", "en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "tr", "ro", "fi", "cs", "hi", "ja")
VARIANTS = (
    *("m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "f1", "f2", "f3", "f4", "f5"),
    *("klatt", "klatt2", "klatt3", "klatt4", "steph", "linda", "anika", "belinda", "john", "david", "michael"),
)
# Recordings of the data folder with known English text that may be learned from; the others stay for tests.
READ_VOICES = ("en_ljspeech",)
LIKE_READ_VOICES = "en-us+f2"  # espeak-ng's voice that is most like theirs
