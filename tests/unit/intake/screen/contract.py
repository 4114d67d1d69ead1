"""What every `Screen` that reads pixels itself must do: one class of tests for the fake and for mss."""

from __future__ import annotations

from typing import Protocol

import pytest

from evidence_keeper.errors import DeviceError, InputError
from evidence_keeper.intake.screen import Box, OneWindow, Plane, Region, Screen, Whole
from tests.xvfb import Pixels, noise


class Rig(Protocol):
    """A desk of 1920 x 1080 and, right of it, one of 1280 x 1024, with nothing on it."""

    @property
    def port(self) -> Screen: ...

    def put(self, title: str, box: Box, pixels: Pixels) -> int:
        """A new window, above all others."""

    def take_away(self, number: int) -> None:
        """It is closed."""

    def stay_below(self) -> None:
        """From now on no window comes forward."""


class ScreenContract:
    """Subclasses have a fixture `rig`."""

    def test_it_is_there_and_may_be_read(self, rig: Rig) -> None:
        assert rig.port.available()
        assert rig.port.permitted() is True
        assert rig.port.backend
        assert rig.port.tools()

    def test_it_knows_both_monitors(self, rig: Rig) -> None:
        layout = rig.port.layout()
        assert layout.plane is Plane.PIXELS
        boxes = [one.box for one in layout.monitors]
        assert boxes == [Box(0, 0, 1920, 1080), Box(1920, 0, 1280, 1024)]
        assert len({one.name for one in layout.monitors}) == 2

    def test_a_known_windows_pixels_come_back_equal(self, rig: Rig) -> None:
        face = noise(400, 300)
        rig.put("取证", Box(100, 80, 400, 300), face)
        whole = rig.port.take(Whole())
        assert (whole.width, whole.height) == (3200, 1080)
        assert (whole.pixels[80:380, 100:500, :3] == face[..., :3]).all()
        alone = rig.port.take(OneWindow("取证"))
        assert (alone.pixels[..., :3] == face[..., :3]).all()
        assert alone.window is not None
        assert (alone.window.title, alone.window.box) == ("取证", Box(100, 80, 400, 300))
        assert alone.window.program
        assert alone.notes == ()
        assert not alone.black
        assert alone.taken_at.tzinfo is not None

    def test_a_region_across_both_monitors(self, rig: Rig) -> None:
        face = noise(200, 100)
        rig.put("a", Box(1820, 10, 200, 100), face)
        shot = rig.port.take(Region(Box(1820, 10, 200, 100)))
        assert (shot.pixels[..., :3] == face[..., :3]).all()
        assert [one.box.x for one in shot.layout.touched(shot.box)] == [0, 1920]

    def test_one_monitor_alone(self, rig: Rig) -> None:
        name = rig.port.layout().monitors[1].name
        shot = rig.port.take(Whole(name))
        assert (shot.width, shot.height, shot.box.x) == (1280, 1024, 1920)
        with pytest.raises(InputError, match="monitor_unknown"):
            rig.port.take(Whole("HDMI-9"))

    def test_a_region_is_cut_at_the_screens_edge_and_refused_beside_it(self, rig: Rig) -> None:
        assert rig.port.take(Region(Box(-10, -20, 30, 40))).box == Box(0, 0, 20, 20)
        with pytest.raises(InputError, match="region_outside"):
            rig.port.take(Region(Box(0, 5000, 10, 10)))

    def test_a_covered_window_is_brought_forward(self, rig: Rig) -> None:
        face = noise(300, 200)
        rig.put("below", Box(50, 50, 300, 200), face)
        rig.put("above", Box(60, 60, 300, 200), noise(300, 200, 2))
        shot = rig.port.take(OneWindow("below"))
        assert (shot.pixels[..., :3] == face[..., :3]).all()
        assert shot.notes == ()

    def test_a_window_that_stays_covered_says_so(self, rig: Rig) -> None:
        rig.put("below", Box(50, 50, 300, 200), noise(300, 200))
        rig.put("above", Box(50, 50, 150, 200), noise(150, 200, 2))
        rig.stay_below()
        shot = rig.port.take(OneWindow("below"))
        assert [dict(note) for note in shot.notes] == [
            {"code": "shot_covered", "percent": 50, "by": ["above"]}
        ]

    def test_a_window_that_hangs_over_the_edge_says_how_much_is_missing(self, rig: Rig) -> None:
        face = noise(300, 200)
        rig.put("half", Box(-150, 20, 300, 200), face)
        shot = rig.port.take(OneWindow("half"))
        assert (shot.pixels[..., :3] == face[:, 150:, :3]).all()
        assert [dict(note) for note in shot.notes] == [{"code": "shot_cut", "percent": 50}]

    def test_windows_are_listed_the_uppermost_first_and_found_by_a_part_of_the_title(
        self, rig: Rig
    ) -> None:
        rig.put("微信 - 客服", Box(10, 10, 50, 50), noise(50, 50))
        rig.put("浏览器", Box(200, 10, 50, 50), noise(50, 50))
        assert [one.title for one in rig.port.windows()] == ["浏览器", "微信 - 客服"]
        found = rig.port.take(OneWindow("客服")).window
        assert found is not None
        assert found.title == "微信 - 客服"
        with pytest.raises(InputError, match="window_unknown"):
            rig.port.take(OneWindow("没有这个"))

    def test_a_window_that_was_closed_is_gone(self, rig: Rig) -> None:
        number = rig.put("going", Box(10, 10, 50, 50), noise(50, 50))
        rig.take_away(number)
        with pytest.raises(DeviceError, match="window_gone"):
            rig.port.take(OneWindow("going", number))

    def test_black_is_called_black(self, rig: Rig) -> None:
        dark = noise(100, 100)
        dark[..., :3] = 9
        rig.put("dark", Box(10, 10, 100, 100), dark)
        assert rig.port.take(Region(Box(10, 10, 100, 100))).black
        dark[50, 50, 1] = 200
        rig.put("dot", Box(10, 10, 100, 100), dark)
        assert not rig.port.take(Region(Box(10, 10, 100, 100))).black

    def test_a_part_of_a_picture_is_the_same_moments_part(self, rig: Rig) -> None:
        rig.put("a", Box(0, 0, 300, 200), noise(300, 200))
        shot = rig.port.take(Whole())
        part = shot.cut(Box(20, 30, 100, 50))
        assert (part.pixels == shot.pixels[30:80, 20:120]).all()
        assert (part.taken_at, part.box) == (shot.taken_at, Box(20, 30, 100, 50))
        with pytest.raises(ValueError, match="outside"):
            shot.cut(Box(9000, 0, 1, 1))
