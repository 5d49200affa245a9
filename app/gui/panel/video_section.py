"""The side panel's part about the exported video."""

from PySide6.QtCore import QSignalBlocker, QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from app.core.video_size import OutputSize, frame_size
from app.gui.look.colors import Colors
from app.gui.look.icons import icon
from app.gui.look.theme import Theme
from app.gui.panel.section import ChoiceBox, Section, push_button
from app.gui.words import about
from app.workers.exporting import ExportProgress
from app.workers.take import PortraitInfo

_SIZES: tuple[tuple[str, OutputSize | None], ...] = (
    ("Automatic", None),
    *((size.capitalize(), size) for size in OutputSize),
)


class VideoSection(Section):
    """Chooses the video's size, starts the export and shows its progress."""

    size_chosen = Signal(object)  # OutputSize | None
    export_pressed = Signal()
    cancel_pressed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__("Video")
        self.setObjectName("pinned")
        self.size_box = ChoiceBox(theme)
        self.size_box.setAccessibleName("Video size")
        self.size_box.setToolTip("Shorter side of the video; the whole picture is always kept")
        for text, size in _SIZES:
            self.size_box.addItem(text, size)
        self.size_box.currentIndexChanged.connect(self._on_size)
        self._note = QLabel(wordWrap=True)
        self._note.setObjectName("muted")
        self.export_button = push_button(" Export video…", "Save the performance as a video (Ctrl+E)")
        self.export_button.setObjectName("primary")
        self.export_button.setIconSize(QSize(20, 20))
        self.export_button.clicked.connect(self.export_pressed)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Export progress")
        self.progress_text = QLabel()
        self.progress_text.setObjectName("muted")
        self.cancel_button = push_button("Cancel", "Give the export up; nothing of it is kept")
        self.cancel_button.setAccessibleName("Cancel export")
        self.cancel_button.clicked.connect(self._on_cancel)
        self.cancel_button.setProperty("small", True)
        self._progress = QWidget()
        self._doing = QStackedWidget()  # so that the section keeps its height
        self._lay_out()
        theme.changed.connect(self._recolor)
        self._recolor(theme.colors)
        self.set_portrait(None)
        self.set_exporting(False)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        label = QLabel("Size")
        label.setBuddy(self.size_box)
        row.addWidget(label)
        row.addWidget(self.size_box, 1)
        self.body.addLayout(row)
        self.body.addWidget(self._note)
        column = QVBoxLayout(self._progress)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(5)
        column.addWidget(self.bar)
        last = QHBoxLayout()
        last.addWidget(self.progress_text, 1)
        last.addWidget(self.cancel_button)
        column.addLayout(last)
        self._doing.addWidget(self.export_button)
        self._doing.addWidget(self._progress)
        self.body.addWidget(self._doing)

    def set_portrait(self, info: PortraitInfo | None) -> None:
        """Name in each choice the pixels that it means for this portrait; None for no portrait."""
        named: dict[tuple[int, int], str] = {}
        for index, (text, size) in enumerate(_SIZES):
            if info is not None:
                pixels = frame_size(info.width, info.height, size)
                same_as = named.setdefault((pixels.width, pixels.height), text)
                text += f" ({pixels.width} × {pixels.height})" if same_as == text else f", same as {same_as}"
            self.size_box.setItemText(index, text)
        too_large = info is not None and frame_size(info.width, info.height, OutputSize.ORIGINAL).reduced
        self._note.setText("The picture is larger than a video can be; Original is the largest size that plays.")
        self._note.setVisible(too_large and self.size_box.currentData() is OutputSize.ORIGINAL)
        self._too_large = too_large

    def show_size(self, size: OutputSize | None) -> None:
        """Show a size without sending it."""
        with QSignalBlocker(self.size_box):
            self.size_box.setCurrentIndex([choice for _, choice in _SIZES].index(size))

    def set_usable(self, usable: bool) -> None:
        """Allow starting an export now, or not."""
        self.export_button.setEnabled(usable)

    def set_exporting(self, exporting: bool) -> None:
        """Show the progress in place of the export button, or the button again."""
        self._doing.setCurrentWidget(self._progress if exporting else self.export_button)
        self.cancel_button.setEnabled(True)
        self.bar.setRange(0, 0)
        self.progress_text.setText("Starting…")

    def set_progress(self, progress: ExportProgress) -> None:
        """Show how far the export is."""
        self.bar.setRange(0, progress.total)
        self.bar.setValue(progress.done)
        percent = f"{100 * progress.done // progress.total} %"
        left = "" if progress.remaining_s is None else f", {about(progress.remaining_s)} left"
        self.progress_text.setText(percent + left)

    def _on_size(self, _index: int) -> None:
        size = self.size_box.currentData()
        self._note.setVisible(self._too_large and size == OutputSize.ORIGINAL)
        self.size_chosen.emit(OutputSize(size) if size is not None else None)

    def _on_cancel(self) -> None:
        self.cancel_button.setEnabled(False)
        self.progress_text.setText("Cancelling…")
        self.cancel_pressed.emit()

    def _recolor(self, colors: Colors) -> None:
        self.export_button.setIcon(icon("export", colors.on_accent, colors.faint))
