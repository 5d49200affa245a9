"""Curves of a training run, to be looked at with TensorBoard."""

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from torch import Tensor
from torch.utils.tensorboard import SummaryWriter

EVERY_STEPS = 10


class Curves:
    """Writes the parts of the loss while it is entered; a resumed run goes on with the same curves.

    `tensorboard --logdir FOLDER` shows them.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writer: SummaryWriter | None = None

    def __enter__(self) -> "Curves":
        self._writer = SummaryWriter(str(self._folder))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer:
            self._writer.close()

    def write(self, step: int, parts: Mapping[str, Tensor]) -> None:
        """Keep each part of one step's loss and their sum; most steps are passed over."""
        if self._writer is None or step % EVERY_STEPS:
            return
        values = {name: float(part) for name, part in parts.items()}
        for name, value in (values | {"sum": sum(values.values())}).items():
            self._writer.add_scalar(f"loss/{name}", value, step)
