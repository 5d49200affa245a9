"""Rows of a table of figures: what was found, and whether that is what was wanted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One measure: what was found, what is to reach, and whether it is reached; None where nothing is asked."""

    measure: str
    found: str
    wanted: str
    reached: bool | None


def at_least(measure: str, value: float, wanted: float) -> Row:
    """A row that is reached from `wanted` up."""
    return Row(measure, f"{value:.3f}", f"at least {wanted:.2f}", value >= wanted)


def at_most(measure: str, value: float, wanted: float, digits: int) -> Row:
    """A row that is reached up to `wanted`; value shown with so many digits."""
    return Row(measure, f"{value:.{digits}f}", f"at most {wanted:.2f}", value <= wanted)


def within(measure: str, value: float, bounds: tuple[float, float], found: str) -> Row:
    """A row that is reached between two bounds; found: how the value is shown."""
    return Row(measure, found, f"{bounds[0]} to {bounds[1]}", bounds[0] <= value <= bounds[1])


def rows_table(rows: Sequence[Row]) -> list[str]:
    """Lines of Markdown."""
    reached = {True: "yes", False: "no", None: ""}
    head = ["| measure | found | to reach | reached |", "|---|---|---|---|"]
    return head + [f"| {row.measure} | {row.found} | {row.wanted} | {reached[row.reached]} |" for row in rows]


def each(values: Mapping[str, float]) -> str:
    """One line of named values, whose mean the row shows: `name 0.12, other 0.34`."""
    return ", ".join(f"{name} {value:.2f}" for name, value in values.items())
