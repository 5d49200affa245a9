"""Colours and shapes of the window, in light and in dark, following the system."""

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from app.gui.look.stylesheet import stylesheet
from app.gui.look.tones import DARK, LIGHT, Tones


class Theme(QObject):
    """Keeps the application's look in step with the system's light or dark mode."""

    changed = Signal(object)  # Tones

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self.tones = LIGHT
        self._system_is_dark = app.palette().window().color().lightness() < 128
        app.setStyle("Fusion")
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self.follow)
        self.follow(hints.colorScheme())

    @property
    def is_dark(self) -> bool:
        """Whether the dark tones are in use."""
        return self.tones is DARK

    @Slot(Qt.ColorScheme)
    def follow(self, scheme: Qt.ColorScheme) -> None:
        """Look as the system does; where it does not say, the palette it started with tells."""
        unknown = scheme is Qt.ColorScheme.Unknown
        dark = self._system_is_dark if unknown else scheme is Qt.ColorScheme.Dark
        self.tones = DARK if dark else LIGHT
        self._app.setPalette(_palette(self.tones))
        self._app.setStyleSheet(stylesheet(self.tones))
        self.changed.emit(self.tones)


def _palette(tones: Tones) -> QPalette:
    """For what the style sheet does not draw: menus of the file dialog, selections, links."""
    roles = QPalette.ColorRole
    palette = QPalette()
    for role, color in (
        (roles.Window, tones.window),
        (roles.WindowText, tones.text),
        (roles.Base, tones.panel),
        (roles.AlternateBase, tones.raised),
        (roles.Text, tones.text),
        (roles.Button, tones.raised),
        (roles.ButtonText, tones.text),
        (roles.ToolTipBase, tones.raised),
        (roles.ToolTipText, tones.text),
        (roles.PlaceholderText, tones.muted),
        (roles.Highlight, tones.accent),
        (roles.HighlightedText, tones.on_accent),
        (roles.Link, tones.accent),
        (roles.Accent, tones.accent),
    ):
        palette.setColor(role, QColor(color))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tones.faint))
    return palette
