"""Takes a picture of the screen without a window of ours: all of it, one window, or a part."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from evidence_keeper import text
from evidence_keeper.cli import lines, shapes
from evidence_keeper.cli.commands import command, option, plain_text
from evidence_keeper.cli.session import Session
from evidence_keeper.errors import DeviceError
from evidence_keeper.text import N_, _

if TYPE_CHECKING:
    from evidence_keeper.intake.screen import Screen, Window, Wish
    from evidence_keeper.screens import Taken

_PAUSE = 0.05


def _region(
    _ctx: click.Context, parameter: click.Parameter, given: str | None
) -> tuple[int, int, int, int] | None:
    if given is None:
        return None
    parts = given.split(",")
    try:
        x, y, width, height = (int(part) for part in parts)
    except ValueError:
        width = height = x = y = 0
    if width <= 0 or height <= 0:
        raise click.BadParameter(_("write X,Y,WIDTH,HEIGHT in pixels"), param=parameter)
    return x, y, width, height


@command("shot", N_("Takes a picture of the screen and keeps it."))
@option("--case", "case_id", metavar="ID", help_text=N_("The matter it belongs to."))
@option(
    "--delay",
    type=click.FloatRange(min=0, max=3600),
    default=0.0,
    metavar="S",
    help_text=N_("Seconds to wait before."),
)
@option(
    "--window",
    is_flag=False,
    flag_value="",
    type=plain_text,
    metavar="[TITLE]",
    help_text=N_("Only the window with this in its title; without a title the one in use."),
)
@option(
    "--region",
    callback=_region,
    metavar="X,Y,W,H",
    help_text=N_("Only this part of the screen, in pixels."),
)
@option("--screen", type=plain_text, metavar="NAME", help_text=N_("Only this screen."))
@option("--list", "list_all", is_flag=True, help_text=N_("List screens and windows."))
@click.pass_obj
def shot(
    session: Session,
    case_id: str | None,
    delay: float,
    window: str | None,
    region: tuple[int, int, int, int] | None,
    screen: str | None,
    list_all: bool,
) -> None:
    """Takes and keeps a picture, or lists what there is to take."""
    if sum(given is not None for given in (window, region, screen)) > 1:
        raise click.UsageError(_("choose one of --window, --region and --screen"))
    from evidence_keeper.intake.screen import screen as this_screen

    port = this_screen()
    if list_all:
        found = _seen(port)
        session.answer(_listed(*found), _list_lines(*found))
        return
    if case_id is None:
        raise click.UsageError(_("name the matter: shot --case ID"))
    keeper = session.keeper()
    keeper.case(case_id)
    _wait(session, delay)
    taken = keeper.shot(case_id, _wish(window, region, screen), port=port)
    session.answer(_shape(taken), _lines(taken))


def _wish(window: str | None, region: tuple[int, int, int, int] | None, screen: str | None) -> Wish:
    from evidence_keeper.intake.screen import Box, OneWindow, Region, Whole

    if window is not None:
        return OneWindow(window)
    if region is not None:
        return Region(Box(*region))
    return Whole(screen or "")


def _wait(session: Session, seconds: float) -> None:
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        session.job.check()
        time.sleep(min(left, _PAUSE))


def _shape(taken: Taken) -> dict[str, Any]:
    size = {"width": taken.width, "height": taken.height, "black": taken.black}
    return {"items": [{**shapes.item(taken.item), **size}]}


def _lines(taken: Taken) -> Iterator[str]:
    size = _("{width} x {height} pixels").format(width=taken.width, height=taken.height)
    yield f"{_('kept: {item}').format(item=lines.item(taken.item))}  {size}"
    for note in taken.item.provenance.notes:
        yield f"  {text.explain(note).happened}"


def _seen(port: Screen) -> tuple[list[dict[str, Any]], tuple[Window, ...]]:
    """Screens and windows; a desktop that shows none of them to programs has none."""
    try:
        screens = [
            {
                "name": one.name,
                "box": one.box.as_list(),
                "scale": one.scale,
                "primary": one.primary,
            }
            for one in port.layout().monitors
        ]
        return screens, port.windows()
    except DeviceError as error:
        if error.code != "windows_unlisted" or not port.available():
            raise
        return [], ()


def _listed(screens: list[dict[str, Any]], windows: tuple[Window, ...]) -> dict[str, Any]:
    return {
        "screens": screens,
        "windows": [
            {"title": one.title, "program": one.program, "box": one.box.as_list()}
            for one in windows
        ],
    }


def _list_lines(screens: list[dict[str, Any]], windows: tuple[Window, ...]) -> Iterator[str]:
    for one in screens:
        x, y, width, height = one["box"]
        yield f"{_('screen')}  {text.safe_name(one['name'])}  {width} x {height}  ({x}, {y})"
    for window in windows:
        yield f"{_('window')}  {text.safe_name(window.title)}  {text.safe_name(window.program)}"


COMMANDS = (shot,)
