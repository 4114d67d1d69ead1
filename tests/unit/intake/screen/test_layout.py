"""Geometry of desks with several monitors. The layouts have the shapes of real desks; they were written by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_keeper.intake.screen.layout import (
    Box,
    Layout,
    Monitor,
    Part,
    Plane,
    region_between,
    resized,
    view_at,
    views_of,
)
from tests.xvfb import Pixels, noise

# A laptop at 125 % left of a plain monitor; Windows lays pixels side by side.
WINDOWS = Layout(
    (
        Monitor("DISPLAY1", Box(0, 0, 1920, 1080), 1.25, True),
        Monitor("DISPLAY2", Box(1920, -120, 2560, 1440), 1.0),
    )
)
# A 4K at 200 % above a plain one that hangs to the left: negative corners.
ABOVE = Layout(
    (
        Monitor("DP-1", Box(0, 0, 1920, 1080), 1.0, True),
        Monitor("DP-2", Box(-960, -2160, 3840, 2160), 2.0),
    )
)
# A MacBook (2 pixels a point) beside a plain monitor, in points.
MAC = Layout(
    (
        Monitor("Built-in", Box(0, 0, 1440, 900), 2.0, True),
        Monitor("LG", Box(1440, -180, 1920, 1080), 1.0),
    ),
    Plane.POINTS,
)
# GNOME with a fractional monitor.
FRACTION = Layout(
    (
        Monitor("eDP-1", Box(0, 0, 1536, 864), 1.25, True),
        Monitor("HDMI-1", Box(1536, 0, 1280, 720), 1.5),
    ),
    Plane.POINTS,
)
ALL = [WINDOWS, ABOVE, MAC, FRACTION]


def desk_of(layout: Layout) -> dict[str, Pixels]:
    """Each monitor's own pixels, as fine as it is."""
    papers = {}
    for seed, one in enumerate(layout.monitors):
        width, height = Layout((one,), layout.plane).size(one.box)
        papers[one.name] = noise(width, height, seed)
    return papers


def seen(layout: Layout, papers: dict[str, Pixels], part: Part) -> Pixels:
    fine = Layout((part.monitor,), layout.plane).density(part.box)
    left, top = part.box.x - part.monitor.box.x, part.box.y - part.monitor.box.y
    rows = slice(round(top * fine), round((top + part.box.height) * fine))
    columns = slice(round(left * fine), round((left + part.box.width) * fine))
    return papers[part.monitor.name][rows, columns]


def picture(layout: Layout, papers: dict[str, Pixels], box: Box) -> Pixels:
    return layout.joined(box, [(part, seen(layout, papers, part)) for part in layout.parts(box)])


@pytest.mark.parametrize("layout", ALL)
def test_one_monitor_comes_back_as_it_is(layout: Layout) -> None:
    papers = desk_of(layout)
    for monitor in layout.monitors:
        assert (picture(layout, papers, monitor.box) == papers[monitor.name]).all()


def test_a_region_across_two_monitors_of_one_plane_of_pixels_is_cut_where_they_meet() -> None:
    papers = desk_of(WINDOWS)
    made = picture(WINDOWS, papers, Box(1900, 100, 50, 40))
    assert made.shape == (40, 50, 4)
    assert (made[:, :20] == papers["DISPLAY1"][100:140, 1900:]).all()
    assert (made[:, 20:] == papers["DISPLAY2"][220:260, :30]).all()


def test_across_two_fine_and_coarse_monitors_the_coarse_ones_pixels_are_repeated() -> None:
    papers = desk_of(MAC)
    made = picture(MAC, papers, Box(1430, 10, 20, 6))
    assert made.shape == (12, 40, 4)
    assert (made[:, :20] == papers["Built-in"][20:32, 2860:2880]).all()
    coarse = papers["LG"][190:196, :10]
    assert (made[:, 20:] == coarse.repeat(2, axis=0).repeat(2, axis=1)).all()


def test_where_no_monitor_is_the_picture_is_black() -> None:
    made = picture(ABOVE, desk_of(ABOVE), Box(1910, 0, 40, 10))
    assert made[:, :10].any()
    assert not made[:, 10:].any()


@given(st.data())
def test_the_parts_of_any_region_fill_it_without_a_gap_and_meet_nowhere(
    data: st.DataObject,
) -> None:
    layout = data.draw(st.sampled_from(ALL))
    bounds = layout.bounds
    x = data.draw(st.integers(bounds.x, bounds.right - 1))
    y = data.draw(st.integers(bounds.y, bounds.bottom - 1))
    box = Box(
        x,
        y,
        data.draw(st.integers(1, bounds.right - x)),
        data.draw(st.integers(1, bounds.bottom - y)),
    )
    width, height = layout.size(box)
    count = np.zeros((height, width), int)
    for part in layout.parts(box):
        (left, top), (wide, high) = part.at, part.size
        assert left >= 0
        assert left + wide <= width
        assert top + high <= height
        count[top : top + high, left : left + wide] += 1
    assert count.max(initial=0) <= 1
    if all(one.box.meets(box) == box for one in layout.touched(box)) and layout.touched(box):
        assert count.min() == 1


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
def test_qts_units_lead_to_pixels_and_back(scale: float) -> None:
    screens = [
        (0.0, 0.0, 1920 / scale, 1080 / scale, scale),
        (1920.0, 0.0, 1280.0, 1024.0, 1.0),
    ]
    first, second = views_of(screens, Box(0, 0, 3200, 1080), Plane.PIXELS)
    assert first.box == Box(0, 0, 1920, 1080)
    assert second.box == Box(1920, 0, 1280, 1024)
    assert first.to_plane(100, 50) == (round(100 * scale), round(50 * scale))
    assert first.from_plane(*first.to_plane(100, 60)) == pytest.approx((100, 60), abs=0.5)


def test_a_drag_across_screens_of_different_scale_is_looked_up_on_each() -> None:
    screens = [(0.0, 0.0, 960.0, 540.0, 2.0), (1920.0, 0.0, 1280.0, 1024.0, 1.0)]
    views = views_of(screens, Box(0, 0, 3200, 1080), Plane.PIXELS)
    assert region_between(views, (900, 100), (2000, 400)) == Box(1800, 200, 200, 200)
    assert region_between(views, (2000, 400), (900, 100)) == Box(1800, 200, 200, 200)
    assert region_between(views, (900, 100), (900, 300)) is None
    # Between the two there are numbers that lie on no screen: the nearest one's edge counts.
    assert view_at(views, 1000, 100) is views[0]
    assert region_between(views, (900, 100), (1000, 200)) == Box(1800, 200, 120, 200)


def test_a_portals_picture_of_all_is_spread_over_the_screens() -> None:
    screens = [(0.0, 0.0, 1440.0, 900.0, 2.0), (1440.0, 0.0, 1920.0, 900.0, 2.0)]
    left, right = views_of(screens, Box(0, 0, 6720, 1800), Plane.POINTS)
    assert left.box == Box(0, 0, 2880, 1800)
    assert right.box == Box(2880, 0, 3840, 1800)


def test_resizing_takes_pixels_whole() -> None:
    small = noise(3, 2)
    assert (resized(small, 6, 4) == small.repeat(2, axis=0).repeat(2, axis=1)).all()
    assert resized(small, 3, 2) is small
