"""Joins screenshots of a scrolled view into one long picture, and says where something is missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evidence_keeper import text
from evidence_keeper.cli import lines, shapes
from evidence_keeper.cli.commands import command, option, plain_text
from evidence_keeper.cli.session import Session
from evidence_keeper.text import N_, _, ngettext

if TYPE_CHECKING:
    from evidence_keeper.stitching import Doubt, LongPicture, Stitched

NONE_JOINED = 1


@command(
    "stitch",
    N_("Keeps overlapping pictures of a screen, or a screen video, and joins them to a long one."),
)
@click.argument(
    "images", nargs=-1, required=True, metavar="IMAGE...", type=click.Path(path_type=Path)
)
@option("--case", "case_id", required=True, metavar="ID", help_text=N_("The matter it belongs to."))
@option(
    "--purpose", default="", type=plain_text, metavar="TEXT", help_text=N_("What it is to show.")
)
@click.pass_obj
def stitch(session: Session, images: tuple[Path, ...], case_id: str, purpose: str) -> int:
    """Keeps the pictures and joins those that overlap; what doesn't is a gap."""
    done = session.keeper().stitch(images, case_id, purpose=purpose, job=session.job)
    session.answer(_shape(done), _lines(done))
    return 0 if done.pictures else NONE_JOINED


def _shape(done: Stitched) -> dict[str, Any]:
    return {
        "items": [_picture(one) for one in done.pictures],
        "gaps": [
            {"from": gap.upper, "to": gap.lower, "reason": gap.doubt.value} for gap in done.gaps
        ],
        "frames": [shapes.item(item) for item in done.frames],
        "refused": [shapes.refused(one) for one in done.refused],
        "whole": done.whole,
    }


def _picture(one: LongPicture) -> dict[str, Any]:
    from evidence_keeper.stitching import facts

    proofs = (*one.proofs, *[None] * (len(one.joins) - len(one.proofs)))
    joins = [
        {"from": join.upper, "to": join.lower, **facts(join, proof)}
        for join, proof in zip(one.joins, proofs, strict=True)
    ]
    size = {"width": one.width, "height": one.height}
    return {**shapes.item(one.item), **size, "joins": joins}


def _lines(done: Stitched) -> Iterator[str]:
    for one in done.pictures:
        yield lines.item(one.item)
        if one.joins:
            count = len(one.joins)
            yield "  " + ngettext(
                "{count} join, {width} × {height} pixels",
                "{count} joins, {width} × {height} pixels",
                count,
            ).format(count=count, width=one.width, height=one.height)
        for join in one.joins:
            if not join.sure:
                words = _("From “{upper}” to “{lower}”: something changed in between, please look.")
                yield "  " + words.format(**_names(done, join.upper, join.lower))
    for gap in done.gaps:
        yield _gap_words(gap.doubt).format(**_names(done, gap.upper, gap.lower))
    for refused in done.refused:
        yield f"{text.safe_path(refused.path)}: {text.explain(refused).line}"


def _gap_words(doubt: Doubt) -> str:
    """Why two pictures stay apart; a repeated message is no proof that anything is missing."""
    if doubt.value == "repeated":
        return _(
            "“{upper}” and “{lower}” are not joined: what both show is to be seen more than once, so whether anything"
            " is missing between them can't be told. Pictures that overlap more would tell."
        )
    return _(
        "Between “{upper}” and “{lower}” something may be missing: no overlap is proven, they are not joined."
    )


def _names(done: Stitched, upper: int, lower: int) -> dict[str, str]:
    names = (text.safe_name(done.frames[number].name) for number in (upper, lower))
    return dict(zip(("upper", "lower"), names, strict=True))


COMMANDS = (stitch,)
