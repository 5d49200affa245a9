"""Projects on the command line: saved, performed, changed."""

from app.media.projects.read import read_project


def video_of(rhapsode, tmp_path, name, *arguments):
    output = tmp_path / name
    ended = rhapsode("animate", *arguments, "-o", output, "--json")
    assert ended.code == 0, ended.err
    return output.read_bytes()


def test_a_saved_project_makes_the_same_video(rhapsode, small_portrait, short_voice, tmp_path):
    file = tmp_path / "take.rhapsode"
    wishes = ("--head", 0.9, "--seed", 4, "--emotion", "happy:0.6", "--fps", 30)
    saved = rhapsode("animate", small_portrait, short_voice, *wishes, "--save-project", file)
    assert (saved.code, saved.out) == (0, f"{file}\n")
    at_once = video_of(rhapsode, tmp_path, "a.mp4", small_portrait, short_voice, *wishes)
    assert video_of(rhapsode, tmp_path, "b.mp4", file) == at_once
    assert video_of(rhapsode, tmp_path, "c.mp4", file, "--seed", 5) != at_once


def test_options_go_before_the_project_and_can_be_saved_again(rhapsode, small_portrait, short_voice, tmp_path):
    first, second = tmp_path / "first.rhapsode", tmp_path / "second.rhapsode"
    rhapsode("animate", small_portrait, short_voice, "--gaze", 0.2, "--mouth", 1.3, "--save-project", first)
    ended = rhapsode("animate", first, "--gaze", 1.0, "--size", "512", "--idle", "--save-project", second, "--json")
    assert ended.report == {"project": str(second)}
    before, after = read_project(first).project, read_project(second).project
    assert (before.settings.gaze, before.settings.mouth, before.video.size, before.others_idle) == (
        0.2,
        1.3,
        None,
        False,
    )
    assert (after.settings.gaze, after.settings.mouth, after.video.size, after.others_idle) == (1.0, 1.3, "512", True)
    assert (after.portrait, after.voice) == (before.portrait, before.voice)


def test_a_collected_project_needs_its_files_no_more(rhapsode, small_portrait, short_voice, tmp_path):
    portrait, voice, file = tmp_path / "p.png", tmp_path / "v.wav", tmp_path / "take.rhapsode"
    portrait.write_bytes(small_portrait.read_bytes())
    voice.write_bytes(short_voice.read_bytes())
    rhapsode("animate", portrait, voice, "--save-project", file, "--collect")
    portrait.unlink()
    voice.unlink()
    ended = rhapsode("animate", file, "-o", tmp_path / "a.mp4", "--json")
    assert ended.report["frames"] == 33
    assert len(rhapsode("inspect", file, "--json").report) == 1


def test_what_is_missing_is_said(rhapsode, small_portrait, short_voice, tmp_path):
    file = tmp_path / "take.rhapsode"
    voice = tmp_path / "v.wav"
    voice.write_bytes(short_voice.read_bytes())
    rhapsode("animate", small_portrait, voice, "--save-project", file)
    for arguments, sentence in (
        ((small_portrait,), "Say what to write"),
        ((small_portrait, "-o", tmp_path / "a.mp4"), "A sound is missing"),
        ((file, "--save-project", tmp_path / "b.zip"), "must end in .rhapsode"),
        ((file, "--save-project", file), "exists already"),
        ((tmp_path / "none.rhapsode", "-o", tmp_path / "a.mp4"), "was not found"),
    ):
        ended = rhapsode("animate", *arguments)
        assert (ended.code, len(ended.err.splitlines())) == (2, 1)
        assert sentence in ended.err
    voice.unlink()
    ended = rhapsode("animate", file, "-o", tmp_path / "a.mp4")
    assert (ended.code, "v.wav, which take.rhapsode needs" in ended.err) == (2, True)
    assert not (tmp_path / "a.mp4").exists()


def test_a_saved_take_opens_without_another_sound(rhapsode, short_voice):
    ended = rhapsode("window", "take.rhapsode", short_voice)
    assert ended.code == 2
    assert "has a sound of its own" in ended.err
