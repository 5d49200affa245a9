"""The Direct page: how the portrait performs."""

from app.core.emotion import EmotionKey
from app.core.paths import presets_file
from app.core.presets import Preset
from app.core.settings import PerformanceSettings
from app.gui.commands import Menu
from app.gui.desk import Desk
from app.gui.feature import Feature
from app.gui.panel.emotion_section import EmotionSection
from app.gui.panel.movement_section import MovementSection
from app.gui.panel.panel import Page
from app.gui.panel.preset_section import PresetSection
from app.workers.presets import PresetShelf
from app.workers.status import Tone


class DirectFeature(Feature):
    """Joins presets, emotions and movement to the session's settings."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        session = self.session
        self.shelf = PresetShelf(session.undo_stack, presets_file(), self)
        self.presets = PresetSection(desk.theme)
        self.emotion = EmotionSection(desk.theme)
        self.movement = MovementSection(desk.theme)
        for section in (self.presets, self.emotion, self.movement):
            desk.panel.add(Page.DIRECT, section)
        self._join_presets()
        self._join_emotion()
        self.movement.moved.connect(session.direction.set)
        self.movement.seed_changed.connect(session.set_seed)
        session.settings_changed.connect(self._show_settings)
        session.direction.selected_changed.connect(self._show_key)
        session.edit_changed.connect(self._show_key)
        desk.commands.add(
            Menu.PERFORMANCE,
            "Another &variation",
            "Ctrl+D",
            self.movement.throw_dice,
            tip="Other blinks, glances and nods",
        )
        self._show_presets()

    def _join_presets(self) -> None:
        self.presets.chosen.connect(self._use_preset)
        self.presets.saved.connect(self._save_preset)
        self.presets.renamed.connect(self.shelf.rename)
        self.presets.deleted.connect(self.shelf.delete)
        self.shelf.changed.connect(self._show_presets)
        self.shelf.failed.connect(self._tell_failure)

    def _join_emotion(self) -> None:
        direction = self.session.direction
        self.emotion.chosen.connect(direction.set_emotion)
        self.emotion.add_pressed.connect(self._add_key)
        self.emotion.delete_pressed.connect(self._delete_key)
        self.emotion.previous_pressed.connect(lambda: self._select(-1))
        self.emotion.next_pressed.connect(lambda: self._select(1))

    def refresh(self) -> None:
        """Allow changes of emotion only while there is a take."""
        self.emotion.set_ready(self.session.ready)

    def _show_settings(self, settings: PerformanceSettings) -> None:
        self.movement.set_settings(settings)
        self.presets.show_current(Preset.of("", settings))
        self._show_key()

    def _show_key(self) -> None:
        keys = self._all_keys()
        edited = self.session.direction.edited
        self.emotion.show_key(edited, keys.index(edited), len(keys), self.session.edit.start_s)

    def _show_presets(self) -> None:
        self.presets.set_presets(self.shelf.shipped, self.shelf.own)
        self._show_settings(self.session.settings)

    def _use_preset(self, preset: Preset) -> None:
        self.session.direction.change(f"Preset {preset.name}", preset.applied(self.session.settings))

    def _save_preset(self, name: str) -> None:
        self.shelf.save(Preset.of(name, self.session.settings))

    def _tell_failure(self, sentence: str) -> None:
        self.session.tell(Tone.ERROR, sentence)

    def _all_keys(self) -> list[EmotionKey]:
        return [self.session.direction.first, *self.session.direction.keys]

    def _add_key(self) -> None:
        self.session.direction.add_key(self.session.position_s + self.session.edit.start_s)

    def _delete_key(self) -> None:
        if self.session.direction.selected:
            self.session.direction.delete_key(self.session.direction.selected)

    def _select(self, step: int) -> None:
        keys = self._all_keys()
        number = keys.index(self.session.direction.edited) + step
        if 0 <= number < len(keys):
            self.session.direction.select(keys[number] if number else None)
