"""Projects written, read back, moved, given away and damaged."""

import json
import zipfile
from dataclasses import replace

import pytest

from app.core.clip_edit import ClipEdit
from app.core.emotion import Emotion, EmotionKey, EmotionTrack
from app.core.errors import BadProject, CannotWrite
from app.core.landmarks import FaceControls
from app.core.project import PortraitSource, Project, VideoOptions, VoiceSource
from app.core.settings import PerformanceSettings
from app.core.video_size import OutputSize
from app.media.projects.read import read_project
from app.media.projects.write import write_project


@pytest.fixture
def folder(tmp_path):
    """A folder with two pictures and two sounds; a project only keeps where they are and what they hold."""
    folder = tmp_path / "work"
    folder.mkdir()
    for name in ("face.png", "smile.png", "voice.wav", "other.wav"):
        (folder / name).write_bytes(f"the bytes of {name}".encode())
    return folder


@pytest.fixture
def project(folder):
    """One in which nothing is as usual."""
    keys = (EmotionKey(-0.6, Emotion.HAPPY, 0.4), EmotionKey(2.5, Emotion.SAD, 1.0))
    return Project(
        portrait=PortraitSource(
            folder / "face.png",
            number=1,
            placed=(FaceControls({"mouth_left": (212.5, 340.0), "chin": (250.0, 400.0)}, average=True),),
            also=(folder / "smile.png",),
        ),
        voice=VoiceSource(folder / "voice.wav", "Take 3, the good one", ClipEdit(0.5, 4.0, 0.1, 0.25)),
        settings=PerformanceSettings(
            head=0.9, blinks=0.3, gaze=1.9, mouth=1.4, smoothing=0.6, seed=77, emotion=EmotionTrack(keys)
        ),
        video=VideoOptions(OutputSize.P720, 50),
        other_voices=((0, VoiceSource(folder / "other.wav")),),
        others_idle=True,
    )


@pytest.mark.parametrize("collect", [False, True])
def test_what_is_saved_is_read(folder, project, collect):
    file = folder / "take.rhapsode"
    write_project(file, project, collect=collect, force=False)
    saved = read_project(file)
    assert saved.warnings == ()
    if not collect:
        assert saved.project == project
        return
    assert saved.project.portrait.picture.read_bytes() == b"the bytes of face.png"
    assert [path.name for path in saved.project.portrait.also] == ["smile.png"]
    assert saved.project.voice.file.read_bytes() == b"the bytes of voice.wav"
    same_files = replace(
        saved.project,
        portrait=replace(saved.project.portrait, picture=project.portrait.picture, also=project.portrait.also),
        voice=replace(saved.project.voice, file=project.voice.file),
        other_voices=project.other_voices,
    )
    assert same_files == project


def test_the_least_project_is_read(folder):
    file = folder / "empty.rhapsode"
    write_project(file, Project(), collect=False, force=False)
    assert read_project(file).project == Project()


def test_a_pasted_picture_goes_into_the_file(folder):
    file = folder / "pasted.rhapsode"
    write_project(file, Project(PortraitSource(b"a png, say")), collect=False, force=False)
    assert read_project(file).project.portrait.picture.read_bytes() == b"a png, say"


def test_a_pasted_picture_is_not_taken_for_a_file_of_that_name(folder):
    other, file = folder / "pasted picture", folder / "pasted.rhapsode"
    other.write_bytes(b"the bytes of another day")
    write_project(file, Project(PortraitSource(b"pasted", also=(other,))), collect=True, force=False)
    portrait = read_project(file).project.portrait
    assert portrait.picture.read_bytes() == b"pasted"
    assert [path.read_bytes() for path in portrait.also] == [b"the bytes of another day"]


def test_a_folder_that_moves_as_a_whole_takes_its_project_along(folder, project, tmp_path):
    write_project(folder / "take.rhapsode", project, collect=False, force=False)
    moved = folder.rename(tmp_path / "elsewhere")
    read = read_project(moved / "take.rhapsode")
    assert read.project.voice.file == moved / "voice.wav"
    assert read.warnings == ()


def test_a_project_that_moves_alone_finds_its_files_where_they_were(folder, project, tmp_path):
    write_project(folder / "take.rhapsode", project, collect=False, force=False)
    alone = tmp_path / "desk" / "deep"
    alone.mkdir(parents=True)
    (folder / "take.rhapsode").rename(alone / "take.rhapsode")
    assert read_project(alone / "take.rhapsode").project == project


def test_a_file_that_moved_is_looked_for_beside_the_project(folder, project, tmp_path):
    elsewhere = tmp_path / "sounds"
    elsewhere.mkdir()
    (folder / "voice.wav").rename(elsewhere / "voice.wav")
    far = replace(project, voice=replace(project.voice, file=elsewhere / "voice.wav"))
    write_project(folder / "take.rhapsode", far, collect=False, force=False)
    (elsewhere / "voice.wav").rename(folder / "voice.wav")
    assert read_project(folder / "take.rhapsode").project.voice.file == folder / "voice.wav"


def test_of_two_files_of_that_name_the_one_that_was_meant_is_taken(folder, project, tmp_path):
    elsewhere = tmp_path / "copy"
    elsewhere.mkdir()
    write_project(folder / "take.rhapsode", project, collect=False, force=False)
    (folder / "take.rhapsode").rename(elsewhere / "take.rhapsode")
    (elsewhere / "voice.wav").write_bytes(b"quite another sound")
    assert read_project(elsewhere / "take.rhapsode").project.voice.file == folder / "voice.wav"


def test_a_file_that_has_changed_is_used_and_said(folder, project):
    write_project(folder / "take.rhapsode", project, collect=False, force=False)
    (folder / "face.png").write_bytes(b"retouched")
    read = read_project(folder / "take.rhapsode")
    assert read.project == project
    (warning,) = read.warnings
    assert warning.startswith("face.png is not the same file")


def test_a_file_that_is_gone_is_named(folder, project):
    write_project(folder / "take.rhapsode", project, collect=False, force=False)
    (folder / "smile.png").unlink()
    with pytest.raises(BadProject, match=r"smile\.png, which take\.rhapsode needs, was not found"):
        read_project(folder / "take.rhapsode")


def test_what_a_newer_version_wrote_survives(folder, project):
    file = folder / "take.rhapsode"
    write_project(file, project, collect=False, force=False)
    document = document_of(file)
    document["camera"] = {"zoom": 2}
    document["settings"]["brows"] = 1.5
    write_document(file, document)
    saved = read_project(file)
    calm = replace(saved.project, settings=replace(saved.project.settings, head=0.0))
    write_project(file, calm, collect=False, force=True, former=saved.document)
    again = document_of(file)
    assert again["camera"] == {"zoom": 2}
    assert (again["settings"]["brows"], again["settings"]["head"]) == (1.5, 0.0)


def test_a_newer_format_says_so(folder, project):
    file = folder / "take.rhapsode"
    write_project(file, project, collect=False, force=False)
    write_document(file, document_of(file) | {"format": 2, "written_by": "Rhapsode 9.1"})
    with pytest.raises(BadProject, match=r"newer Rhapsode \(Rhapsode 9\.1\)"):
        read_project(file)


@pytest.mark.parametrize("name", ["../../evil.wav", "/etc/evil.wav", "..", "C:\\evil.wav", "", "\n"])
def test_no_name_in_a_project_leads_out_of_its_folder(folder, project, name):
    file = folder / "take.rhapsode"
    write_project(file, project, collect=True, force=False)
    document = document_of(file)
    document["voice"]["file"]["name"] = name
    write_document(file, document)
    before = set(folder.parent.rglob("*"))
    voice = read_project(file).project.voice.file
    assert voice.read_bytes() == b"the bytes of voice.wav"
    assert voice.parent.name == document["voice"]["file"]["sha256"]
    assert set(folder.parent.rglob("*")) == before


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("settings", "seed"), -1),
        (("settings", "head"), "much"),
        (("settings", "head"), True),
        (("video", "size"), "9000"),
        (("video", "frames_per_second"), 26),
        (("voice", "edit", "start_s"), float("nan")),
        (("voice", "file"), "voice.wav"),
        (("voice", "file", "sha256"), "../../x"),
        (("portrait", "face"), 1.5),
        (("portrait", "placed"), [{"controls": {"nose": [1, 2]}}]),
        (("emotions",), [{"time_s": 0, "emotion": "joyful"}]),
        (("emotions",), 7),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_with_a_sentence(folder, project, place, value):
    file = folder / "take.rhapsode"
    write_project(file, project, collect=True, force=False)
    document = document_of(file)
    part = document
    for name in place[:-1]:
        part = part[name]
    part[place[-1]] = value
    write_document(file, document)
    with pytest.raises(BadProject, match=r"take\.rhapsode"):
        read_project(file)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 half a zip", b"quite another file"])
def test_what_is_no_project_is_said(folder, content):
    (folder / "take.rhapsode").write_bytes(content)
    with pytest.raises(BadProject, match="is no project"):
        read_project(folder / "take.rhapsode")
    with pytest.raises(BadProject, match="was not found"):
        read_project(folder / "none.rhapsode")


def test_a_damaged_sound_inside_is_said(folder, project):
    file = folder / "take.rhapsode"
    (folder / "voice.wav").write_bytes(b"a sound that nobody has read before")
    write_project(file, project, collect=True, force=False)
    file.write_bytes(file.read_bytes().replace(b"that nobody has read", b"that somebody spoiled"))
    with pytest.raises(BadProject, match=r"voice\.wav in take\.rhapsode is damaged"):
        read_project(file)


def test_a_project_is_written_whole_or_not_at_all(folder, project):
    file = folder / "take.rhapsode"
    write_project(file, project, collect=False, force=False)
    before = file.read_bytes()
    with pytest.raises(CannotWrite, match="exists already"):
        write_project(file, Project(), collect=False, force=False)
    (folder / "voice.wav").unlink()
    with pytest.raises(BadProject, match=r"voice\.wav cannot be read"):
        write_project(file, project, collect=True, force=True)
    assert file.read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == ["face.png", "other.wav", "smile.png", "take.rhapsode"]


def document_of(file):
    with zipfile.ZipFile(file) as archive:
        return json.loads(archive.read("project.json"))


def write_document(file, document):
    """Put another document into a project, and leave the rest."""
    with zipfile.ZipFile(file) as archive:
        others = {name: archive.read(name) for name in archive.namelist() if name != "project.json"}
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("project.json", json.dumps(document))
        for name, data in others.items():
            archive.writestr(name, data)
