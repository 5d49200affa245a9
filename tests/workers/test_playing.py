"""The loop that follows the audio clock, with a renderer whose slowness is known."""

import threading
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import numpy as np
import pytest
import torch

from app.core.audio import MODEL_SAMPLE_RATE_HZ, AudioClip
from app.core.clip_edit import NO_EDIT, ClipEdit
from app.core.face import Box, Face
from app.core.frame import Frame
from app.core.motion import FRAMES_PER_SECOND, Motion, frame_count
from app.core.portrait import Portrait
from app.core.project import PortraitSource, Project, VoiceSource
from app.core.settings import PerformanceSettings
from app.engine.performance import Performance
from app.workers.job import JobCancelled
from app.workers.playing import Hearing, LoopRange, Moment, PlayTake, ShowFrame
from app.workers.room import EngineRoom
from app.workers.take import PortraitInfo, SoundInfo, Take

FRAME_S = 1 / FRAMES_PER_SECOND


class WallClockPlayer:
    """A sound device that makes no sound and keeps perfect time."""

    silent_reason = "There is no sound device."
    volume = 1.0

    def __init__(self):
        self.stopped = True

    def play(self, clip, start_s):
        self.began, self.clip, self.stopped = perf_counter() - start_s, clip, False

    def stop(self):
        self.stopped = True

    def position_s(self):
        return min(perf_counter() - self.began, self.clip.duration_s)

    @property
    def ended(self):
        return self.stopped or perf_counter() - self.began >= self.clip.duration_s


class SlowAnimator:
    """Draws nothing, in a known time; remembers what it drew and with which settings."""

    device = torch.device("cpu")

    def __init__(self, seconds_per_frame):
        self.seconds = seconds_per_frame
        self.drawn = []

    def renderer(self, portrait, face, size):
        return None

    def perform(self, clip, settings, drive=None):
        frames = frame_count(clip.duration_s)
        return Performance(frames, settings, (Motion.still(10) for _ in range(frames // 10 + 1)))

    def frame(self, renderer, performance, index):
        threading.Event().wait(self.seconds)
        performance.motion(index, index + 1)
        self.drawn.append((index, performance.settings))
        return Frame(np.zeros((2, 2, 3), np.uint8), index)


class Showing(PlayTake):
    """Notes when each frame was shown."""

    def __init__(self, room, take, start_frame=0):
        super().__init__(take, 0.5, start_frame)
        self.shown = []
        self.player = room.player()

    def show(self, frame):
        self.shown.append((frame.index, None if self.player.stopped else self.player.position_s()))
        super().show(frame)


def room_with(animator, seconds=1.0, edit=NO_EDIT):
    """A room that keeps a portrait and a voice, and the take that is made of them."""
    room = EngineRoom(load=lambda device: animator, player=WallClockPlayer)
    picture = np.zeros((64, 64, 3), np.uint8)
    face = Face(np.zeros((478, 3), np.float32), None, Box(0, 0, 64, 64), picture[..., 0].astype(np.float32), picture)
    loaded = room.keep_portrait(Portrait(picture), [], 0, face)
    key = room.keep_clip(AudioClip(np.zeros(round(seconds * MODEL_SAMPLE_RATE_HZ), np.float32)))
    portrait = PortraitInfo(PortraitSource(b""), "black", 64, 64, (), Frame(picture, 0), loaded.key)
    sound = SoundInfo("silence", Path("silence.wav"), seconds, np.zeros(1, np.float32), (), key)
    return room, Take(Project(portrait.source, VoiceSource(sound.file, edit=edit)), portrait, sound)


def test_a_quick_renderer_shows_every_frame_when_its_sound_is_heard():
    room, take = room_with(SlowAnimator(0.002))
    job, told = Showing(room, take), []
    ended = job.run(room, told.append)
    assert told == [Hearing("There is no sound device.")]
    assert ended.shown >= 22  # a busy machine may cost one or two of the 25
    for index, heard_s in job.shown[1:]:
        assert -0.001 <= heard_s - index * FRAME_S < 2 * FRAME_S


def test_a_slow_renderer_drops_late_frames_before_drawing_them():
    animator = SlowAnimator(0.1)  # two and a half frames long
    room, take = room_with(animator)
    job = Showing(room, take)
    ended = job.run(room, lambda value: None)
    assert ended.dropped >= 10
    assert len(animator.drawn) == ended.shown
    indices = [index for index, _ in job.shown]
    assert indices == sorted(set(indices))
    lateness = [heard_s - index * FRAME_S for index, heard_s in job.shown[3:]]
    assert float(np.median(lateness)) < 0.06  # it draws the frame that will be due once it is drawn


def test_playing_on_from_the_middle_starts_there():
    room, take = room_with(SlowAnimator(0.001), seconds=0.6)
    job = Showing(room, take, start_frame=10)
    job.run(room, lambda value: None)
    assert job.shown[0][0] == 10


def test_settings_changed_while_playing_take_effect():
    animator = SlowAnimator(0.001)
    room, take = room_with(animator, seconds=0.6)
    job = Showing(room, take)
    lively = PerformanceSettings(head=1.0, seed=7)

    def change(value):
        job.take = replace(take, project=replace(take.project, settings=lively))

    job.run(room, change)
    assert animator.drawn[0][1] == PerformanceSettings()
    assert animator.drawn[-1][1] == lively


def test_the_volume_reaches_the_player():
    room, take = room_with(SlowAnimator(0.001), seconds=0.3)
    job = Showing(room, take)

    def turn_down(value):
        job.volume = 0.1

    job.run(room, turn_down)
    assert room.player().volume == 0.1


def test_a_sound_device_that_goes_away_is_reported():
    room, take = room_with(SlowAnimator(0.001), seconds=0.4)
    job, told = Showing(room, take), []

    def unplug(value):
        told.append(value)
        job.player.silent_reason = "The sound device has gone."

    job.run(room, unplug)
    assert told == [Hearing("There is no sound device."), Hearing("The sound device has gone.")]


def test_a_cancelled_show_stops_the_sound():
    room, take = room_with(SlowAnimator(0.001))
    job = Showing(room, take)
    with pytest.raises(JobCancelled):
        job.run(room, lambda value: job.cancel())
    assert room.player().stopped


def test_a_far_moment_can_be_cancelled_on_the_way():
    animator = SlowAnimator(0.001)
    room, take = room_with(animator, seconds=60.0)
    job = ShowFrame(Moment(take, 1400))
    job.cancel()
    with pytest.raises(JobCancelled):
        job.run(room, lambda value: None)
    assert animator.drawn == []


def test_a_moment_past_the_end_shows_the_last_frame():
    room, take = room_with(SlowAnimator(0.001), seconds=0.4)
    job = ShowFrame(Moment(take, 99))
    job.run(room, lambda value: None)
    assert job.take_frame().index == 9


def test_a_hand_that_drags_is_followed_by_one_job():
    room, take = room_with(SlowAnimator(0.001), seconds=10.0)
    job, shown = ShowFrame(Moment(take, 1)), []

    def drag(frame):
        shown.append(frame.index)
        if len(shown) < 5:
            job.moment = Moment(take, len(shown) * 20)

    job.show = drag
    assert job.run(room, lambda value: None).index == 80
    assert shown == [1, 20, 40, 60, 80]


def test_a_part_plays_again_and_again_until_there_is_none():
    room, take = room_with(SlowAnimator(0.001), seconds=0.8)
    job = Showing(room, take)
    job.loop = LoopRange(0.2, 0.4)

    def let_go():
        if len([index for index, _ in job.shown if index == 5]) == 3:
            job.loop = None

    job.check = let_go
    job.run(room, lambda value: None)
    indices = [index for index, _ in job.shown]
    assert indices.count(5) == 3  # once on the way from the start, twice on coming back
    assert indices[-1] >= 18  # then on to the end
    assert max(indices[: len(indices) - indices[::-1].index(5)]) <= 11


def test_what_is_cut_away_is_neither_played_nor_performed():
    room, take = room_with(SlowAnimator(0.001), seconds=2.0, edit=ClipEdit(0.5, 0.9))
    job = PlayTake(take, 0.5)
    job.run(room, lambda value: None)
    assert room.player().clip.duration_s == pytest.approx(0.4)
    assert job.take_frame().index == 9
