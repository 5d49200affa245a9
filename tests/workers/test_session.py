"""What the user's wishes do to the settings of a session; no job runs here."""

import pytest

from app.core.emotion import NO_EMOTION, Emotion, EmotionTrack
from app.core.settings import PerformanceSettings
from app.workers.room import EngineRoom
from app.workers.session import Session


@pytest.fixture
def session(qapp):
    session = Session(EngineRoom())
    yield session
    session.close()
    session.deleteLater()


def test_an_emotion_keeps_the_other_settings_and_they_keep_it(session):
    session.set_head(0.8)
    session.set_seed(7)
    session.set_emotion(Emotion.SAD, 0.6)
    sad = EmotionTrack.constant(Emotion.SAD, 0.6)
    assert session.settings == PerformanceSettings(head=0.8, seed=7, emotion=sad)
    session.set_seed(8)
    session.set_head(0.1)
    assert session.settings == PerformanceSettings(head=0.1, seed=8, emotion=sad)


def test_neutral_is_no_emotion_at_any_intensity(session):
    session.set_emotion(Emotion.HAPPY, 1.0)
    session.set_emotion(Emotion.NEUTRAL, 0.5)
    assert session.settings.emotion == NO_EMOTION
