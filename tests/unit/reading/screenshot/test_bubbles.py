"""Shapes and lines to messages, without a recogniser: what stands where is given."""

from __future__ import annotations

from evidence_keeper.reading.screenshot.account import Account, parse, write
from evidence_keeper.reading.screenshot.bubbles import Conversation, What, understand
from evidence_keeper.reading.screenshot.facts import Box, Line, Seen, Shape
from evidence_keeper.reading.screenshot.flows import private_places, without_codes

WIDTH, HEIGHT = 1080, 2340
PAGE = Box(0, 216, WIDTH, 2140)
WHITE, GREEN = (255, 255, 255), (149, 236, 105)


class Screen:
    """A phone's screen, put together piece by piece."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.shapes: list[Shape] = []

    def bubble(
        self, left: int, top: int, right: int, *texts: str, ground: tuple[int, int, int] = WHITE
    ) -> None:
        bottom = top + 70 * len(texts) + 50
        self.shapes.append(Shape(Box(left, top, right, bottom), ground, 0.97))
        for number, text in enumerate(texts):
            self.line(left + 30, top + 28 + 70 * number, text, len(self.shapes) - 1)

    def line(self, left: int, top: int, text: str, shape: int = -1, high: int = 56) -> None:
        wide = sum(0.8 if ord(sign) > 0x2E80 else 0.45 for sign in text)
        right = left + round(wide * high)
        signs = [round(left + at * (right - left) / len(text)) for at in range(len(text) + 1)]
        box = Box(left, top, right, top + high)
        self.lines.append(Line(text, box, 0.99, tuple(signs), shape))

    def centred(self, top: int, text: str) -> None:
        wide = sum(0.8 if ord(sign) > 0x2E80 else 0.45 for sign in text) * 44
        self.line(round((WIDTH - wide) / 2), top, text, high=44)

    def portrait(self, left: int, top: int) -> None:
        self.shapes.append(Shape(Box(left, top, left + 120, top + 120), (90, 120, 200), 0.6))

    def seen(self) -> Seen:
        return Seen(WIDTH, HEIGHT, tuple(self.lines), tuple(self.shapes), PAGE)

    def read(self) -> Conversation:
        return understand(self.seen())


def test_sides_times_names_and_notices() -> None:
    screen = Screen()
    screen.line(400, 110, "星河通信智能客服", -2, 64)
    screen.centred(300, "昨天 21:03")
    screen.portrait(36, 380)
    screen.line(190, 378, "客服小星", high=40)
    screen.bubble(190, 425, 860, "您好，请问有什么可以帮您")
    screen.centred(640, "对方撤回了一条消息")
    screen.portrait(924, 760)
    screen.bubble(700, 760, 890, "转人工", ground=GREEN)
    found = screen.read()
    assert [(one.side, one.text, one.sender, one.when) for one in found.messages] == [
        ("left", "您好，请问有什么可以帮您", "客服小星", "昨天 21:03"),
        ("middle", "对方撤回了一条消息", "", ""),
        ("right", "转人工", "", ""),
    ]
    assert found.title == "星河通信智能客服"


def test_a_wrapped_line_goes_on_and_an_ended_one_ends() -> None:
    screen = Screen()
    screen.portrait(36, 300)
    screen.bubble(190, 300, 800, "我没有办过这个业务请你们", "把钱退回来。", "谢谢")
    assert screen.read().messages[0].text == "我没有办过这个业务请你们把钱退回来。\n谢谢"


def test_buttons_beside_each_other_are_no_messages() -> None:
    screen = Screen()
    screen.portrait(36, 300)
    screen.bubble(190, 300, 700, "请问您想问什么")
    for left in (190, 420, 650):
        screen.bubble(left, 520, left + 200, "查话费")
    assert [one.text for one in screen.read().messages] == ["请问您想问什么"]


def test_a_quote_a_voice_message_and_a_picture_are_told() -> None:
    screen = Screen()
    screen.portrait(924, 300)
    screen.bubble(500, 300, 890, "我没有同意", ground=GREEN)
    screen.shapes.append(Shape(Box(520, 430, 890, 500), (220, 220, 220), 0.98))
    screen.line(540, 444, "小星：您已同意升级", 2, high=40)
    screen.portrait(36, 600)
    screen.bubble(190, 600, 420, "12″")
    screen.portrait(36, 900)
    screen.shapes.append(Shape(Box(190, 900, 600, 1300), (80, 90, 60), 0.2))
    found = screen.read().messages
    assert [(one.what, one.text, one.quote) for one in found] == [
        (What.TEXT, "我没有同意", "小星：您已同意升级"),
        (What.VOICE, "[语音] 12″", ""),
        (What.PICTURE, "[图片]", ""),
    ]


def test_a_page_without_bubbles_is_no_conversation() -> None:
    screen = Screen()
    screen.line(60, 300, "账户余额")
    screen.line(60, 400, "221.40元")
    assert screen.read() == Conversation()


def test_private_places_go_over_the_end_of_a_line_and_codes_are_masked() -> None:
    screen = Screen()
    screen.portrait(924, 300)
    screen.bubble(330, 300, 890, "打这个电话1381234", "5678找我", ground=GREEN)
    screen.portrait(36, 600)
    screen.bubble(190, 600, 860, "验证码483920，勿告知")
    seen = without_codes(screen.seen())
    texts = [line.text for line in seen.lines]
    assert "验证码••••••，勿告知" in texts
    places = private_places(seen)
    assert [(one.private.kind, one.text) for one in places] == [
        ("mobile", "1381234"),
        ("mobile", "5678"),
        ("code", "••••••"),
    ]
    assert places[0].number == places[1].number
    assert all(one.box.width > 0 for one in places)


def test_an_account_is_the_same_after_it_was_written_and_read() -> None:
    screen = Screen()
    screen.portrait(36, 300)
    screen.bubble(190, 300, 860, "您好")
    screen.bubble(190, 500, 860, "请问")
    seen = screen.seen()
    account = Account("rapidocr", seen, understand(seen), (0, 2000)).with_fix(2, "请问您是？")
    again = parse(write(account))
    assert again == account
    assert again.text_of(2) == "请问您是？"
    assert again.conversation.messages[1].text == "请问"
    assert write(account.with_fix(2, "请问")) == write(
        Account("rapidocr", seen, understand(seen), (0, 2000))
    )
