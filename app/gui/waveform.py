"""A small picture of a sound."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui.theme import Theme, Tones

_BAR_PX = 3
_GAP_PX = 2


class Waveform(QWidget):
    """Bars as high as the sound is loud; those that were played are coloured."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._peaks: NDArray[np.float32] = np.zeros(0, np.float32)
        self._played = 0.0
        self.setAccessibleName("Waveform of the voice")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(44)
        theme.changed.connect(self._repaint)

    def set_peaks(self, peaks: NDArray[np.float32]) -> None:
        """(n,) loudness in [0, 1] over the whole sound."""
        self._peaks = peaks
        self.update()

    def set_played(self, part: float) -> None:
        """How much of it has been played, 0 to 1."""
        bars = max(1, self._bar_count())
        if int(part * bars) != int(self._played * bars):
            self.update()
        self._played = part

    def sizeHint(self) -> QSize:
        """Wide enough for a panel."""
        return QSize(240, 44)

    def _bar_count(self) -> int:
        return (self.width() + _GAP_PX) // (_BAR_PX + _GAP_PX)

    def _repaint(self, _tones: Tones) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bars."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        tones, bars = self._theme.tones, self._bar_count()
        loudness = _grouped(self._peaks, bars)
        loudest = max(float(loudness.max(initial=0.0)), 0.05)
        for index in range(bars):
            height = max(_BAR_PX, float(loudness[index]) / loudest * self.height())
            played = self._played > 0 and index < self._played * bars
            painter.setBrush(QColor(tones.accent if played else tones.edge))
            left = index * (_BAR_PX + _GAP_PX)
            painter.drawRoundedRect(QRectF(left, (self.height() - height) / 2, _BAR_PX, height), 1.5, 1.5)


def _grouped(peaks: NDArray[np.float32], bars: int) -> NDArray[np.float32]:
    """(n,) -> (bars,) loudest of each group; zeros without a sound."""
    if len(peaks) == 0 or bars == 0:
        return np.zeros(bars, np.float32)
    edges = np.linspace(0, len(peaks), bars + 1).astype(np.int64)
    return np.array([peaks[a : max(b, a + 1)].max() for a, b in pairwise(edges)], np.float32)
