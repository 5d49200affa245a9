"""A drag on the time line, and what would change if it ended now."""

from dataclasses import dataclass, replace
from enum import Enum

from app.core.clip_edit import ClipEdit
from app.core.emotion import EmotionKey
from app.gui.timeline.scale import Scale
from app.gui.words import moment

SHORTEST_S = 0.2
CLICK_PX = 3.0  # a click moves the mouse less than this


class Spot(Enum):
    """Parts of the time line that the mouse can be on."""

    RULER = "ruler"
    WAVE = "wave"
    START = "start"
    STOP = "stop"
    FADE_IN = "fade_in"
    FADE_OUT = "fade_out"
    KEY = "key"
    LANE = "lane"


@dataclass(frozen=True, slots=True)
class Drag:
    """A drag, begun on `spot`; times are seconds of the whole sound.

    from_x, from_s: where it began, in widget pixels and in seconds. time_s: where it is now. whole_s: length of the
    sound.
    before, key: the edit, and the key that is dragged if there is one, as they were when it began.
    moved_at_all: whether it is more than a click.
    """

    spot: Spot
    from_x: float
    from_s: float
    time_s: float
    whole_s: float
    before: ClipEdit
    key: EmotionKey | None
    moved_at_all: bool = False

    def moved(self, x: float, scale: Scale) -> "Drag":
        """The drag with the mouse at widget pixel `x`."""
        far = self.moved_at_all or abs(x - self.from_x) > CLICK_PX
        return replace(self, time_s=round(scale.time_s(x), 3), moved_at_all=far)

    @property
    def edit(self) -> ClipEdit:
        """The edit that would result if the drag ended now."""
        edit, end_s, time_s = self.before, self.before.end_s(self.whole_s), self.time_s
        if not self.moved_at_all:
            return edit
        if self.spot is Spot.START:
            return replace(edit, start_s=min(time_s, max(0.0, end_s - SHORTEST_S)))
        if self.spot is Spot.STOP:
            return replace(edit, stop_s=max(time_s, edit.start_s + SHORTEST_S))
        if self.spot is Spot.FADE_IN:
            return replace(edit, fade_in_s=min(max(0.0, time_s - edit.start_s), end_s - edit.start_s - edit.fade_out_s))
        if self.spot is Spot.FADE_OUT:
            return replace(edit, fade_out_s=min(max(0.0, end_s - time_s), end_s - edit.start_s - edit.fade_in_s))
        return edit

    @property
    def part(self) -> tuple[float, float] | None:
        """(start, stop) in seconds of the part to repeat; None after a mere click."""
        return (min(self.from_s, self.time_s), max(self.from_s, self.time_s)) if self.moved_at_all else None

    @property
    def moved_key(self) -> EmotionKey:
        """The key at its new time."""
        assert self.key is not None
        return replace(self.key, time_s=self.time_s) if self.moved_at_all else self.key

    @property
    def bubble(self) -> tuple[float, str] | None:
        """(time in seconds, text) of the bubble that says what the drag means now; None for no bubble."""
        if not self.moved_at_all or self.spot is Spot.WAVE:
            return None
        if self.spot is Spot.FADE_IN:
            return self.time_s, f"Fade in {self.edit.fade_in_s:.2f} s"
        if self.spot is Spot.FADE_OUT:
            return self.time_s, f"Fade out {self.edit.fade_out_s:.2f} s"
        if self.spot is Spot.RULER:
            return self.time_s, f"{abs(self.time_s - self.from_s):.2f} s"
        zero_s = self.before.start_s if self.spot is not Spot.START else 0.0
        return self.time_s, moment(max(0.0, self.time_s - zero_s))


def begun(spot: Spot, x: float, scale: Scale, edit: ClipEdit, key: EmotionKey | None) -> Drag:
    """A drag that begins at widget pixel `x`. edit: as it is now. key: the one that is dragged."""
    time_s = scale.time_s(x)
    return Drag(spot, x, time_s, time_s, scale.whole_s, edit, key)
