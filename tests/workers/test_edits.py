"""Trims, fades and emotions in a session without a window; no job runs here."""

import numpy as np
import pytest

from app.core.clip_edit import NO_EDIT, ClipEdit
from app.core.emotion import Emotion
from app.core.settings import PerformanceSettings
from app.workers.room import EngineRoom
from app.workers.session import Session
from app.workers.take import SoundInfo


@pytest.fixture
def session(qapp, tmp_path):
    session = Session(EngineRoom())
    ten = SoundInfo("ten seconds", tmp_path / "ten.wav", 10.0, np.zeros(1000, np.float32), (), 0)
    session.set_sound(ten, NO_EDIT)
    yield session
    session.close()
    session.deleteLater()


def test_a_trim_keeps_the_moment_and_can_be_undone(session):
    session.move_to(4.0)
    session.edits.trim(1.0, 6.0)
    assert session.edit == ClipEdit(1.0, 6.0)
    assert session.duration_s == 5.0
    assert session.position_s == 3.0
    session.undo()
    assert session.edit == NO_EDIT
    assert session.position_s == 4.0
    session.redo()
    assert session.edit == ClipEdit(1.0, 6.0)


def test_a_moment_that_is_cut_away_goes_to_the_end(session):
    session.move_to(9.0)
    session.edits.trim(0.0, 5.0)
    assert session.position_s == pytest.approx(4.96)


@pytest.mark.parametrize(("start_s", "stop_s"), [(3.0, 3.0), (5.0, 2.0), (99.0, 120.0)])
def test_something_is_always_left(session, start_s, stop_s):
    session.edits.trim(start_s, stop_s)
    assert session.duration_s >= 0.19


def test_fades_never_overlap(session):
    session.edits.fade(6.0, 7.0)
    assert session.edit == ClipEdit(0.0, None, 6.0, 4.0)
    session.edits.trim(2.0, 5.0)
    assert session.edit == ClipEdit(2.0, 5.0, 3.0, 0.0)
    session.edits.undo_all()
    assert session.edit == NO_EDIT


def test_a_change_of_emotion_begins_with_what_the_face_feels_there(session):
    direction = session.direction
    session.set_emotion(Emotion.SAD, 0.5)
    direction.add_key(4.0)
    assert (direction.selected.emotion, direction.selected.intensity) == (Emotion.SAD, 0.5)
    session.set_emotion(Emotion.HAPPY, 1.0)
    assert direction.first.emotion is Emotion.SAD
    direction.add_key(4.01)  # the same one, for a hand
    assert len(direction.keys) == 1
    direction.move_key(direction.keys[0], 2.0)
    assert direction.keys[0].time_s == direction.selected.time_s == 2.0
    direction.delete_key(direction.keys[0])
    assert direction.keys == ()
    assert direction.selected is None


@pytest.mark.parametrize("aside_s", [0.0, 0.03, -0.03])
def test_a_change_that_is_moved_onto_another_takes_its_place_and_undo_brings_both_back(session, aside_s):
    direction = session.direction
    direction.add_key(4.0)
    session.set_emotion(Emotion.HAPPY, 1.0)
    direction.add_key(6.0)
    session.set_emotion(Emotion.NEUTRAL, 1.0)
    before = direction.keys
    direction.move_key(direction.selected, 4.0 + aside_s)
    (key,) = direction.keys
    assert key == direction.selected == direction.edited
    assert (key.time_s, key.emotion) == (4.0 + aside_s, Emotion.NEUTRAL)
    session.undo()
    assert direction.keys == before
    session.redo()
    assert direction.keys == (key,)
    assert direction.selected == key


def test_changes_a_frame_apart_stay_two(session):
    direction = session.direction
    direction.add_key(4.0)
    direction.add_key(6.0)
    direction.move_key(direction.selected, 4.04)
    assert len(direction.keys) == 2


@pytest.mark.parametrize("start_s", [0.0, 1.5])
def test_where_the_take_begins_its_first_emotion_is_worked_on_and_not_covered(session, start_s):
    direction = session.direction
    session.set_emotion(Emotion.SAD, 0.5)
    session.edits.trim(start_s, 9.0)
    direction.add_key(4.0)
    said = []
    session.noted.connect(said.append)
    direction.add_key(start_s)
    assert said == ["The emotion with which the take begins can be chosen in Direct."]
    assert [key.time_s for key in direction.keys] == [4.0]
    assert direction.selected is None
    session.set_emotion(Emotion.HAPPY, 1.0)
    assert direction.first.emotion is Emotion.HAPPY


def test_a_take_that_was_cut_begins_with_the_change_before_the_cut(session):
    direction = session.direction
    direction.add_key(1.0)
    session.edits.trim(2.0, 9.0)
    direction.add_key(2.0)
    assert [key.time_s for key in direction.keys] == [1.0]
    assert direction.selected == direction.keys[0]


def test_undo_stays_with_the_change_that_is_worked_on(session):
    direction = session.direction
    direction.add_key(4.0)
    session.set_emotion(Emotion.HAPPY, 1.0)
    direction.move_key(direction.selected, 5.0)
    session.undo()
    assert (direction.selected.time_s, direction.selected.emotion) == (4.0, Emotion.HAPPY)
    session.undo()
    assert (direction.selected.time_s, direction.selected.emotion) == (4.0, Emotion.NEUTRAL)


def test_the_engine_hears_of_emotions_in_the_takes_own_time(session):
    session.direction.add_key(4.0)
    session.set_emotion(Emotion.HAPPY, 1.0)
    session.edits.trim(1.5, 9.0)
    assert [key.time_s for key in session.project.take_settings.emotion.keys] == [2.5]
    assert [key.time_s for key in session.settings.emotion.keys] == [4.0]


def test_quick_changes_of_one_setting_are_one_step(session):
    for value in (0.6, 0.7, 0.8):
        session.direction.set("head", value)
    session.direction.set("gaze", 1.5)
    session.direction.set("gaze", 1.6)
    assert session.undo_stack.count() == 2
    session.undo()
    assert session.settings == PerformanceSettings(head=0.8)
    session.undo()
    assert session.settings == PerformanceSettings()


def test_a_slider_brought_back_leaves_no_step(session):
    session.direction.set("head", 0.9)
    session.direction.set("head", 0.5)
    assert session.undo_stack.count() == 0


def test_the_part_that_plays_again_lies_inside_what_is_used(session):
    from app.workers.playing import LoopRange

    session.edits.trim(2.0, 6.0)
    session.playback.select(LoopRange(1.0, 4.0))
    assert session.playback.loop == LoopRange(0.0, 2.0)
    session.playback.select(LoopRange(8.0, 9.0))
    assert session.playback.loop is None
    session.playback.set_looping(True)
    assert session.playback.loop == LoopRange(0.0, 4.0)
