"""存聊天: on the phone, copied, or on this screen; then what became of it, with every gap said."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from evidence_keeper.gui.capturer import ChatKept
from evidence_keeper.gui.chats import joined_warnings, joined_words, lacking_words
from evidence_keeper.gui.easy.page import KeepingWork, Page
from evidence_keeper.gui.runner import Lane
from evidence_keeper.gui.shooter import matter
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.notice import Notice
from evidence_keeper.gui.widgets.parts import column, frame, label
from evidence_keeper.gui.widgets.tile import Row
from evidence_keeper.gui.widgets.viewer import Viewer
from evidence_keeper.gui.words import plain_title, plain_words
from evidence_keeper.jobs import Job
from evidence_keeper.model import EvidenceItem
from evidence_keeper.text import gui_text as _

if TYPE_CHECKING:
    from evidence_keeper.gui.easy.face import EasyFace
    from evidence_keeper.keeper import Keeper
    from evidence_keeper.stitching import Stitched


class ChatPage(Page):
    """Where is the chat?"""

    def __init__(self, face: EasyFace) -> None:
        super().__init__(face, _("Where is the chat?"))
        self.phone = Row(
            self.look,
            "phone",
            _("In the phone"),
            _("By a screen video or screenshots from the phone"),
            self._phone,
        )
        self.copied = Row(
            self.look,
            "chat",
            _("Text that you copied"),
            _("Each copy is kept, with the time. An exported file does as well."),
            self._copied,
        )
        self.here = Row(
            self.look,
            "screen",
            _("On this computer's screen"),
            _("You scroll, and each page is kept"),
            self._here,
        )
        self.body.add(self.phone, self.copied, self.here)
        self.body.end()

    def focus_first(self) -> None:
        self.phone.setFocus()

    def _phone(self) -> None:
        self.face.with_case("", lambda case_id: PhoneChatPage(self.face, case_id))

    def _copied(self) -> None:
        from evidence_keeper.gui.easy.copied import CopiedPage

        self.face.with_case("", lambda case_id: CopiedPage(self.face, case_id))

    def _here(self) -> None:
        self.face.with_case("", lambda case_id: ScreenChatPage(self.face, case_id))


class PhoneChatPage(Page):
    """How to do it on the phone, and the button for what came from it."""

    def __init__(self, face: EasyFace, case_id: str | None) -> None:
        super().__init__(face, _("The chat in the phone"))
        self._case_id = case_id
        words = column(
            label(_("1. On the phone, switch on screen recording."), "big"),
            label(
                _("2. Open the app from its first page, then the profile, then the chat."), "big"
            ),
            label(_("3. Scroll slowly from the beginning to the end, then stop recording."), "big"),
            label(_("4. Send the video to this computer, then choose it here."), "big"),
            label(_("Screenshots that overlap do as well. Choose all of them at once."), "second"),
            gap=14,
            edges=(32, 26, 32, 26),
        )
        self.body.add(frame(words, "card"))
        self.body.end()
        self.choose = self.step(_("Choose the video or pictures"), self._choose, main=True)

    def _choose(self) -> None:
        paths = self.desk.choose_files(self.window())
        if paths:
            self.face.instead(JoiningPage(self.face, paths, self._case_id))


class JoiningPage(KeepingWork):
    """Keeps and joins; then what became of it comes in its place."""

    def __init__(self, face: EasyFace, paths: list[Path], case_id: str | None) -> None:
        super().__init__(face, _("The chat in the phone"), _("Keeping and joining the pages"))
        self._paths, self._case_id = paths, case_id

    def entered(self) -> None:
        verb = partial(stitch_files, paths=self._paths, case_id=self._case_id)
        self.watch(self.desk.run(self, verb, self._joined, self.failed, lane=Lane.LONG))

    def _joined(self, done: Stitched) -> None:
        self.ended()
        self.desk.refresh()
        self.face.instead(JoinedPage(self.face, done))

    def again(self) -> None:
        self.face.instead(JoiningPage(self.face, self._paths, self._case_id))


def stitch_files(keeper: Keeper, job: Job, *, paths: list[Path], case_id: str | None) -> Stitched:
    """Keeps and joins; without a matter a new one is made."""
    return keeper.stitch(paths, matter(keeper, case_id).case_id, job=job)


class ScreenChatPage(Page):
    """What is going to happen; then our window goes."""

    def __init__(self, face: EasyFace, case_id: str | None) -> None:
        super().__init__(face, _("The chat on this screen"))
        self._case_id = case_id
        words = column(
            label(_("1. Open the chat in its window first."), "big"),
            label(_("2. Press “Begin”, and draw a frame around the chat with the mouse."), "big"),
            label(
                _("3. First show the other side's profile page, then the chat's beginning."), "big"
            ),
            label(
                _("4. Scroll down slowly. Each page is kept, and you are told if one is missing."),
                "big",
            ),
            gap=14,
            edges=(32, 26, 32, 26),
        )
        self.body.add(frame(words, "card"))
        self.body.end()
        self.start = self.step(_("Begin"), self._begin, main=True, icon="screen")

    def _begin(self) -> None:
        self.desk.capturer.begin(self._case_id)


class JoinedPage(Page):
    """How many pages became what, each gap said, and the long pictures."""

    def __init__(self, face: EasyFace, done: Stitched, lacking: list[str] | None = None) -> None:
        super().__init__(face, _("Saved"))
        self.done = done
        warnings = [*joined_warnings(done), *(lacking or [])]
        self.body.column.setSpacing(14)
        self.body.add(Notice(self.look, joined_words(done)))
        for words in warnings:
            self.body.add(Notice(self.look, words, warn=True))
        self.viewer: Viewer | None = None
        pictures = [one.item for one in done.pictures]
        if len(pictures) == 1:
            self.viewer = Viewer(self.desk)
            self.viewer.setMinimumHeight(self.look.px(300))
            self.body.column.addWidget(self.viewer, 1)
        for item in pictures[1 if len(pictures) == 1 else 0 :]:
            pressed = partial(self._see, item)
            row = Row(self.look, "picture", plain_title(item), plain_words(item), pressed)
            self.body.add(row)
        if self.viewer is None:
            self.body.end()
        self.back.hide()
        if len(pictures) == 1:
            self.read = self.step(_("Read the text in it"), self._read, icon="chat")
        self.more = self.step(_("Keep another chat"), self._more, icon="chat")
        self.home = self.step(_("Done"), face.home, main=True, icon="home")

    def entered(self) -> None:
        if self.viewer is not None and self.viewer.view is None:
            self.viewer.show_item(self.done.pictures[0].item)
        self.focus_first()

    def _see(self, item: EvidenceItem) -> None:
        from evidence_keeper.gui.easy.evidence import ItemPage

        self.face.go(ItemPage(self.face, item))

    def _read(self) -> None:
        from evidence_keeper.gui.easy.chat_read import ReadPage

        self.face.go(ReadPage(self.face, self.done.pictures[0].item))

    def _more(self) -> None:
        self.face.instead(ChatPage(self.face))


class NotCapturedPage(Page):
    """It could not be done: why, and what to do."""

    def __init__(self, face: EasyFace, error: Exception) -> None:
        super().__init__(face, _("The chat was not kept"))
        self.body.add(ErrorCard(self.look, error))
        self.body.end()


def captured_page(face: EasyFace, kept: ChatKept) -> JoinedPage:
    """What a capture came to."""
    return JoinedPage(face, kept.captured.stitched, lacking_words(kept.captured))
