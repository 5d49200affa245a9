"""The video's sizes, and when a video can be made."""

from dataclasses import replace

from hands import TIMEOUT_MS
from PIL import Image


def sizes(window):
    box = window.video.section.size_box
    return [box.itemText(index) for index in range(box.count())]


def test_each_size_stands_in_the_list_once(loaded):
    assert sizes(loaded) == [
        "Automatic (320 × 400)",
        "512 (512 × 640)",
        "720 (720 × 900)",
        "1080 (1080 × 1350)",
        "Original, same as Automatic",
    ]
    loaded.video.section.set_portrait(replace(loaded.session.portrait, width=2160, height=2700))
    assert sizes(loaded) == [
        "Automatic (1080 × 1350)",
        "512 (512 × 640)",
        "720 (720 × 900)",
        "1080, same as Automatic",
        "Original (2160 × 2700)",
    ]


def test_while_a_new_face_is_made_ready_nothing_is_said_or_exported_of_the_former_one(qtbot, loaded, group_file):
    session, section = loaded.session, loaded.video.section
    assert section.export_button.isEnabled()
    with qtbot.waitSignal(session.picture_seen, timeout=TIMEOUT_MS):
        session.load_portrait(group_file)
    assert session.loading
    assert not section.export_button.isEnabled()
    assert not loaded.video.export.isEnabled()
    assert loaded.transport.play_button.isEnabled()  # it plays when the face is ready
    assert sizes(loaded) == ["Automatic", "512", "720", "1080", "Original"]
    assert loaded.preview._said.text() == ""
    with qtbot.waitSignal(session.portrait_changed, timeout=TIMEOUT_MS):
        pass
    assert section.export_button.isEnabled()
    assert sizes(loaded)[0] == "Automatic (800 × 500)"


def test_a_picture_without_a_face_leaves_the_former_one_and_its_sizes(qtbot, loaded, tmp_path):
    session, before = loaded.session, sizes(loaded)
    Image.new("RGB", (640, 480), "#40a060").save(tmp_path / "meadow.png")
    with qtbot.waitSignal(session.told, timeout=TIMEOUT_MS):
        session.load_portrait(tmp_path / "meadow.png")
    qtbot.waitUntil(loaded.video.section.export_button.isEnabled, timeout=TIMEOUT_MS)
    assert sizes(loaded) == before
    assert loaded.preview._said.text() == "Preview 320 × 400"
