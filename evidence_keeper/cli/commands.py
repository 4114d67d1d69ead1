"""Commands whose help speaks the chosen language.

click keeps help texts as they were when a command was made, which is before the language is known. These classes
look them up when they are shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from evidence_keeper import __version__, text
from evidence_keeper.cli import usage
from evidence_keeper.text import N_, _

_Any = TypeVar("_Any", bound=Callable[..., Any])


class Option(click.Option):
    """An option with translated help."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Name and help, as the list of options shows them."""
        source, self.help = self.help, text.translated(self.help)
        try:
            return super().get_help_record(ctx)
        finally:
            self.help = source


class Command(click.Command):
    """A command with translated help."""

    context_class = usage.Context

    def get_short_help_str(self, limit: int = 45) -> str:
        """The line in the list of commands, whole: half a sentence helps nobody."""
        return text.translated(self.help)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """--help, in the chosen language too."""
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = _("Show this and exit.")
        return found

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the command does, above its options."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(text.translated(self.help))


class Group(Command, click.Group):
    """A group of such commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of use, not of the alphabet."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named; what there is none of is said in the chosen language."""
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            words = _("There is no command {name}.").format(name=text.safe_name(args[0]))
            raise click.UsageError(words, ctx)
        return super().resolve_command(ctx, args)


def command(name: str, help_text: str) -> Callable[[Callable[..., Any]], click.Command]:
    """A command of ours; `help_text` is marked with N_ by the caller."""
    return click.command(name, cls=Command, help=help_text)


def option(*names: str, help_text: str = "", **more: Any) -> Callable[[_Any], _Any]:
    """An option of ours; `help_text` is marked with N_ by the caller."""
    return click.option(*names, cls=Option, help=help_text, **more)


def plain_text(value: str) -> str:
    """An argument as text. Bytes that are none (a terminal in another encoding) become question marks, as the
    original of no evidence is at stake and every later use wants text."""
    return value.encode("utf-8", "replace").decode("utf-8")


def _speak(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value:
        text.set_language(value)


def global_options(function: _Any) -> _Any:
    """What stands before the command."""
    for decorate in (
        click.version_option(
            __version__,
            prog_name="evidence-keeper",
            message="%(prog)s %(version)s",
            cls=Option,
            help=N_("Show the version and exit."),
        ),
        option(
            "--lang",
            type=click.Choice(text.LANGUAGES),
            callback=_speak,
            is_eager=True,
            expose_value=False,
            help_text=N_("The language to speak."),
        ),
        option("--json", "as_json", is_flag=True, help_text=N_("Print one JSON object.")),
        option("--vault", metavar="DIR", help_text=N_("The evidence folder to use.")),
    ):
        function = decorate(function)
    return function


def pairs(ctx: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """KEY=VALUE arguments as a dict; a key given twice keeps its last value."""
    found: dict[str, str] = {}
    for text_given in given:
        key, equals, value = plain_text(text_given).partition("=")
        if not equals or not key:
            raise click.BadParameter(
                _("write KEY=VALUE, not {given}").format(given=text.safe_name(text_given)),
                param=parameter,
            )
        found[key] = value
    return found
