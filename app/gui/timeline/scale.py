"""Which part of the sound the time line shows, and how large."""

from dataclasses import dataclass, replace

MARGIN_PX = 16  # beside the sound's ends, so that their handles can be grasped
MOST_PX_PER_S = 800.0


@dataclass(frozen=True, slots=True)
class Scale:
    """Seconds to pixels and back.

    whole_s: length of the sound. width_px: of the widget. start_s: time at the left margin. zoom: 1 shows all.
    """

    whole_s: float = 0.0
    width_px: int = 1
    start_s: float = 0.0
    zoom: float = 1.0

    @property
    def px_per_s(self) -> float:
        """Pixels of one second."""
        return self._room_px / max(self.whole_s, 0.01) * self.zoom

    @property
    def shown_s(self) -> float:
        """Seconds between the margins."""
        return self.whole_s / self.zoom

    @property
    def most_zoom(self) -> float:
        """The largest zoom, at which a syllable fills the width."""
        return max(1.0, MOST_PX_PER_S * self.whole_s / self._room_px)

    @property
    def _room_px(self) -> float:
        return max(1.0, self.width_px - 2.0 * MARGIN_PX)

    def x(self, time_s: float) -> float:
        """Widget pixel at which a moment of the sound lies."""
        return MARGIN_PX + (time_s - self.start_s) * self.px_per_s

    def time_s(self, x: float) -> float:
        """The moment at widget pixel `x`, limited to the sound."""
        return min(max(self.start_s + (x - MARGIN_PX) / self.px_per_s, 0.0), self.whole_s)

    def resized(self, width_px: int) -> "Scale":
        """The same part on another width."""
        return replace(self, width_px=width_px)._inside()

    def zoomed(self, factor: float, x: float) -> "Scale":
        """Closer, or farther where the factor is below 1; the moment at `x` stays there."""
        moment_s = self.start_s + (x - MARGIN_PX) / self.px_per_s
        closer = replace(self, zoom=min(max(self.zoom * factor, 1.0), self.most_zoom))
        return replace(closer, start_s=moment_s - (x - MARGIN_PX) / closer.px_per_s)._inside()

    def scrolled_to(self, start_s: float) -> "Scale":
        """The same zoom, beginning at this moment as far as the sound allows."""
        return replace(self, start_s=start_s)._inside()

    def following(self, time_s: float) -> "Scale":
        """The same scale if it shows the play head at `time_s`, else one that has turned the page to it."""
        if self.start_s <= time_s <= self.start_s + 0.98 * self.shown_s:
            return self
        return self.scrolled_to(time_s - 0.05 * self.shown_s)

    def _inside(self) -> "Scale":
        zoom = min(max(self.zoom, 1.0), self.most_zoom)
        start_s = min(max(self.start_s, 0.0), max(0.0, self.whole_s - self.whole_s / zoom))
        return replace(self, zoom=zoom, start_s=start_s)


def tick_s(px_per_s: float) -> float:
    """Seconds between two written times, so that they stand at least 70 pixels apart."""
    steps = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0)
    return next((step for step in steps if step * px_per_s >= 70.0), 3600.0)
