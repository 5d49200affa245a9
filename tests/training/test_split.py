from app.training.split import load_split


def test_the_test_speakers_are_never_trained_on() -> None:
    split = load_split()
    assert split.left_out == ("s2", "s26", "s31", "xA", "xB", "xC")
    assert not any(split.is_training(speaker) for speaker in split.left_out)
    assert split.is_training("s1")
