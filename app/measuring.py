"""The commands that measure: `rhapsode bench` and `rhapsode evaluate`. The bundle leaves them out."""

from pathlib import Path
from typing import Annotated

import typer

from app.core.settings import DeviceChoice
from app.options import DeviceOption

bench_cli = typer.Typer(rich_markup_mode=None)
evaluate_cli = typer.Typer(help="Measure the models against real recordings.", rich_markup_mode=None)

DataOption = Annotated[Path, typer.Option(help="Folder of recordings, laid out as model_weights/README.md says.")]


@bench_cli.callback(invoke_without_command=True)
def bench(
    context: typer.Context,
    device: DeviceOption = DeviceChoice.AUTO,
    runs: Annotated[int, typer.Option(min=1, help="Runs that the medians are taken over.")] = 3,
    minutes: Annotated[float | None, typer.Option(min=0.1, help="Also render this many minutes of sound.")] = None,
) -> None:
    """Measure speed and memory on this machine; prints medians and spread."""
    if context.invoked_subcommand is not None:
        return
    from app.bench.chain import bench_report
    from app.model.devices import available_devices

    devices: list[DeviceChoice] = available_devices() if device is DeviceChoice.AUTO else [device]
    typer.echo(bench_report(devices, runs, minutes))


@bench_cli.command("live")
def bench_live_command(
    minutes: Annotated[float, typer.Option(min=0.1, help="How long the portrait is live.")] = 1.0,
    device: DeviceOption = DeviceChoice.AUTO,
    camera: Annotated[
        bool, typer.Option("--camera", help="A face before the camera drives; a film stands for it.")
    ] = False,
) -> None:
    """Measure how quickly and how steadily the portrait follows the microphone, or a face; opens the window."""
    from app.bench.live import bench_live, live_report

    typer.echo(live_report(bench_live(minutes, device, camera=camera)))


@evaluate_cli.command("motion")
def evaluate_motion_command(data: DataOption) -> None:
    """Compare predicted lips with the tracked lips of people left out of training; count blinks in long talk."""
    from app.evaluation.idle import evaluate_idle
    from app.evaluation.idle import table as idle_table
    from app.evaluation.motion.figures import evaluate_motion, table

    typer.echo(table(evaluate_motion(data)))
    if (data / "speech").is_dir():
        typer.echo(idle_table(evaluate_idle(data)))


@evaluate_cli.command("render")
def evaluate_render_command(data: DataOption) -> None:
    """Re-enact recordings of people left out of training, and read landmarks back from rendered poses."""
    from app.evaluation.render.figures import evaluate_reenactment, table
    from app.evaluation.render.readback import evaluate_readback, readback_table
    from app.evaluation.render.references import evaluate_references, references_table

    typer.echo(table(evaluate_reenactment(data)))
    typer.echo(references_table(evaluate_references(data)))
    typer.echo(readback_table(evaluate_readback(data)))


@evaluate_cli.command("drive")
def evaluate_drive_command(
    data: DataOption,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Folder for contact sheets, which are drawn instead.")
    ] = None,
) -> None:
    """Let people drive themselves and others; measure what follows, what trembles, and how quick it is."""
    from app.evaluation.drive.figures import drive_sheets, evaluate_drive

    for piece in evaluate_drive(data) if output is None else map(str, drive_sheets(data, output)):
        typer.echo(piece)


@evaluate_cli.command("sheet")
def evaluate_sheet_command(
    data: DataOption, output: Annotated[Path, typer.Option("-o", "--output", help="Folder for the pictures.")]
) -> None:
    """Draw contact sheets of mouth shapes, lids and head poses to look at."""
    from app.evaluation.sheet.contact_sheet import make_sheet, sheet_summary

    typer.echo(sheet_summary(make_sheet(output, data)))
