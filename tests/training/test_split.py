from app.training.speech.voices import READ_VOICES, VARIANTS
from app.training.split import load_split


def test_the_test_speakers_are_never_trained_on() -> None:
    split = load_split()
    assert split.held_out == ("s2", "s26", "s31", "xA", "xB", "xC")
    assert not any(split.is_training(speaker) for speaker in split.held_out)
    assert split.is_training("s1")


def test_held_out_voices_never_speak_in_training() -> None:
    split = load_split()
    assert not set(split.held_out_variants) & set(VARIANTS)
    assert not any(recording.startswith(READ_VOICES) for recording in split.held_out_recordings)
