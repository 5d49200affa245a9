"""The list of recordings: how it looks, and its keys."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.gui.look.colors import Colors
from app.gui.look.icons import pixmap
from app.gui.look.theme import Theme
from app.gui.recording.recording_model import RecordingModel, RecordingRole

ROW_PX = 46
ROWS = 3  # in sight; more scroll
_MARGIN_PX = 10
_ICON_PX = 20

Index = QModelIndex | QPersistentModelIndex


class RecordingRow(QStyledItemDelegate):
    """Name above, length and date below; at the right, whether it is the voice or is being played."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The height of a row with two lines; the list decides the width."""
        return QSize(0, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one recording."""
        colors = self._theme.colors
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = option.rect.adjusted(3, 2, -3, -2)
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colors.hover if selected else colors.raised))
            painter.drawRoundedRect(rect, 6, 6)
        if selected and state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(colors.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect, 6, 6)
        is_voice, is_heard = bool(index.data(RecordingRole.IS_VOICE)), bool(index.data(RecordingRole.IS_HEARD))
        text = rect.adjusted(_MARGIN_PX, 3, -_MARGIN_PX - (_ICON_PX + 6 if is_voice or is_heard else 0), -3)
        self._write(painter, text, index, colors)
        if is_voice or is_heard:
            ratio = painter.device().devicePixelRatio()
            picture = pixmap("volume" if is_heard else "voice", colors.accent, _ICON_PX, ratio)
            painter.drawPixmap(rect.right() - _MARGIN_PX - _ICON_PX, rect.center().y() - _ICON_PX // 2 + 1, picture)
        painter.restore()

    def _write(self, painter: QPainter, rect: QRect, index: Index, colors: Colors) -> None:
        font = QFont(painter.font())
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(colors.text))
        upper = QRect(rect.left(), rect.top(), rect.width(), rect.height() // 2)
        name = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(upper, Qt.AlignmentFlag.AlignVCenter, name)
        font.setWeight(QFont.Weight.Normal)
        font.setPointSizeF(font.pointSizeF() * 0.9)
        painter.setFont(font)
        painter.setPen(QColor(colors.muted))
        lower = upper.translated(0, rect.height() // 2)
        painter.drawText(lower, Qt.AlignmentFlag.AlignVCenter, str(index.data(RecordingRole.DETAILS)))

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Let the editor fill the whole row, so that the name can be read while it is typed."""
        editor.setGeometry(option.rect.adjusted(4, 6, -4, -6))


class RecordingList(QListView):
    """Enter uses a recording, F2 renames it, Delete deletes it."""

    used = Signal()
    delete_pressed = Signal()

    def __init__(self, theme: Theme, model: RecordingModel) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("takes")
        self.setModel(model)
        self.setItemDelegate(RecordingRow(theme, self))
        self.setAccessibleName("Takes")
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self._fit()
        model.modelReset.connect(self._fit)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.EditKeyPressed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.doubleClicked.connect(self._on_double_click)
        theme.changed.connect(self._recolor)
        self._recolor(theme.colors)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Handle Enter, Delete and Backspace here; Qt handles the rest, and all keys while a name is typed."""
        if self.state() is QListView.State.EditingState:
            super().keyPressEvent(event)  # the editor passes on the Enter that ends it
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.used.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.currentIndex().isValid():
            self.delete_pressed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows, or a sentence if there are none."""
        super().paintEvent(event)
        if not self.model().rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(QColor(self._theme.colors.muted))
            where = self.viewport().rect().adjusted(20, 0, -20, 0)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(where, flags, "What you record is listed here.")

    def _fit(self) -> None:
        """As high as it has recordings, from two to ROWS."""
        self.setFixedHeight(min(max(2, self.model().rowCount()), ROWS) * ROW_PX + 6)

    def _on_double_click(self, _index: QModelIndex) -> None:
        self.used.emit()

    def _recolor(self, colors: Colors) -> None:
        self.setStyleSheet(
            f"#takes {{ background: {colors.panel}; border: 1px solid {colors.line}; border-radius: 8px;"
            f" padding: 2px; }}"
            f"#takes QLineEdit {{ background: {colors.panel}; color: {colors.text}; border: 1px solid {colors.accent};"
            f" border-radius: 6px; padding: 0 8px; }}"
        )
        self.viewport().update()
