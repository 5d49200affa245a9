"""The command line: how options are spelled, and how a command ends. The work is in `app.commands`."""

import functools
import json
import logging
import sys
from collections.abc import Callable
from contextlib import suppress
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from app import __version__
from app.bootstrap.display import has_display
from app.core.driving import Lips
from app.core.errors import BadProject, CannotWrite, NoDisplay, RhapsodeError
from app.core.formats import suffixes
from app.core.interrupt import InterruptWatch
from app.core.logs import log_path, start_logging, where_the_details_are
from app.core.memory import TOO_LITTLE_MEMORY, is_out_of_memory
from app.core.project import PROJECT_SUFFIX, is_project
from app.core.settings import SETTINGS, DeviceChoice
from app.core.video_size import FrameRate, OutputSize
from app.options import DeviceOption

BAD_INPUT, BROKEN = 2, 1
SIGNALLED = 128  # and the number of the signal: 130 for Ctrl-C


class _Commands(TyperGroup):
    """The commands; a file in the place of one opens in the window, as systems do with a file dropped on a program."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] not in self.commands and Path(args[0]).is_file():
            args = ["window", *args]
        return super().resolve_command(ctx, args)


cli = typer.Typer(
    name="rhapsode",
    cls=_Commands,
    help="One still portrait speaks and sings. Without a command the window opens.",
    epilog=f"The log is at {log_path()}",
    no_args_is_help=False,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
if not hasattr(sys, "frozen"):  # the bundle carries no measuring and no research code
    from app.measuring import bench_cli, evaluate_cli

    cli.add_typer(bench_cli, name="bench")
    cli.add_typer(evaluate_cli, name="evaluate")

LandmarksOption = Annotated[
    Path | None, typer.Option(help="File of faces placed by hand: what `inspect --json` prints, edited.")
]


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"rhapsode {__version__}")
        raise typer.Exit


@cli.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        window()


@cli.command()
def window(
    portrait: Annotated[
        Path | None,
        typer.Argument(help=f"Picture, or saved take ({PROJECT_SUFFIX}), to open; without one, what was open last."),
    ] = None,
    sound: Annotated[Path | None, typer.Argument(help="Sound to open; the demo's without one.")] = None,
    device: DeviceOption = DeviceChoice.AUTO,
) -> None:
    """Open the window."""
    if portrait is not None and is_project(portrait) and sound is not None:
        raise BadProject(f"{portrait.name} has a sound of its own. Open it alone, and then {sound.name} in the window.")
    if not has_display():
        raise NoDisplay("There is no display for the window here. Use 'rhapsode animate', which needs none.")
    from app.gui.main import run_window

    raise typer.Exit(run_window(portrait, sound, device))


def _with_an_option_each(command: Callable[..., None]) -> Callable[..., None]:
    """`command` as typer shall see it: with an option for each of SETTINGS in the place of its parameter `strengths`.

    The command gets their values there as a dict, by name. All its parameters are keyword-only.
    """
    parameters: list[Parameter] = []
    for parameter in signature(command).parameters.values():
        if parameter.name != "strengths":
            parameters.append(parameter)
            continue
        for name, setting in SETTINGS.items():
            option = Annotated[float, typer.Option(min=setting.low, max=setting.high, help=setting.help)]
            parameters.append(parameter.replace(name=name, annotation=option, default=setting.usual))

    @functools.wraps(command)
    def run(**arguments: Any) -> None:
        strengths = {name: arguments.pop(name) for name in SETTINGS}
        command(strengths=strengths, **arguments)

    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run


def _given(context: typer.Context) -> set[str]:
    """Names of the parameters that were written on the command line."""
    sources = {name: context.get_parameter_source(name) for name in context.params}
    return {name for name, source in sources.items() if source is not None and source.name == "COMMANDLINE"}


@cli.command()
@_with_an_option_each
def animate(
    *,
    context: typer.Context,
    portrait: Annotated[
        Path, typer.Argument(help="Picture with a face: JPEG, PNG, WebP, BMP or TIFF; or a saved project.")
    ],
    sound: Annotated[
        Path | None, typer.Argument(help="Voice or song: any sound file, or a video's sound; a project has one.")
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help=f"The {suffixes()} file to write.")] = None,
    project_file: Annotated[
        Path | None, typer.Option("--save-project", help="Save all this as a .rhapsode file, with or without a video.")
    ] = None,
    collect: Annotated[
        bool, typer.Option("--collect", help="Put the picture and the sound into the saved project.")
    ] = False,
    size: Annotated[
        OutputSize | None,
        typer.Option(help="Shorter side of the video; the portrait's own up to 1080 without this option."),
    ] = None,
    fps: Annotated[FrameRate, typer.Option(help="Frames a second.")] = FrameRate.FPS_25,
    strengths: dict[str, float],
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same video.")] = 0,
    emotion: Annotated[
        str | None,
        typer.Option(
            help="neutral, happy, sad, angry, afraid, disgusted or surprised, NAME[:0..1]; or a file of keys."
        ),
    ] = None,
    face: Annotated[int, typer.Option(min=1, help="Which face, as `inspect` numbers them; 1 is the largest.")] = 1,
    voice: Annotated[
        list[str] | None, typer.Option(help="NUMBER=FILE: another face and its voice; may be given several times.")
    ] = None,
    also: Annotated[
        list[Path] | None,
        typer.Option(help="Another picture of the same person, mouth open or eyes closed; may be given several times."),
    ] = None,
    driver: Annotated[
        Path | None, typer.Option(help="Video with a face that moves the portrait; its sound is used unless SOUND is.")
    ] = None,
    driver_face: Annotated[int, typer.Option(min=1, help="Which face of the driver; 1 is the largest.")] = 1,
    driver_calm: Annotated[
        float | None,
        typer.Option(min=0.0, help="Second of the driver at which its face is calm; found without this."),
    ] = None,
    lips: Annotated[Lips, typer.Option(help="Whose lips the portrait moves: the driver's or the voice's.")] = Lips.FACE,
    idle: Annotated[bool, typer.Option("--idle", help="Faces without a voice blink and move a little, too.")] = False,
    landmarks: LandmarksOption = None,
    device: DeviceOption = DeviceChoice.AUTO,
    force: Annotated[bool, typer.Option("--force", help="Replace the output file if it exists.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object about the video.")] = False,
) -> None:
    """Make a video in which PORTRAIT performs SOUND, or does as a face in another video; or of a saved project."""
    from app.commands.animate import animate as make_video
    from app.commands.project import AnimateOptions, project_of, save_project

    if output is None and project_file is None:
        raise CannotWrite("Say what to write: -o OUT.mp4, or --save-project FILE.rhapsode.")
    options = AnimateOptions(
        _given(context),
        size,
        fps,
        strengths,
        seed,
        emotion,
        face,
        voice or (),
        also or (),
        idle,
        landmarks,
        driver,
        driver_face,
        driver_calm,
        lips,
    )
    saved = project_of(portrait, sound, options)
    for warning in saved.warnings:
        _tell(warning)
    report: dict[str, Any] = {}
    if project_file is not None:
        save_project(project_file, saved, collect=collect, force=force)
        report["project"] = str(project_file)
    if output is not None:
        watch: InterruptWatch = context.obj
        report |= make_video(
            saved.project,
            output,
            device,
            _tell,
            watch.check,
            force=force,
            progress=not as_json,
        )
    if as_json:
        typer.echo(json.dumps(report))
        return
    with suppress(OSError):  # a full disk where the line should go takes nothing from what stands
        if output is None:
            typer.echo(f"{project_file}")
        else:
            typer.echo(f"{output}: {report['duration_s']:.1f} s, {report['width']} x {report['height']}")


@cli.command()
def inspect(
    portrait: Annotated[Path, typer.Argument(help="Picture to look at.")],
    overlay: Annotated[Path | None, typer.Option("-o", "--output", help="Picture to draw the landmarks into.")] = None,
    landmarks: LandmarksOption = None,
    box: Annotated[
        str | None, typer.Option(help="LEFT,TOP,WIDTH,HEIGHT in pixels: put an average face there, to be corrected.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the output file if it exists.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the faces as JSON.")] = False,
) -> None:
    """List the faces found in PORTRAIT."""
    from app.commands.inspect import inspect as look

    faces = look(portrait, overlay, landmarks=landmarks, box=box, force=force)
    if as_json:
        typer.echo(json.dumps(faces))
        return
    for face in faces:
        seen = face["box"]
        width, height = seen["right"] - seen["left"], seen["bottom"] - seen["top"]
        doubtful = ", may be no face" if face["doubtful"] else ""
        place = f"left {seen['left']}, top {seen['top']}, {width} x {height} pixels"
        typer.echo(f"face {face['number']}: {place}{doubtful}")


def main() -> NoReturn:
    """Run the command line and end the process: 0 done, 2 bad input, 1 a fault of ours, 128 + n stopped by signal n."""
    start_logging()
    watch = InterruptWatch()
    sentence = ""
    try:
        with watch:
            code = cli(standalone_mode=False, obj=watch) or 0
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  (this is where every error ends)
        code, sentence = _ended(error)
    if code and watch.seen is not None:  # whatever a library, or typer, has made of it
        code, sentence = SIGNALLED + watch.seen, "Stopped."
    if sentence:
        _tell(" ".join(sentence.split()))
    sys.exit(code)


def _ended(error: BaseException) -> tuple[int, str]:
    """How a command ends that has raised an error, and what is said of it."""
    log = logging.getLogger(__name__)
    if isinstance(error, TyperException):
        return BAD_INPUT, f"{_message(error)} 'rhapsode --help' lists what there is."
    if is_out_of_memory(error):
        log.error("too little memory", exc_info=error)
        return BAD_INPUT, TOO_LITTLE_MEMORY
    if isinstance(error, RhapsodeError):
        log.info("%s: %s", type(error).__name__, error)
        return BAD_INPUT, str(error)
    log.error("unexpected error", exc_info=error)
    return BROKEN, f"Something went wrong inside Rhapsode. {where_the_details_are()}"


def _tell(sentence: str) -> None:
    """Say it on standard error; where nobody can hear it, the work goes on."""
    with suppress(OSError):
        typer.echo(sentence, err=True)


def _message(error: TyperException) -> str:
    """What is wrong with the options, as one sentence."""
    tell = getattr(error, "format_message", None)
    text = str(tell() if tell else error).strip()
    return text if text.endswith((".", "?", "!")) else f"{text}."
