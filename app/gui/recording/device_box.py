"""The choice of the microphone."""

from PySide6.QtCore import QSignalBlocker, Signal

from app.gui.look.theme import Theme
from app.gui.panel.section import ChoiceBox
from app.media.devices.input_devices import InputDevice


class DeviceBox(ChoiceBox):
    """The system's choice, then every microphone; one that was chosen stays in the list while it is unplugged."""

    chosen = Signal(str)  # the device's name, empty for the system's choice

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._devices: tuple[InputDevice, ...] = ()
        self.setAccessibleName("Microphone")
        self.setToolTip("Which microphone to record from")
        self.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.show_choice("")
        self.activated.connect(self._on_activated)

    @property
    def choice(self) -> str:
        """Name of the chosen device, empty for the system's choice."""
        return str(self.currentData() or "")

    def set_devices(self, devices: tuple[InputDevice, ...]) -> None:
        """Offer these microphones; the choice stays."""
        if devices != self._devices:
            self._devices = devices
            self.show_choice(self.choice)

    def show_choice(self, name: str) -> None:
        """Show a device as the chosen one."""
        with QSignalBlocker(self):
            self.clear()
            self.addItem("The system’s microphone", "")
            for device in self._devices:
                self.addItem(device.name, device.name)
            if name and self.findData(name) < 0:
                self.addItem(f"{name} (not connected)", name)
            self.setCurrentIndex(max(0, self.findData(name)))

    def _on_activated(self, _index: int) -> None:
        self.chosen.emit(self.choice)
