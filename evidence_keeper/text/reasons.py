"""From a code to words: what happened, and what to do now. The only place where an error gets a sentence.

One idea a sentence; no word an older person wouldn't know; what happened first, then what to do. The code itself
stays beside the words for whoever helps. A test walks every error, finding and note and fails where words are
missing in a language, or where a translation asks for other {placeholders}.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any, NamedTuple

from evidence_keeper.errors import EvidenceError
from evidence_keeper.model import (
    BOOKKEEPING,
    CASE_FIELDS,
    CASE_TYPES,
    Finding,
    MarkKind,
    Refused,
    Role,
)
from evidence_keeper.text.languages import N_, _
from evidence_keeper.text.notes import BROKEN, NOTES
from evidence_keeper.text.phoned import PHONE_EVENTS
from evidence_keeper.text.recorded import RECORDING_ALARMS
from evidence_keeper.text.shown import safe_name, safe_path, say_duration, say_size, say_time
from evidence_keeper.text.words import input_words


class Words(NamedTuple):
    """English, with {placeholders}: a headline, a sentence or two, and advice that may be empty."""

    title: str
    happened: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a person is told. `advice` may be empty; `code` stands small below, for the relative."""

    title: str
    happened: str
    advice: str
    code: str

    @property
    def sentence(self) -> str:
        """What happened and what to do."""
        gap = "" if self.happened.endswith("。") else " "
        return gap.join(part for part in (self.happened, self.advice) if part)

    @property
    def line(self) -> str:
        """All of it on one line, as the command line prints it."""
        return f"{self.sentence} [{self.code}]"


_KEEP_OFF = N_(
    "Keep nothing more here for now. Copy the whole folder to another disk first. "
    "If there is a second copy, restore from it."
)

ERRORS: Mapping[str, Words] = {
    # ---- devices
    "no_loudspeaker": Words(
        N_("No loudspeaker"),
        N_("No loudspeaker and no headphones were found."),
        N_("Plug in headphones or switch the loudspeaker on. Then press play again."),
    ),
    "playback_failed": Words(
        N_("It can't be heard"),
        N_("The sound could not be played."),
        N_("The recording is still there. Close other programs that play sound, then try again."),
    ),
    "print_failed": Words(
        N_("It was not printed"),
        N_("The printer did not take the papers."),
        N_(
            "See whether it is switched on and has paper. Then print again. The PDF is still there."
        ),
    ),
    "no_screen": Words(
        N_("No screen"),
        N_("There is no screen here, so the window can't open."),
        N_("Use a computer with a screen, or a command: evidence-keeper --help lists them."),
    ),
    "no_microphone": Words(
        N_("No microphone"),
        N_("This computer has no microphone that could be found."),
        N_("Plug one in. Or record on the phone itself, and send the recording here afterwards."),
    ),
    "no_system_sound": Words(
        N_("The computer's own sound can't be recorded"),
        N_("What this computer plays can't be recorded here."),
        N_(
            "Let the call sound from the loudspeaker and record with the microphone (--system none)."
        ),
    ),
    "device_unknown": Words(
        N_("No such device"),
        N_("There is no “{name}” to record from."),
        N_("See that it is plugged in. evidence-keeper record --list-devices lists all."),
    ),
    "microphone_refused": Words(
        N_("The microphone is not allowed"),
        N_("This computer's settings don't let programs use the microphone."),
        N_("Allow it in the settings, under privacy, microphone. Then press record again."),
    ),
    "microphone_refused.win32": Words(
        N_("The microphone is not allowed"),
        N_("This computer's settings don't let programs use the microphone."),
        N_(
            "Open Settings, Privacy & security, Microphone. Turn on “Microphone access” and “Let desktop apps "
            "access your microphone”. Then press record again."
        ),
    ),
    "microphone_refused.darwin": Words(
        N_("The microphone is not allowed"),
        N_("This computer's settings don't let programs use the microphone."),
        N_(
            "Open System Settings, Privacy & Security, Microphone, and turn on Evidence Keeper. "
            "Then start the program again."
        ),
    ),
    "microphone_failed": Words(
        N_("The microphone does not start"),
        N_("“{name}” could not be started."),
        N_("Close other programs that use it, plug it in again, then press record again."),
    ),
    "nothing_recorded": Words(
        N_("Nothing was recorded"),
        N_("No sound came at all, so there is no recording."),
        N_("See that the microphone is plugged in and switched on. Then record again."),
    ),
    "screen_missing": Words(
        N_("No screen"),
        N_("There is no screen here of which a picture could be taken."),
        N_(
            "Run it where you see the desktop. On a Wayland desktop the package xdg-desktop-portal is needed."
        ),
    ),
    "screen_refused": Words(
        N_("Pictures of the screen are not allowed"),
        N_("This computer's settings don't let programs take pictures of the screen."),
        N_(
            "Allow it in the settings, under privacy, screen recording or screenshots. "
            "Then start the program again."
        ),
    ),
    "screen_refused.darwin": Words(
        N_("Pictures of the screen are not allowed"),
        N_("This computer's settings don't let programs take pictures of the screen."),
        N_(
            "Open System Settings, Privacy & Security, Screen Recording, and turn on Evidence Keeper. "
            "Then start the program again."
        ),
    ),
    "screen_locked": Words(
        N_("The screen is locked"),
        N_("While the screen is locked there is nothing to take a picture of."),
        N_("Unlock it, then take the picture again."),
    ),
    "screen_failed": Words(
        N_("The picture was not taken"),
        N_("The system did not give a picture of the screen."),
        N_("Try again. If it fails again, press the Print key and add the picture as a file."),
    ),
    "portal_silent": Words(
        N_("The desktop does not answer"),
        N_("The desktop was asked for a picture and did not answer in {seconds}."),
        N_(
            "Try again. If it stays so, sign out and in again, or take the picture with its own tool."
        ),
    ),
    "portal_cancelled": Words(
        N_("No picture was taken"),
        N_("The question whether a picture may be taken was answered with no."),
        N_("Press again and answer that it may."),
    ),
    "windows_unlisted": Words(
        N_("The windows can't be listed"),
        N_("This desktop does not tell programs which windows there are."),
        N_("Take the whole screen, or draw the part with the mouse."),
    ),
    "window_gone": Words(
        N_("The window is gone"),
        N_("“{title}” was closed before its picture was taken."),
        N_("Open it again, then take the picture."),
    ),
    "capture_unavailable": Words(
        N_("A chat can't be kept this way here"),
        N_(
            "This desktop asks before each picture, so a chat can't be followed while it is scrolled."
        ),
        N_("Take pictures one by one, or record the screen on the phone and send that."),
    ),
    "key_refused": Words(
        N_("The key is taken"),
        N_("Another program uses {keys} already."),
        N_("Use the button, or the picture of this program beside the clock."),
    ),
    "key_unavailable": Words(
        N_("No key for all programs"),
        N_("This system gives programs no key that works in other programs too."),
        N_(
            "In the system's keyboard settings a key can be tied to: "
            "evidence-keeper shot --case with the matter's number."
        ),
    ),
    # ---- files handed to us
    "source_missing": Words(
        N_("File not found"),
        N_("“{name}” was not found."),
        N_("See whether the file is there and its name is right. Then choose it again."),
    ),
    "source_unreadable": Words(
        N_("The file can't be opened"),
        N_("“{name}” can't be opened."),
        N_(
            "Copy it to the desktop and choose that copy. If that fails too, ask for the right to read it."
        ),
    ),
    "source_special": Words(
        N_("Not a file"),
        N_("“{name}” is not a file but a part of the system."),
        N_("Choose pictures, recordings, chats or papers."),
    ),
    "source_link_loop": Words(
        N_("The shortcut leads nowhere"),
        N_("“{name}” is a shortcut that leads back to itself."),
        N_("Choose the file that it was made for."),
    ),
    "chat_is_folder": Words(
        N_("A folder is no chat"),
        N_("“{path}” is a folder. A chat is one file."),
        N_("Name the file of the chat. A whole folder is kept with “add”."),
    ),
    "nothing_copied": Words(
        N_("There was no text"),
        N_("Nothing was handed over: the text is empty."),
        N_("Copy the chat once more, then hand it over."),
    ),
    "source_empty": Words(
        N_("The file is empty"),
        N_("“{name}” is empty. There is nothing in it."),
        N_("It was probably not sent to its end. Send it from the phone once more."),
    ),
    "source_changing": Words(
        N_("The file is not finished yet"),
        N_("“{name}” is still changing. It may still be on its way."),
        N_("Wait until it has arrived, or close the program that uses it. Then choose it again."),
    ),
    "source_vanished": Words(
        N_("The file went away"),
        N_("“{name}” went away while it was being kept."),
        N_("See whether the USB stick or the phone is plugged in. Then choose it again."),
    ),
    "source_in_vault": Words(
        N_("It is kept already"),
        N_("“{name}” lies in the evidence folder already."),
        N_("It need not be kept a second time."),
    ),
    "name_unusable": Words(
        N_("The name can't be used"),
        N_("“{name}” is no name that a file can be kept under."),
        N_("Give the file another name on the phone. Then send it again."),
    ),
    "arrived_incomplete": Words(
        N_("Not sent to the end"),
        N_("“{name}” was not sent to its end, and was not kept."),
        N_("It is still on the phone. Open the page again, scan, and send it once more."),
    ),
    "arrived_differently": Words(
        N_("It changed on the way"),
        N_("“{name}” did not arrive as it lies on the phone, and was not kept."),
        N_("It is still on the phone. Choose it there once more."),
    ),
    "media_broken": Words(
        N_("The file is damaged"),
        N_("“{name}” is damaged and can't be played or shown."),
        N_("The file itself was not touched. Send it from the phone once more."),
    ),
    "pdf_locked": Words(
        N_("The paper is locked"),
        N_("“{name}” opens only with a password."),
        N_("Open it with its password and save it once without. Then choose that one."),
    ),
    "frame_no_picture": Words(
        N_("Not a picture"),
        N_("“{path}” is no picture, so it can't be joined to others."),
        N_("Choose pictures of the screen, or the phone's own screen video."),
    ),
    "width_differs": Words(
        N_("Not as wide as the others"),
        N_(
            "This picture is {width} pixels wide, the others {expected}. It can't be joined to them."
        ),
        N_("Take all pictures on the same phone, held the same way. Send them as originals."),
    ),
    "picture_too_large": Words(
        N_("Too large to be joined"),
        N_("“{path}” has {width} × {height} pixels. That is too large to be joined to others."),
        N_("It is kept as it is. To be joined it has to come in smaller parts."),
    ),
    "nothing_to_stitch": Words(
        N_("Nothing to join"),
        N_("None of these files could be kept as a picture."),
        N_("Choose pictures of the screen, or the phone's own screen video."),
    ),
    "not_playable": Words(
        N_("Nothing to play"),
        N_("“{name}” has no sound and no moving picture."),
        N_("Choose a recording or a video."),
    ),
    # ---- room, net, other programs
    "disk_full": Words(
        N_("The disk is full"),
        N_("The disk is full: {path}."),
        N_(
            "Empty the bin and delete films you don't need. Then try again. What was kept before is still there."
        ),
    ),
    "authority_unreachable": Words(
        N_("No answer"),
        N_("The time-stamp service did not answer."),
        N_("See whether the network works. Try again later."),
    ),
    "authority_refused": Words(
        N_("No time stamp"),
        N_("The time-stamp service refused: {detail}."),
        N_("Ask who runs it, or choose another one. What is kept stays as it is."),
    ),
    "authority_unfit": Words(
        N_("A wrong time stamp"),
        N_("What the time-stamp service sent does not fit what was asked. It was thrown away."),
        N_("Try again later, or choose another service. What is kept stays as it is."),
    ),
    "authority_unfit.unreadable": Words(
        N_("No time stamp"),
        N_("What came back is no time stamp. Perhaps this network wants a log-in first."),
        N_("Open a web page and see whether it asks for something. Then try again."),
    ),
    "authority_unfit.expired": Words(
        N_("A wrong time stamp"),
        N_("The time-stamp service's certificate did not hold at the time that it stamped."),
        N_("Choose another service. What is kept stays as it is."),
    ),
    "authority_unfit.purpose": Words(
        N_("A wrong time stamp"),
        N_("The time-stamp service's certificate is not made for time stamps."),
        N_("Choose another service. What is kept stays as it is."),
    ),
    "tsa_unset": Words(
        N_("No time-stamp service is chosen"),
        N_("No time-stamp service is chosen, so nobody was asked."),
        N_("Name one with --tsa, or as “tsa” in the settings. stamp --list shows some."),
    ),
    "tsa_invalid": Words(
        N_("That is no address"),
        N_("“{url}” is no address of a time-stamp service."),
        N_("An address begins with http:// or https://. stamp --list shows some."),
    ),
    "not_a_handover": Words(
        N_("This is no case file"),
        N_("“{name}” is no case file of this program."),
        N_("Choose the file that your family sent you."),
    ),
    "not_a_pdf": Words(
        N_("This is no PDF"),
        N_("“{name}” is no PDF, or it is locked already."),
        N_("Choose the complaint papers that were made here."),
    ),
    "not_a_profile": Words(
        N_("Not a settings file"),
        N_("“{name}” is no settings file that family made with this program."),
        N_("Ask your family to send it again, as a file. Nothing was changed."),
    ),
    "profile_too_new": Words(
        N_("Made with a newer program"),
        N_("“{name}” was made with a newer version of this program."),
        N_("Install the new version, or ask for the file anew. Nothing was changed."),
    ),
    "profile_unreadable": Words(
        N_("The file can't be read"),
        N_("“{name}” can't be read from where it lies."),
        N_("Copy it to the desktop and open it there. Nothing was changed."),
    ),
    "handover_too_new": Words(
        N_("Made by a newer program"),
        N_("“{name}” was made by a newer version of this program."),
        N_("Get the newest version of this program, then take the file in once more."),
    ),
    "handover_torn": Words(
        N_("The file did not arrive whole"),
        N_("“{name}” is damaged, or a part of it is missing. Nothing was taken in."),
        N_("Have it sent once more."),
    ),
    "handover_exists": Words(
        N_("There is such a file already"),
        N_("“{name}” is there already and was not replaced."),
        N_("Choose another name."),
    ),
    "passphrase_wrong": Words(
        N_("The pass phrase is wrong"),
        N_(
            "The pass phrase does not fit this file, or the file was changed. Nothing was taken in."
        ),
        N_("Have the words read out once more, by telephone. Watch their order."),
    ),
    "passphrase_missing": Words(
        N_("No pass phrase"),
        N_("A pass phrase is needed and none was given."),
        N_("Type it when asked, or set EVIDENCE_KEEPER_PASSPHRASE."),
    ),
    "passphrase_short": Words(
        N_("The pass phrase is too short"),
        N_("A pass phrase needs at least {least} characters."),
        N_("Take the words that the program offers."),
    ),
    "no_network": Words(
        N_("No network"),
        N_("This computer is in no network, so no phone can reach it."),
        N_("Connect it to the same Wi-Fi as the phone. Or use a cable."),
    ),
    "address_unusable": Words(
        N_("The address can't be used"),
        N_("The page can't be opened at the address {address}."),
        N_("See whether the network is still there, or choose another one."),
    ),
    "vault_busy": Words(
        N_("Please wait a moment"),
        N_("Another program is keeping evidence right now."),
        N_("Wait until it is done. Then try again."),
    ),
    # ---- what was asked for
    "case_unknown": Words(
        N_("No such matter"),
        N_("There is no matter with the number “{case_id}”."),
        N_("Look at the list of matters and choose one of them."),
    ),
    "item_unknown": Words(
        N_("No such piece of evidence"),
        N_("There is no piece of evidence with the number “{item_id}”."),
        N_("Look at the list of evidence and choose one of it."),
    ),
    "field_unknown": Words(
        N_("No such field"),
        N_("There is no field “{field}”."),
        N_("There are: {known}."),
    ),
    "field_invalid": Words(
        N_("That can't be right"),
        N_("“{value}” does not fit into the field “{field}”."),
        N_("Write an amount as a number, such as 128.50, and a day as 2026-11-22."),
    ),
    "field_invalid.amount": Words(
        N_("That can't be right"),
        N_("“{value}” does not fit into the field “{field}”."),
        N_("Write an amount as a number, such as 128.50."),
    ),
    "field_invalid.date": Words(
        N_("That can't be right"),
        N_("“{value}” does not fit into the field “{field}”."),
        N_("Write a day that has come, as 2026-11-22."),
    ),
    "field_invalid.time": Words(
        N_("That can't be right"),
        N_("“{value}” is no time that something can have happened at."),
        N_("Write day and time of day, not in the future, as 2026-11-22T10:03."),
    ),
    "field_invalid.yes_no": Words(
        N_("That can't be right"),
        N_("“{value}” does not fit into the field “{field}”."),
        N_("Write yes or no."),
    ),
    "field_invalid.choice": Words(
        N_("That can't be right"),
        N_("“{value}” is none of the answers to “{field}”."),
        N_("Give one of the answers that are offered."),
    ),
    "field_invalid.charges": Words(
        N_("That can't be right"),
        N_("“{value}” does not fit into the field “{field}”."),
        N_("Write a line for each charge: the day, the sum, what for (2026-02-01 90.00 悦享)."),
    ),
    "field_invalid.kind": Words(
        N_("That can't be right"),
        N_("“{value}” is no kind of evidence."),
        N_("The kinds are: call, audio, screenshot, image, chat, document, video, other."),
    ),
    "field_invalid.digits": Words(
        N_("That can't be right"),
        N_("“{value}” does not fit into the field “{field}”."),
        N_("Write a telephone number with digits only."),
    ),
    "field_invalid.record": Words(
        N_("That can't be right"),
        N_("“{value}” is no table that a call or message can stand in."),
        N_("Write service (you asked the company), marketing (somebody sold something) or none."),
    ),
    "field_invalid.count": Words(
        N_("That can't be right"),
        N_("“{value}” does not fit into the field “{field}”."),
        N_("Write a whole number."),
    ),
    "field_invalid.volume": Words(
        N_("That can't be right"),
        N_("“{value}” is no part of the papers."),
        N_("Write main for the pages that are read first, or annex for those behind them."),
    ),
    "field_invalid.text": Words(
        N_("Nothing is written there"),
        N_("The field “{field}” can't be empty."),
        N_("Write a few words."),
    ),
    "not_a_recording": Words(
        N_("This is no recording"),
        N_("Only a recording or a film has moments that can be marked."),
        N_("Write a note to it instead."),
    ),
    "type_unknown": Words(
        N_("No such kind of matter"),
        N_("There is no kind of matter “{type}”."),
        N_("The kinds are: {known}."),
    ),
    "channel_unknown": Words(
        N_("No such office"),
        N_("There is no office “{channel}” to complain to."),
        N_("The offices are: {known}."),
    ),
    "face_unknown": Words(
        N_("No such look"),
        N_("The window has no look “{face}”."),
        N_("Choose easy (large buttons) or standard."),
    ),
    "speech_model_unset": Words(
        N_("No speech model is chosen"),
        N_("The computer can't write down speech by itself: no model folder is named."),
        N_("Write down what you hear yourself, or name a model folder as “speech_model”."),
    ),
    "speech_model_missing": Words(
        N_("The speech model is not there"),
        N_("The folder of the speech model was not found: {path}."),
        N_("See whether the folder was moved. Then name it again in the settings."),
    ),
    "speech_model_unknown": Words(
        N_("No speech model in there"),
        N_("There is no speech model that we know in {path}."),
        N_("Choose a folder with SenseVoice, Paraformer or Whisper made for sherpa-onnx."),
    ),
    "speech_model_failed": Words(
        N_("The speech model gave up"),
        N_("The speech model in {path} could not be used."),
        N_("It may be damaged, or too large for this computer. Choose another one."),
    ),
    "speech_not_installed": Words(
        N_("A part is not installed"),
        N_("The part that writes down speech is not installed."),
        N_("Install evidence-keeper[transcribe], or write down what you hear yourself."),
    ),
    "time_outside_item": Words(
        N_("The recording is not that long"),
        N_("That moment lies outside the recording."),
        N_("Give the seconds from the start of the recording, within its length."),
    ),
    "ocr_not_installed": Words(
        N_("A part is not installed"),
        N_("The part that reads pictures is not installed."),
        N_("The picture is kept all the same. Install rapidocr and onnxruntime to have it read."),
    ),
    "ocr_failed": Words(
        N_("The picture could not be read"),
        N_("The part that reads pictures gave up on {path}."),
        N_("The picture is kept all the same. Close other programs to free memory and try again."),
    ),
    "message_unknown": Words(
        N_("No such message"),
        N_("There is no message {number} in it."),
        N_("Read it to see its messages and their numbers."),
    ),
    "box_outside_picture": Words(
        N_("Not a place in the picture"),
        N_("{box} is no place in the picture."),
        N_("Give pixels from the picture's top left."),
    ),
    "finding_unknown": Words(
        N_("There is no such finding"),
        N_("Of {kind} nothing was counted at message {number}."),
        N_("Read the chat again: it lists what was counted, with the messages' numbers."),
    ),
    "sender_unknown": Words(
        N_("Nobody of that name"),
        N_("Nobody in it is called “{name}”."),
        N_("The names in it: {senders}. A message by itself goes by its number: #1 to #{count}."),
    ),
    "role_unknown": Words(
        N_("There is no such role"),
        N_("{role} is no role."),
        N_("Use one of: {known}."),
    ),
    "mark_unknown": Words(
        N_("No such mark"),
        N_("There is no mark “{kind}”."),
        N_("The marks are: {known}."),
    ),
    "window_unknown": Words(
        N_("No such window"),
        N_("There is no window with “{title}” in its title."),
        N_("See that it is open and not minimised. evidence-keeper shot --list names all."),
    ),
    "monitor_unknown": Words(
        N_("No such screen"),
        N_("There is no screen called “{name}”."),
        N_("evidence-keeper shot --list names all."),
    ),
    "region_outside": Words(
        N_("Beside the screen"),
        N_("That part lies beside the screen."),
        N_("Choose a part that can be seen. evidence-keeper shot --list names all screens."),
    ),
    "not_a_picture": Words(
        N_("Not a picture"),
        N_("Only pictures can be read and drawn on."),
        N_("Choose a screenshot or a photo."),
    ),
    "nothing_captured": Words(
        N_("Nothing captured yet"),
        N_("No page of the conversation has been kept yet."),
        N_("Let the conversation be seen and keep still for a moment, then scroll."),
    ),
    "nothing_drawn": Words(
        N_("Nothing was drawn"),
        N_("There is nothing on the copy yet."),
        N_("Draw something first, then save."),
    ),
    "nothing_to_bundle": Words(
        N_("No evidence yet"),
        N_("There is no evidence in this matter yet."),
        N_("Keep some pictures, recordings or chats first. Then make the papers."),
    ),
    "vault_unreachable": Words(
        N_("This place can't be used"),
        N_("Evidence can't be kept in this place, or it can't be opened: {path}."),
        N_("Choose another folder, one that is your own."),
    ),
    "not_a_vault": Words(
        N_("No evidence folder"),
        N_("This is no evidence folder: {path}."),
        N_("Choose the folder that evidence was kept in."),
    ),
    "not_a_bundle": Words(
        N_("No complaint papers"),
        N_("These are no complaint papers and no evidence folder: {path}."),
        N_("Choose the whole folder of the papers, or its ZIP file."),
    ),
    "not_a_copy": Words(
        N_("No second copy"),
        N_("There is no second copy here: {path}."),
        N_("Choose the folder that the copy was made in."),
    ),
    "vault_is_copy": Words(
        N_("This is the second copy"),
        N_("This is the second copy. Nothing new is kept in it."),
        N_("Open the evidence folder itself. If that is lost, restore it from this copy."),
    ),
    "vault_too_new": Words(
        N_("Made by a newer version"),
        N_("This evidence folder was made by a newer version of the program."),
        N_("Install the newest version and open it again. The evidence was not touched."),
    ),
    "vault_exists": Words(
        N_("There is evidence already"),
        N_("An evidence folder is here already: {path}."),
        N_("Choose an empty folder."),
    ),
    "out_inside_vault": Words(
        N_("Not in the evidence folder"),
        N_("Papers can't be put inside the evidence folder."),
        N_("Choose another folder, such as the desktop."),
    ),
    "out_not_writable": Words(
        N_("Nothing can be put there"),
        N_("Nothing can be written at this place: {path}."),
        N_("Choose another folder, such as the desktop."),
    ),
    "still_readable": Words(
        N_("Something private could still be read"),
        N_("On page {page} something could be read that was to be hidden. No papers were made."),
        N_("Draw a box over it in the picture, or put that picture away, and make them again."),
    ),
    "sentence_unknown": Words(
        N_("Not a sentence of the letter"),
        N_("The letter to this office has no such sentence any more."),
        N_("Look at its sentences again, and change the one that stands there now."),
    ),
    "paper_unknown": Words(
        N_("There is no such paper"),
        N_("“{what}” is none of the small papers."),
        N_("There are: {known}."),
    ),
    "upload_too_small": Words(
        N_("The files can't be that small"),
        N_("Not even one page of the papers fits into a file of {most}."),
        N_("Allow larger files, or leave large pictures out of the papers."),
    ),
    "out_not_a_folder": Words(
        N_("Not a folder"),
        N_("This is not a folder: {path}."),
        N_("Choose another folder."),
    ),
    "target_not_empty": Words(
        N_("The folder is not empty"),
        N_("There is something in this folder already: {path}."),
        N_("Choose an empty folder."),
    ),
    "target_inside_vault": Words(
        N_("Not in the evidence folder"),
        N_("This place lies inside the evidence folder: {path}."),
        N_("Choose a folder on another disk, such as a USB stick."),
    ),
    "key_missing": Words(
        N_("The signing key is missing"),
        N_("The signing key of this evidence folder is not on this computer."),
        N_(
            "Evidence can still be read and checked. Keep new evidence on the computer it was first kept on."
        ),
    ),
    # ---- the disk failed
    "vault_read_only": Words(
        N_("Nothing can be kept here"),
        N_("The evidence folder can be read but not written to: {path}."),
        N_(
            "See whether the USB stick is locked, or ask for the right to write. What was kept is still there."
        ),
    ),
    "disk_error": Words(
        N_("The disk has trouble"),
        N_("The disk could not be read or written: {path}."),
        N_("What was kept before is left as it is. Copy the evidence folder to another disk soon."),
    ),
    "read_back_differs": Words(
        N_("The disk has trouble"),
        N_(
            "What was written to the disk reads back differently. This file does not count as kept."
        ),
        N_("Keep the file where it came from. The disk may be failing: use another one."),
    ),
    "key_unwritable": Words(
        N_("The signing key can't be saved"),
        N_("The signing key can't be saved here: {path}."),
        N_("See whether your own folder is full or locked. Then try again."),
    ),
    # ---- the vault contradicts itself
    "journal_broken": Words(
        N_("The records don't fit together"),
        N_(
            "The records of the evidence don't fit together. Somebody changed them, or the disk is failing."
        ),
        _KEEP_OFF,
    ),
    "journal_truncated": Words(
        N_("The newest records are missing"),
        N_("The last part of the records of the evidence is missing."),
        _KEEP_OFF,
    ),
    "journal_missing": Words(
        N_("The records are gone"),
        N_("The records of the evidence are gone."),
        _KEEP_OFF,
    ),
    "older_copy": Words(
        N_("An older state"),
        N_("The evidence here is older than what this computer remembers."),
        N_("It may be an older copy. Open the newest evidence folder."),
    ),
    "original_missing": Words(
        N_("An original is missing"),
        N_("The original “{name}” is missing."),
        N_("If there is a second copy, restore from it."),
    ),
    "original_changed": Words(
        N_("An original was changed"),
        N_("The original “{name}” is not what it was when it was kept."),
        N_("Do not use it. If there is a second copy, restore from it."),
    ),
    # ---- our own fault
    "unexpected": Words(
        N_("Something went wrong in the program"),
        N_(
            "Something happened that the program was not made for. What was kept before is still there."
        ),
        N_("Try again. If it happens again, show this report to whoever helps you: {report}."),
    ),
    "resource_missing": Words(
        N_("The program is not complete"),
        N_("A part of the program is missing: {name}."),
        N_("Install the program again. The evidence is not touched by that."),
    ),
}

FINDINGS: Mapping[str, Words] = {
    "digest_mismatch": Words(
        N_("An original was changed"),
        N_("An original is not what it was when it was kept{about}."),
        N_("Do not use it. If there is a second copy, take it from there."),
    ),
    "original_missing": Words(
        N_("An original is missing"),
        N_("An original is missing{about}."),
        N_("If there is a second copy, take it from there."),
    ),
    "original_unreadable": Words(
        N_("An original can't be read"),
        N_("An original can't be read{about}."),
        N_("The disk may be failing. Copy the evidence folder to another disk soon."),
    ),
    "unexpected_file": Words(
        N_("A file too many"),
        N_("A file lies here that the records know nothing of{about}."),
        N_("Find out who put it there before you take it away."),
    ),
    "journal_missing": Words(
        N_("The records are gone"),
        N_("The records of the evidence are gone{about}."),
        _KEEP_OFF,
    ),
    "journal_broken": Words(
        N_("The records don't fit together"),
        N_("The records don't fit together{about}. Somebody changed them, or the disk is failing."),
        _KEEP_OFF,
    ),
    "journal_truncated": Words(
        N_("The newest records are missing"),
        N_("The last part of the records is missing{about}."),
        _KEEP_OFF,
    ),
    "journal_rewritten": Words(
        N_("Other records than before"),
        N_("The records are not those that this computer remembers{about}."),
        _KEEP_OFF,
    ),
    "body_missing": Words(
        N_("A record is empty"),
        N_("What a record said is missing{about}."),
        _KEEP_OFF,
    ),
    "body_mismatch": Words(
        N_("A record was changed"),
        N_("What a record says is not what it said when it was written{about}."),
        _KEEP_OFF,
    ),
    "body_extra": Words(
        N_("A record too many"),
        N_("More is written down than the records count{about}."),
        _KEEP_OFF,
    ),
    "signature_invalid": Words(
        N_("A signature is wrong"),
        N_("The signature of a record is wrong{about}."),
        _KEEP_OFF,
    ),
    "signature_invalid.missing": Words(
        N_("There is no signature"),
        N_(
            "The list of these papers has no signature: what was changed together with it can't be seen."
        ),
        N_("Make the papers once more on the computer that the evidence is kept on."),
    ),
    "signature_invalid.manifest": Words(
        N_("The list was changed"),
        N_("The list of these papers is not the one that was signed."),
        N_("Don't use these papers. Make them once more."),
    ),
    "head_missing": Words(
        N_("The seal at the end is gone"),
        N_("The seal at the end of the records is gone{about}."),
        _KEEP_OFF,
    ),
    "head_invalid": Words(
        N_("The seal at the end is wrong"),
        N_("The seal at the end does not fit the records{about}."),
        _KEEP_OFF,
    ),
    "foreign_key": Words(
        N_("Signed by somebody else"),
        N_("The records are signed with a key that is not this computer's{about}."),
        N_("Find out who wrote them before you rely on them."),
    ),
    "older_copy": Words(
        N_("An older state"),
        N_("The evidence here is older than what this computer remembers{about}."),
        N_("It may be an older copy. Open the newest evidence folder."),
    ),
    "index_disagrees": Words(
        N_("The index is out of step"),
        N_(
            "The index does not agree with the records{about}. The evidence itself is not touched by that."
        ),
        N_("Have the index made again: evidence-keeper rebuild-index."),
    ),
    "token_invalid": Words(
        N_("A time stamp is wrong"),
        N_("A time stamp does not fit what it was made for{about}."),
        N_("Do not rely on this time stamp."),
    ),
    "manifest_mismatch": Words(
        N_("List and files differ"),
        N_("A file is not what the list of the papers says{about}."),
        N_("Do not hand these papers in. Make them again."),
    ),
    "not_checked": Words(
        N_("Not checked"),
        N_("One thing could not be checked here{about}."),
        N_("All the rest was checked."),
    ),
    "key_not_vouched": Words(
        N_("A new signing key"),
        N_("The signing key changed, and the old one does not vouch for the new one{about}."),
        N_("That is so after a move to another computer. Otherwise, find out who did it."),
    ),
    "leftover": Words(
        N_("Something was left behind"),
        N_("Something that was never kept to its end was left behind{about}."),
        N_("What was kept is whole. Keep that file once more if it is not in the list."),
    ),
    "mended": Words(
        N_("Mended"),
        N_(
            "The program was stopped in the middle of its work the last time. That is mended{about}."
        ),
        N_("There is nothing for you to do."),
    ),
    # ---- the same, told more closely where `result` says what was done
    "mended.rebuilt": Words(
        N_("The index was made again"),
        N_("The index was damaged. It was made again from the records."),
        N_("There is nothing for you to do."),
    ),
    "mended.adopted": Words(
        N_("Kept after all"),
        N_(
            "The program was stopped in the middle of its work. A file was whole and is kept{about}."
        ),
        N_("There is nothing for you to do."),
    ),
    "mended.adopted_incomplete": Words(
        N_("A part was kept"),
        N_(
            "The program was stopped in the middle of its work. Only a part of a file is kept{about}."
        ),
        N_("If the file is still somewhere, keep it once more."),
    ),
    "mended.recording_cut": Words(
        N_("A broken-off recording is kept"),
        N_("A recording was broken off the last time. What was recorded by then is kept{about}."),
        N_("Listen to its end: the last one or two seconds may be missing."),
    ),
    "mended.recording_kept": Words(
        N_("Kept after all"),
        N_("A recording could not be kept the last time. It was whole and is kept now{about}."),
        N_("There is nothing for you to do."),
    ),
    "mended.recording_empty": Words(
        N_("A recording was empty"),
        N_("A recording was broken off before any sound came. There was nothing to keep."),
        N_("Record again."),
    ),
    "mended.copy_again": Words(
        N_("One file is not kept"),
        N_("The program was stopped in the middle of its work. A file was not kept{about}."),
        N_("Keep that file once more."),
    ),
}

# What is to be said while the work goes on: about the place of a vault (Keeper.warnings), and the settings.
WARNINGS: Mapping[str, Words] = {
    **{code: Words(*said) for code, said in RECORDING_ALARMS.items()},
    **{code: Words(*said) for code, said in PHONE_EVENTS.items()},
    "settings_broken": Words(
        N_("The usual settings"),
        N_("The settings file was broken. The usual settings are used again."),
        N_("The broken file lies beside the new one."),
    ),
    "place_fat": Words(
        N_("A stick's simple format"),
        N_("The evidence folder lies on a disk of a simple kind, as USB sticks are."),
        N_("Files over 4 GB don't fit there. The computer's own disk is safer."),
    ),
    "place_network": Words(
        N_("On another computer"),
        N_("The evidence folder lies on another computer in the network."),
        N_("Use it from one computer at a time. This computer's own disk is safer."),
    ),
    "place_synced": Words(
        N_("In a folder that is synchronised"),
        N_("The evidence folder lies in a folder that another program copies to the net."),
        N_("That program may change what lies there. Move the evidence to another folder."),
    ),
}

# What a check is about, where that is no file.
SUBJECTS: Mapping[str, str] = {
    "anchor": N_("what this computer remembers"),
    "timestamp": N_("time stamps"),
    "since_timestamp": N_("the time of what came after the last time stamp"),
    "authority": N_("who the time-stamp service is"),
    "index": N_("index"),
    "commit": N_("last thing kept"),
}

_KNOWN: Mapping[str, Callable[[], str]] = {
    "type_unknown": lambda: ", ".join(CASE_TYPES),
    "field_unknown": lambda: ", ".join(key for key in CASE_FIELDS if key not in BOOKKEEPING),
    "mark_unknown": lambda: ", ".join(MarkKind),
    "role_unknown": lambda: ", ".join(Role),
    "channel_unknown": lambda: "12315, xiaoxie, 12300, 12321, isc, 12305, 12378",
}

_PATHS = frozenset({"path", "dir", "out", "vault", "report"})
_DURATIONS = frozenset({"seconds", "at", "lasted"})
_SIZES = frozenset({"needed", "free", "size", "bytes", "most"})


def explain(
    thing: EvidenceError | Finding | Refused | Mapping[str, Any] | str,
    data: Mapping[str, Any] | None = None,
) -> Explanation:
    """The words for an error, a finding, a refused file, a provenance note ({"code": …}) or a bare code with `data`.

    Never fails: a code or placeholder it doesn't know still gives a plain sentence.
    """
    code, known, words = _sought(thing)
    shown = _Shown(code, {**known, **(data or {})})
    title, happened, advice = (_(part).format_map(shown) for part in words)
    return Explanation(title, happened, advice, code)


def _sought(
    thing: EvidenceError | Finding | Refused | Mapping[str, Any] | str,
) -> tuple[str, Mapping[str, Any], Words]:
    if isinstance(thing, Finding):
        detail = thing.data.get("result") or thing.data.get("reason")
        closer = FINDINGS.get(f"{thing.code}.{detail}")
        words = closer or FINDINGS.get(thing.code, _STRANGE)
        return thing.code.value, {**thing.data, "subject": thing.subject}, words
    if isinstance(thing, Mapping):
        code = str(thing.get("code", ""))
        return code, thing, Words(N_("Note"), NOTES.get(code, N_("Note of a kind not known here.")))
    if isinstance(thing, Refused):
        return thing.code, {"path": thing.path, **thing.data}, ERRORS.get(thing.code, _STRANGE)
    if isinstance(thing, str):
        return thing, {}, _any_words(thing)
    closest = ERRORS.get(f"{thing.code}.{thing.data.get('expects')}")
    return thing.code, thing.data, closest or _here(thing.code) or ERRORS.get(thing.code, _STRANGE)


def _here(code: str) -> Words | None:
    """The words for this system, where each has its own: its switch by the name that stands there."""
    return ERRORS.get(f"{code}.{sys.platform}")


def _any_words(code: str) -> Words:
    if (words := _here(code)) is not None:
        return words
    for table in (ERRORS, FINDINGS, WARNINGS):
        if code in table:
            return table[code]
    return _STRANGE


_STRANGE = Words(
    N_("Something is not right"), N_("Something is not right, and there are no words for it yet.")
)


def filled(words: str, code: str, data: Mapping[str, Any]) -> str:
    """A sentence in the chosen language with its placeholders filled harmlessly."""
    return _(words).format_map(_Shown(code, data))


class _Shown(dict[str, str]):
    """What the placeholders show: every value made harmless, a missing one given a word that keeps the sentence."""

    def __init__(self, code: str, data: Mapping[str, Any]) -> None:
        super().__init__({key: _value(key, value) for key, value in data.items()})
        path = data.get("path")
        if path and "name" not in data:
            self["name"] = safe_name(PurePath(str(path)).name or str(path))
        subject = _subject(data)
        self["about"] = _(" ({subject})").format(subject=subject) if subject else ""
        if code in _KNOWN:
            self.setdefault("known", _KNOWN[code]())

    def __missing__(self, key: str) -> str:
        return _("this one")


def _subject(data: Mapping[str, Any]) -> str:
    """What a finding is about: a file by its own name rather than by its place in the vault."""
    subject = str(data.get("subject") or "")
    if data.get("name"):
        return safe_name(str(data["name"]))
    if subject.isdecimal():
        return _("record {n}").format(n=subject)
    if subject in SUBJECTS:
        return _(SUBJECTS[subject])
    return safe_path(subject) if subject else ""


def _value(key: str, value: Any) -> str:
    if key == "what" and value in BROKEN:
        return _(BROKEN[value])
    if key == "field":
        return safe_name(input_words(str(value)))
    if key in _SIZES and isinstance(value, int):
        return say_size(value)
    if key in _DURATIONS and isinstance(value, int | float):
        return say_duration(value)
    if key in _PATHS or isinstance(value, PurePath):
        return safe_path(str(value))
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(safe_name(str(part)) for part in value)
    return _moment(value) or safe_name(str(value))


def _moment(value: Any) -> str:
    """A time, also one written as JSON keeps it; nothing for anything else."""
    if isinstance(value, str) and "T" in value:
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return ""
    return say_time(value) if isinstance(value, datetime) else ""
