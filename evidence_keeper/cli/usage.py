"""Wrong usage in plain words of the chosen language. click has them in English, unless a whole system is set up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import click

from evidence_keeper.text import N_, _, safe_name, translated

HEADINGS = (N_("Options"), N_("Commands"), N_("Positional arguments"))
_MORE = re.compile(r"Got unexpected extra arguments? \((?P<given>.*)\)", re.DOTALL)


class Formatter(click.HelpFormatter):
    """Headings in the chosen language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line that shows how a command is written."""
        super().write_usage(prog, args, prefix or _("Usage:") + " ")

    def write_heading(self, heading: str) -> None:
        """A heading above options or commands."""
        super().write_heading(translated(heading))


class Context(click.Context):
    """A command's context, which formats so."""

    formatter_class = Formatter


def error(found: click.ClickException) -> dict[str, str]:
    """The same for a script, in the shape of every error."""
    context = found.ctx if isinstance(found, click.UsageError) else None
    advice = "" if context is None else _help(context)
    return {"code": "usage", "message": said(found), "advice": advice}


def _help(context: click.Context) -> str:
    return _("Help: {command} --help").format(command=context.command_path)


def lines(error: click.ClickException) -> Iterator[str]:
    """What to print about it: how the command is written, where help is, and what was wrong."""
    if isinstance(error, click.UsageError) and error.ctx is not None:
        yield error.ctx.get_usage()
        yield _help(error.ctx)
        yield ""
    yield said(error)


def said(error: click.ClickException) -> str:
    """One sentence about what was wrong."""
    match error:
        case click.MissingParameter():
            return _("{name} is missing.").format(name=_name(error))
        case click.BadParameter():
            return _bad(error)
        case click.NoSuchOption():
            return _option(error)
        case click.BadOptionUsage():
            return _option_use(error)
    return _plain(error)


def _name(error: click.BadParameter) -> str:
    """The option or argument as one writes it: --case, FILE..."""
    given = error.param
    if given is None:
        return str(error.param_hint or "")
    if isinstance(given, click.Option):
        return max(given.opts, key=len)
    return given.human_readable_name


def _bad(error: click.BadParameter) -> str:
    wanted = (error.param and _wanted(error.param.type)) or error.message
    return _("{name}: {wanted}").format(name=_name(error), wanted=wanted)


def _wanted(kind: Any) -> str:
    if isinstance(kind, click.Choice):
        return _("choose one of: {known}").format(known=", ".join(map(str, kind.choices)))
    if isinstance(kind, click.FloatRange | click.IntRange):
        least, most = kind.min, kind.max
        if least is not None and most is not None:
            return _("write a number from {least} to {most}").format(least=least, most=most)
        if least is not None and kind.min_open:
            return _("write a number above {least}").format(least=least)
        if least is not None:
            return _("write a number, {least} or more").format(least=least)
    return _("write a number") if kind.name in ("float", "integer") else ""


def _option(error: click.NoSuchOption) -> str:
    name = safe_name(error.option_name)
    if not error.possibilities:
        return _("There is no option {name}.").format(name=name)
    known = ", ".join(sorted(error.possibilities))
    return _("There is no option {name}. Do you mean {known}?").format(name=name, known=known)


def _option_use(error: click.BadOptionUsage) -> str:
    name = safe_name(error.option_name)
    if "does not take" in error.message:
        return _("{name} takes no value.").format(name=name)
    return _("{name} needs a value behind it.").format(name=name)


def _plain(error: click.ClickException) -> str:
    more = _MORE.match(error.message)
    if more:
        return _("Too much is written there: {given}").format(given=safe_name(more["given"]))
    return _("Name a command.") if error.message == "Missing command." else error.message
