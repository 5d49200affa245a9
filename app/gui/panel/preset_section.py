"""The side panel's part about named ways to perform."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit

from app.core.presets import Preset
from app.gui.look.colors import Colors
from app.gui.look.icons import icon
from app.gui.look.theme import Theme
from app.gui.panel.section import TOOL_BUTTON_PX, ChoiceBox, Section, push_button, tool_button

LONGEST_NAME = 40


class NameField(QLineEdit):
    """A field for a name, which Esc gives up."""

    given_up = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Send `given_up` on Esc; the rest is typed."""
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)


class PresetSection(Section):
    """Chooses a preset; saves, renames and deletes the user's own. A name is typed in place of the list."""

    chosen = Signal(object)  # Preset
    saved = Signal(str)
    renamed = Signal(str, str)  # old and new name
    deleted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        self.save_button = push_button("Save…", "Keep these settings under a name of your own")
        super().__init__("Preset", self.save_button)
        self._own: tuple[Preset, ...] = ()
        self._renaming = ""
        self.box = ChoiceBox(theme)
        self.box.setAccessibleName("Preset")
        self.box.setToolTip("A way to perform; the variation and changes of emotion stay")
        self.box.activated.connect(self._on_chosen)
        self.rename_button = tool_button("Rename preset", "Give this preset of yours another name")
        self.delete_button = tool_button("Delete preset", "Take this preset of yours away")
        self.name = NameField()
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setPlaceholderText("Name, then Enter")
        self.name.setAccessibleName("Name of the preset")
        self.name.setToolTip("Enter keeps it, Esc leaves it")
        self.name.returnPressed.connect(self._on_named)
        self.name.given_up.connect(self._leave)
        self.name.editingFinished.connect(self._leave)
        self.name.hide()
        self.save_button.setAccessibleName("Save preset")
        self.save_button.clicked.connect(self._ask_save)
        self.rename_button.clicked.connect(self._ask_rename)
        self.delete_button.clicked.connect(lambda: self.deleted.emit(self._current_own()))
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addStrut(TOOL_BUTTON_PX)  # the height stays when buttons come and go
        row.addWidget(self.box, 1)
        row.addWidget(self.name, 1)
        row.addWidget(self.rename_button)
        row.addWidget(self.delete_button)
        self.body.addLayout(row)
        self._hint = QLabel()
        theme.changed.connect(self._recolor)
        self._recolor(theme.colors)

    def set_presets(self, shipped: tuple[Preset, ...], own: tuple[Preset, ...]) -> None:
        """Offer the user's own presets, then the shipped ones."""
        self._own = own
        with QSignalBlocker(self.box):
            self.box.clear()
            for preset in own:
                self.box.addItem(preset.name, preset)
            if own:
                self.box.insertSeparator(len(own))
            for preset in shipped:
                self.box.addItem(preset.name, preset)
            self.box.setCurrentIndex(-1)
            self.box.setPlaceholderText("Your own settings")

    def show_current(self, current: Preset) -> None:
        """Select the preset that equals the current settings, or none if no preset does."""
        found = [
            index
            for index in range(self.box.count())
            if isinstance(preset := self.box.itemData(index), Preset)
            and (preset.strengths, preset.emotion) == (current.strengths, current.emotion)
            and (preset.emotion == "neutral" or preset.intensity == current.intensity)
        ]
        self.box.setCurrentIndex(found[0] if found else -1)
        self._show_own()

    def _on_chosen(self, index: int) -> None:
        preset = self.box.itemData(index)
        self._show_own()
        if isinstance(preset, Preset):
            self.chosen.emit(preset)

    def _current_own(self) -> str:
        preset = self.box.currentData()
        return preset.name if preset in self._own else ""

    def _show_own(self) -> None:
        own = bool(self._current_own()) and not self.name.isVisible()
        self.rename_button.setVisible(own)
        self.delete_button.setVisible(own)

    def _ask_save(self) -> None:
        self._ask("")

    def _ask_rename(self) -> None:
        self._ask(self._current_own())

    def _ask(self, renaming: str) -> None:
        self._renaming = renaming
        self.name.setText(renaming)
        self.box.hide()
        self.name.show()
        self._show_own()
        self.name.setFocus()
        self.name.selectAll()

    def _on_named(self) -> None:
        name = " ".join(self.name.text().split())
        renaming = self._renaming
        self._leave()
        if name and renaming:
            self.renamed.emit(renaming, name)
        elif name:
            self.saved.emit(name)

    def _leave(self) -> None:
        typing = self.name.hasFocus()
        self.box.show()
        if typing:
            self.box.setFocus(Qt.FocusReason.TabFocusReason)  # by the keyboard, as Enter was
        self.name.hide()
        self._show_own()

    def _recolor(self, colors: Colors) -> None:
        self.rename_button.setIcon(icon("rename", colors.text, colors.faint))
        self.delete_button.setIcon(icon("delete", colors.text, colors.faint))
