"""Colours and shapes of the window, in light and in dark, as the system or the user wants."""

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from app.gui.look.colors import DARK, LIGHT, Colors
from app.gui.look.stylesheet import stylesheet


class Theme(QObject):
    """Keeps the application's look in step with the system's light or dark mode, or with what the user chose."""

    changed = Signal(object)  # Colors

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self.colors = LIGHT
        self._chosen = Qt.ColorScheme.Unknown
        self._system_is_dark = app.palette().window().color().lightness() < 128
        app.setStyle("Fusion")
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self.follow)
        self.follow(hints.colorScheme())

    @property
    def is_dark(self) -> bool:
        """Whether the dark colours are in use."""
        return self.colors is DARK

    def choose(self, scheme: Qt.ColorScheme) -> None:
        """Use light or dark whatever the system has, or follow the system again (Unknown)."""
        self._chosen = scheme
        hints = QGuiApplication.styleHints()
        hints.setColorScheme(scheme)  # for title bars and the system's own dialogs
        self.follow(hints.colorScheme())

    @Slot(Qt.ColorScheme)
    def follow(self, scheme: Qt.ColorScheme) -> None:
        """Take the system's light or dark colours, unless the user has chosen.

        If the system names neither, those nearer to the palette at the start.
        """
        if self._chosen is not Qt.ColorScheme.Unknown:
            scheme = self._chosen
        unknown = scheme is Qt.ColorScheme.Unknown
        dark = self._system_is_dark if unknown else scheme is Qt.ColorScheme.Dark
        self.colors = DARK if dark else LIGHT
        self._app.setPalette(_palette(self.colors))
        self._app.setStyleSheet(stylesheet(self.colors))
        self.changed.emit(self.colors)


def _palette(colors: Colors) -> QPalette:
    """The palette for what the style sheet does not draw: menus of the file dialog, selections, links."""
    roles = QPalette.ColorRole
    palette = QPalette()
    for role, color in (
        (roles.Window, colors.window),
        (roles.WindowText, colors.text),
        (roles.Base, colors.panel),
        (roles.AlternateBase, colors.raised),
        (roles.Text, colors.text),
        (roles.Button, colors.raised),
        (roles.ButtonText, colors.text),
        (roles.ToolTipBase, colors.raised),
        (roles.ToolTipText, colors.text),
        (roles.PlaceholderText, colors.muted),
        (roles.Highlight, colors.accent),
        (roles.HighlightedText, colors.on_accent),
        (roles.Link, colors.accent),
        (roles.Accent, colors.accent),
    ):
        palette.setColor(role, QColor(color))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colors.faint))
    return palette
