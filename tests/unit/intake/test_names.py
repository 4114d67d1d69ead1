"""What a file's name says. The names are in the phones' shapes; people, numbers and times are invented."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evidence_keeper.intake.names import read_name

CHINA = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=CHINA)


def at(text: str | None) -> datetime | None:
    """A time as a person writes it, in the computer's zone."""
    return datetime.fromisoformat(text).astimezone() if text else None


# name, time, number, contact, says that it is a call
CALLS = [
    ("通话录音@10086(10086)_20191104110052.mp3", "2019-11-04 11:00:52", "10086", None, True),
    ("通话录音@138 0013 8000(13800138000)_20180814153840.mp3", "2018-08-14 15:38:40", "13800138000", None, True),
    ("通话录音@客服小王(13800138000)_20171222200305.mp3", "2017-12-22 20:03:05", "13800138000", "客服小王", True),
    ("通话录音@张三(客户)(13800138000)_20171222200305.mp3", "2017-12-22 20:03:05", "13800138000", "张三(客户)", True),
    ("通话录音@客服小王(13800138000)_20171222200305(1).mp3", "2017-12-22 20:03:05", "13800138000", "客服小王", True),
    ("通话录音@小王(13800138000)_20171222200305 - 副本.mp3", "2017-12-22 20:03:05", "13800138000", "小王", True),
    ("通话录音@未知号码(-1)_20171222200305.mp3", "2017-12-22 20:03:05", None, None, True),
    ("客服小王(+86 138-0013-8000)_20171222200305.mp3", "2017-12-22 20:03:05", "13800138000", "客服小王", True),
    ("客服小王（13800138000）_20171222200305.mp3", "2017-12-22 20:03:05", "13800138000", "客服小王", True),
    ("\u202a+86 138\u202c(13800138000)_20171222200305.mp3", "2017-12-22 20:03:05", "13800138000", None, True),
    ("138 0013 8000_20220425103455.amr", "2022-04-25 10:34:55", "13800138000", None, True),
    ("010-65121234_20220425103455.amr", "2022-04-25 10:34:55", "01065121234", None, True),
    ("95588_20220425103455.amr", "2022-04-25 10:34:55", "95588", None, True),
    ("65121234_20220425103455.amr", "2022-04-25 10:34:55", "65121234", None, True),
    ("张三@13800138000_20220425103455.amr", "2022-04-25 10:34:55", "13800138000", "张三", True),
    ("12593 13800138000_20220425103455.mp3", "2022-04-25 10:34:55", "13800138000", None, True),
    ("1795113800138000_20220425103455.mp3", "2022-04-25 10:34:55", "13800138000", None, True),
    ("이름_01012345678_20260531053052.m4a", "2026-05-31 05:30:52", "01012345678", "이름", True),
    ("#张_三_13800138000_20260531053052.m4a", "2026-05-31 05:30:52", "13800138000", "张_三", True),
    ("+821012345678_20260601143022.m4a", "2026-06-01 14:30:22", "821012345678", None, True),
    ("+8613800138000_20260601143022.m4a", "2026-06-01 14:30:22", "13800138000", None, True),
    ("0086 138 0013 8000_20260601143022.m4a", "2026-06-01 14:30:22", "13800138000", None, True),
    ("Call recording Zhang San_250817_143025.m4a", "2025-08-17 14:30:25", None, "Zhang San", True),
    ("通话录音 客服小王_250817_143025.m4a", "2025-08-17 14:30:25", None, "客服小王", True),
    ("通话录音 10086_250817_143025.m4a", "2025-08-17 14:30:25", "10086", None, True),
    ("Gesprächsaufzeichnung +8613800138000_250817_143025.m4a", "2025-08-17 14:30:25", "13800138000", None, True),
    ("10086-2603021003.amr", "2026-03-02 10:03:00", "10086", None, True),
    ("张三-2603021003.amr", "2026-03-02 10:03:00", None, "张三", False),
    ("13800138000 2026-03-02 10-03-05.m4a", "2026-03-02 10:03:05", "13800138000", None, True),
    ("张三 2026-03-02 10-03-05.m4a", "2026-03-02 10:03:05", None, "张三", False),
    ("客服小王 13800138000_20260601143022.m4a", "2026-06-01 14:30:22", "13800138000", "客服小王", True),
    ("与10086的通话.m4a", None, "10086", None, True),
    ("Call with 客服小王.m4a", None, None, "客服小王", True),
    ("电话录音.m4a", None, None, None, True),
    ("投诉10086转人工.m4a", None, "10086", None, True),
    ("客服 400-810-1234.m4a", None, "4008101234", None, True),
    # Shapes that look like it and aren't.
    ("录音_20260302100305.m4a", "2026-03-02 10:03:05", None, None, False),
    ("录音 3.m4a", None, None, None, False),
    ("标准录音 12.mp3", None, None, None, False),
    ("Voice 250817_143025.m4a", "2025-08-17 14:30:25", None, None, False),
    ("0001_20220425103455.amr", "2022-04-25 10:34:55", None, None, False),
    ("会议(2)_20220425103455.m4a", "2022-04-25 10:34:55", None, "会议(2)", False),
    ("20260302_20260302100305.m4a", "2026-03-02 10:03:05", None, None, False),
    ("20260302 100305-A1B2C3D4.m4a", "2026-03-02 10:03:05", None, "A1B2C3D4", False),
    ("recall.mp3", None, None, None, False),
    ("track_10001.mp3", None, None, None, False),
    ("010-6512345678.amr", None, None, None, False),
    ("2026年3月2日 下午3时3分5秒.m4a", "2026-03-02 15:03:05", None, None, False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "time", "number", "contact", "call"), CALLS, ids=[row[0] for row in CALLS]
)
def test_phone_writes_time_number_and_contact_into_the_name(
    name: str, time: str | None, number: str | None, contact: str | None, call: bool
) -> None:
    facts = read_name(name, NOW)
    assert (facts.time, facts.number, facts.says_call) == (at(time), number, call)
    assert facts.contact == contact


PICTURES = [
    ("Screenshot_2026-03-02-10-03-05.png", "2026-03-02 10:03:05", True),
    ("Screenshot_2026-03-02-10-03-05-123_com.tencent.mm.jpg", "2026-03-02 10:03:05", True),
    ("Screenshot_20260302_100305_com.example.app.jpg", "2026-03-02 10:03:05", True),
    ("Screenshot_20260302-100305.png", "2026-03-02 10:03:05", True),
    ("Screenshot from 2026-03-02 10-03-05.png", "2026-03-02 10:03:05", True),
    ("Screenshot 2026-03-02 at 9.03.05\u202fPM.png", "2026-03-02 21:03:05", True),
    ("Screenshot 2026-03-02 at 12.03.05 AM.png", "2026-03-02 00:03:05", True),
    ("Screen Shot 2026-03-02 at 10.03.05.png", "2026-03-02 10:03:05", True),
    ("截屏2026-03-02 10.03.05.png", "2026-03-02 10:03:05", True),
    ("截屏2026-03-02 下午10.03.05 (2).png", "2026-03-02 22:03:05", True),
    ("截屏2026-03-02 上午9.03.05.png", "2026-03-02 09:03:05", True),
    ("屏幕截图 2026-03-02 100305.png", "2026-03-02 10:03:05", True),
    ("屏幕截图(12).png", None, True),
    ("2026-03-02 10-03-05 的屏幕截图.png", "2026-03-02 10:03:05", True),
    ("微信截图_20260302100305.png", "2026-03-02 10:03:05", True),
    ("QQ截图20260302100305.png", "2026-03-02 10:03:05", True),
    ("Snipaste_2026-03-02_10-03-05.png", "2026-03-02 10:03:05", True),
    ("IMG_20260302_100305.jpg", "2026-03-02 10:03:05", False),
    ("IMG20260302100305.jpg", "2026-03-02 10:03:05", False),
    ("VID_20260302_100305.mp4", "2026-03-02 10:03:05", False),
    ("20260302_100305.jpg", "2026-03-02 10:03:05", False),
    ("IMG-20260302-WA0001.jpg", None, False),
    ("IMG_0123.HEIC", None, False),
    ("截屏2026-03-02.png", None, True),
]


@pytest.mark.parametrize(("name", "time", "shot"), PICTURES, ids=[row[0] for row in PICTURES])
def test_picture_is_named_by_when_it_was_taken(name: str, time: str | None, shot: bool) -> None:
    facts = read_name(name, NOW)
    assert (facts.time, facts.says_screenshot, facts.saved) == (at(time), shot, None)


def test_pixel_phones_name_pictures_in_utc() -> None:
    assert read_name("PXL_20260302_020305123.jpg", NOW).time == datetime(
        2026, 3, 2, 2, 3, 5, tzinfo=UTC
    )


SAVED = [
    ("微信图片_20260302100305.jpg", "2026-03-02 10:03:05"),
    ("微信图片_20260302100305_12_34.jpg", "2026-03-02 10:03:05"),
    ("QQ图片20260302100305.png", "2026-03-02 10:03:05"),
    ("WhatsApp Image 2026-03-02 at 10.03.05.jpeg", "2026-03-02 10:03:05"),
    ("photo_2026-03-02_10-03-05.jpg", "2026-03-02 10:03:05"),
]


@pytest.mark.parametrize(("name", "saved"), SAVED)
def test_moment_of_saving_is_no_moment_of_taking(name: str, saved: str) -> None:
    facts = read_name(name, NOW)
    assert (facts.time, facts.saved, facts.is_saved_copy) == (None, at(saved), True)


@pytest.mark.parametrize("name", ["mmexport1700000000000.jpg", "1700000000000.jpg"])
def test_wechat_exports_are_named_in_unix_milliseconds(name: str) -> None:
    facts = read_name(name, NOW)
    assert (facts.time, facts.saved) == (None, datetime.fromtimestamp(1700000000, UTC))


NO_TIMES = [
    "10086_20261332256199.mp3",  # month 13
    "10086_20260230100305.mp3",  # 30 February
    "10086_20260302246000.mp3",  # 24:60
    "10086_20261122080001.mp3",  # a second from now
    "10086_20991231235959.mp3",
    "10086_20041231235959.mp3",
    "10086_19991104110052.mp3",
    "10086_00000000000000.mp3",
    "企业微信截图_17000000000000.png",
    "微信图片_20261332256199.jpg",
    "Screenshot_2026-13-02-10-03-05.png",
    "截屏2026-03-02 25.03.05.png",
    "截屏2026-03-02 晚上12.03.05.png",  # nobody can tell which midnight
    "mmexport1999999999999.jpg",
]


@pytest.mark.parametrize("name", NO_TIMES)
def test_digits_that_are_no_date_are_no_time(name: str) -> None:
    computer = datetime(2026, 11, 22, 8, 0).astimezone()
    facts = read_name(name, computer)
    assert (facts.time, facts.saved) == (None, None)
    assert facts.refused or "晚上" in name


def test_name_whose_time_is_refused_still_names_the_number() -> None:
    facts = read_name("张三(13800138000)_20261332256199.mp3", NOW)
    assert (facts.number, facts.contact, facts.refused) == ("13800138000", "张三", "20261332256199")


NAMES = st.text(max_size=80) | st.from_regex(
    r"(通话录音@|Screenshot_|微信图片_|IMG_|.{0,5})[\d_@() +-]{0,40}(\.mp3)?"
)


@given(NAMES)
@example("通话录音@()_" + "９" * 14)
@example("\udcff\udcfe_20260302100305.mp3")
@example("²" * 14)
@example("٢٠٢٦٠٣٠٢١٠٠٣٠٥_٢٠٢٦٠٣٠٢١٠٠٣٠٥")
@example("(" * 300 + "_20260302100305")
def test_no_name_raises_and_no_time_lies_before_2005_or_in_the_future(name: str) -> None:
    facts = read_name(name, NOW)
    for moment in (facts.time, facts.saved):
        assert moment is None or (moment.year >= 2005 and moment <= NOW and moment.tzinfo)
    assert facts.number is None or (facts.number.isascii() and facts.number.isdigit())


@given(st.text("0123456789", min_size=14, max_size=14))
def test_fourteen_digits_are_a_time_only_where_they_are_a_date(digits: str) -> None:
    try:
        expected = datetime.strptime(digits, "%Y%m%d%H%M%S").astimezone()
        good = expected.year >= 2005 and expected <= NOW
    except (ValueError, OverflowError):
        good = False
    assert read_name(f"10086_{digits}.mp3", NOW).time == (expected if good else None)


@given(
    st.datetimes(datetime(2005, 1, 2), datetime(2026, 11, 20)),  # noqa: DTZ001
    st.sampled_from(
        [
            ("通话录音@10086(10086)_{:%Y%m%d%H%M%S}.mp3"),
            ("Screenshot_{:%Y-%m-%d-%H-%M-%S}-123_com.example.jpg"),
            ("截屏{:%Y-%m-%d %H.%M.%S}.png"),
            ("IMG_{:%Y%m%d_%H%M%S}.jpg"),
            ("Call recording Li Si_{:%y%m%d_%H%M%S}.m4a"),
        ]
    ),
)
def test_any_date_in_a_phone_s_name_is_read_back(moment: datetime, shape: str) -> None:
    whole = moment.replace(microsecond=0)
    assert read_name(shape.format(whole), NOW).time == whole.astimezone()
