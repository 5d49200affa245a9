"""What each emotion does to a face: facial action units, lids and head.

Which units make up an emotion follows the prototypes of the Emotional Facial Action Coding System (Friesen and Ekman
1983; as listed in Matsumoto et al. 2008, "Facial expressions of emotion", table 13.1). Strengths were set by looking at
five portraits with the names hidden; all of it keeps the gap between the lips.
"""

import numpy as np
from numpy.typing import NDArray

from app.core.emotion import Emotion, EmotionTrack
from app.core.motion import CHANNEL_INDEX, CHANNELS, FRAMES_PER_SECOND, HEAD, MOUTH, Motion
from app.model.motion.articulation import parted

# Channel values at full intensity; head angles in radians, for a head movement of 1.
EMOTIONS: dict[Emotion, dict[str, float]] = {
    Emotion.NEUTRAL: {},
    Emotion.HAPPY: {
        "cheek_raise": 1.0,
        "lip_corner_pull": 1.0,
        "lid_tighten": 0.35,
        "outer_brow_raise": 0.15,
        "pitch": -0.02,
        "roll": 0.03,
    },
    Emotion.SAD: {
        "inner_brow_raise": 1.1,
        "brow_lower": 0.35,
        "lip_corner_depress": 1.0,
        "chin_raise": 0.5,
        "blink_left": 0.16,
        "blink_right": 0.16,
        "gaze_y": 0.06,
        "pitch": 0.10,
        "roll": 0.04,
    },
    Emotion.ANGRY: {
        "brow_lower": 1.45,
        "upper_lid_raise": 0.7,
        "lid_tighten": 0.9,
        "lip_tighten": 1.1,
        "lip_corner_depress": 0.4,
        "nose_wrinkle": 0.25,
        "pitch": 0.08,
        "gaze_y": -0.06,  # the eyes stay on the viewer: a glare from under the brows
    },
    Emotion.AFRAID: {
        "inner_brow_raise": 1.2,
        "outer_brow_raise": 0.9,
        "brow_lower": 0.7,
        "upper_lid_raise": 1.6,
        "lid_tighten": 0.3,
        "lip_stretch": 1.3,
        "lip_corner_pull": 0.12,  # against the droop of stretched lips, which looks sad
        "pitch": -0.06,
        "gaze_y": 0.05,
    },
    Emotion.DISGUSTED: {
        "nose_wrinkle": 1.2,
        "upper_lip_raise": 1.0,
        "brow_lower": 0.6,
        "cheek_raise": 0.5,
        "lid_tighten": 0.7,
        "lip_corner_depress": 0.35,
        "chin_raise": 0.2,
        "pitch": -0.04,
        "yaw": 0.05,
    },
    Emotion.SURPRISED: {
        "inner_brow_raise": 1.3,
        "outer_brow_raise": 1.4,
        "upper_lid_raise": 1.4,
        "chin_raise": -0.7,  # the jaw hangs (AU 26) as far as closed lips let it
        "lip_tighten": 0.4,
        "lip_corner_depress": 0.55,  # takes back the smile of a smiling portrait
        "pitch": -0.06,
        "gaze_y": 0.05,
    },
}
# How wide lips part when they part: the aroused open theirs more, the sad hardly. Closed lips stay closed.
OPENING_GAIN: dict[Emotion, float] = {
    Emotion.HAPPY: 1.05,
    Emotion.SAD: 0.8,
    Emotion.ANGRY: 1.05,
    Emotion.AFRAID: 1.05,
    Emotion.DISGUSTED: 0.9,
    Emotion.SURPRISED: 1.4,
}


def with_emotion(motion: Motion, track: EmotionTrack, first_frame: int, head: float) -> Motion:
    """The motion of frames from `first_frame` on, coloured by a track of emotions.

    head: strength of head movement, 0..1; at 0 an emotion leaves the head still too.
    """
    if not track.keys:
        return motion
    times_s = (first_frame + np.arange(len(motion))) / FRAMES_PER_SECOND
    strengths = track.strengths(times_s)  # (T, 7)
    offsets = strengths @ _offsets()  # (T, 7) @ (7, M) -> (T, M)
    offsets[:, HEAD] *= head
    coefficients = motion.coefficients + offsets.astype(np.float32)
    gain = 1.0 + strengths @ np.array([OPENING_GAIN.get(emotion, 1.0) - 1.0 for emotion in Emotion])
    opening = motion.coefficients[:, MOUTH.start]
    gain = np.where(gain > 1, 1 + (gain - 1) * parted(opening), gain)  # lips that just touch for a p still do
    coefficients[:, MOUTH.start] = opening * gain
    lids = [CHANNEL_INDEX["blink_left"], CHANNEL_INDEX["blink_right"]]
    coefficients[:, lids] = np.clip(coefficients[:, lids], 0.0, 1.0)
    return Motion(np.ascontiguousarray(coefficients, dtype=np.float32))


def _offsets() -> NDArray[np.float64]:
    """(7, M) channel values of each emotion at full intensity."""
    table = np.zeros((len(Emotion), len(CHANNELS)))
    for row, emotion in enumerate(Emotion):
        for channel, value in EMOTIONS[emotion].items():
            table[row, CHANNEL_INDEX[channel]] = value
    return table
