"""Every error the program can meet: a code and data, never a sentence.

Sentences are made in one place (text.explain), so that each error has plain words in every language and
the command line, the window and the tests speak of the same thing by the same code.

    EvidenceError                code and data
      UserError                  the person can act
        DeviceError              a microphone, loudspeaker or screen is absent or refused
        SourceError              a file that was handed to us can't be kept or read as it is
        SpaceError               a disk is full
        NetworkError             something outside this computer did not answer
        InputError               what was asked for doesn't exist or makes no sense
        BusyError                somebody else is writing; waiting helps
      StorageError               the disk failed under us: stop writing, keep reading
      IntegrityError             the vault contradicts its journal: never repaired, never retried in silence
      InternalError              our own fault; shown with a code, never as a traceback
    Cancelled                    the person stopped it: not an error

Bad evidence is no exception but data (model.Finding): an exception means that we could not look.
"""

from __future__ import annotations

from typing import ClassVar


class EvidenceError(Exception):
    """Base of all errors: `code` is one of the class's `codes`, `data` fills the placeholders of its words."""

    codes: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, code: str, **data: object) -> None:
        if code not in self.codes:
            raise ValueError(f"{type(self).__name__} has no code {code!r}")
        super().__init__(code)
        self.code = code
        self.data: dict[str, object] = data

    def __str__(self) -> str:
        facts = ", ".join(f"{key}={value!r}" for key, value in self.data.items())
        return f"{self.code}({facts})"


class UserError(EvidenceError):
    """The person can act."""


class DeviceError(UserError):
    """A microphone, loudspeaker or screen is absent, refused or gone."""

    codes = frozenset(
        {
            "no_loudspeaker",
            "playback_failed",
            "print_failed",
            "no_screen",
            "no_microphone",
            "no_system_sound",
            "device_unknown",
            "microphone_refused",
            "microphone_failed",
            "nothing_recorded",
            "screen_missing",
            "screen_refused",
            "screen_locked",
            "screen_failed",
            "portal_silent",
            "portal_cancelled",
            "windows_unlisted",
            "window_gone",
            "key_refused",
            "key_unavailable",
            "capture_unavailable",
        }
    )


class SourceError(UserError):
    """A file that was handed to us can't be kept, or can't be read for what it is. `path` names it."""

    codes = frozenset(
        {
            "source_missing",
            "source_unreadable",
            "source_special",
            "chat_is_folder",
            "nothing_copied",
            "source_link_loop",
            "source_empty",
            "source_changing",
            "source_vanished",
            "source_in_vault",
            "name_unusable",
            "arrived_incomplete",
            "arrived_differently",
            "media_broken",
            "pdf_locked",
            "not_playable",
            "frame_no_picture",
            "width_differs",
            "picture_too_large",
            "nothing_to_stitch",
        }
    )


class SpaceError(UserError):
    """A disk is full. `path` names the folder, `needed` the bytes where known."""

    codes = frozenset({"disk_full"})


class NetworkError(UserError):
    """Something outside this computer did not answer."""

    codes = frozenset(
        {
            "authority_unreachable",
            "authority_refused",
            "authority_unfit",
            "no_network",
            "address_unusable",
        }
    )


class InputError(UserError):
    """What was asked for doesn't exist or makes no sense."""

    codes = frozenset(
        {
            "case_unknown",
            "item_unknown",
            "field_unknown",
            "field_invalid",
            "type_unknown",
            "channel_unknown",
            "face_unknown",
            "time_outside_item",
            "not_a_recording",
            "speech_model_missing",
            "speech_model_unknown",
            "speech_model_failed",
            "speech_model_unset",
            "speech_not_installed",
            "ocr_not_installed",
            "ocr_failed",
            "message_unknown",
            "box_outside_picture",
            "mark_unknown",
            "finding_unknown",
            "sender_unknown",
            "role_unknown",
            "window_unknown",
            "monitor_unknown",
            "region_outside",
            "not_a_picture",
            "nothing_captured",
            "nothing_drawn",
            "nothing_to_bundle",
            "not_a_vault",
            "not_a_bundle",
            "not_a_copy",
            "vault_unreachable",
            "vault_is_copy",
            "vault_too_new",
            "vault_exists",
            "out_inside_vault",
            "upload_too_small",
            "paper_unknown",
            "sentence_unknown",
            "still_readable",
            "out_not_a_folder",
            "out_not_writable",
            "target_not_empty",
            "target_inside_vault",
            "key_missing",
            "tsa_unset",
            "tsa_invalid",
            "not_a_handover",
            "not_a_pdf",
            "handover_too_new",
            "not_a_profile",
            "profile_too_new",
            "profile_unreadable",
            "handover_torn",
            "handover_exists",
            "passphrase_wrong",
            "passphrase_missing",
            "passphrase_short",
        }
    )


class BusyError(UserError):
    """Another program is writing to the vault, or has it open. `seconds` says how long we waited."""

    codes = frozenset({"vault_busy"})


class StorageError(EvidenceError):
    """The disk failed under us: stop writing, keep reading."""

    codes = frozenset({"vault_read_only", "disk_error", "read_back_differs", "key_unwritable"})


class IntegrityError(EvidenceError):
    """The vault contradicts its journal: never repaired, never retried in silence."""

    codes = frozenset(
        {
            "journal_broken",
            "journal_truncated",
            "journal_missing",
            "older_copy",
            "original_missing",
            "original_changed",
        }
    )


class InternalError(EvidenceError):
    """Our own fault: something this program did not foresee. `detail` is for the report, not for the person."""

    codes = frozenset({"unexpected", "resource_missing"})


class Cancelled(Exception):
    """The person stopped it. Nothing is wrong."""


def every_error() -> list[tuple[type[EvidenceError], str]]:
    """Each error class with each of its codes: what a translation has to cover."""
    found: list[tuple[type[EvidenceError], str]] = []
    waiting: list[type[EvidenceError]] = [EvidenceError]
    while waiting:
        kind = waiting.pop(0)
        found.extend((kind, code) for code in sorted(kind.codes))
        waiting.extend(kind.__subclasses__())
    return found
