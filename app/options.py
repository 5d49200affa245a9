"""Options that several commands share."""

from typing import Annotated

import typer

from app.core.settings import DeviceChoice

DeviceOption = Annotated[DeviceChoice, typer.Option(help="Where to compute; auto takes the fastest there is.")]
