"""Every sentence and every figure that a person reads, in the language they chose.

The rest of the program speaks in codes and facts; here they get words, once, for the command line and the window
alike. English is the source, zh_CN is shipped complete (packaging/locale/update.py --check holds that). Papers for
an authority are always Chinese and don't pass through here.

    set_language("zh_CN")      _("Kept.")   ngettext("{n} file", "{n} files", n)
    explain(error | finding | refused | note) -> Explanation(title, happened, advice, code)
    safe_name(name)  say_time(when, source)  say_duration(seconds)  say_size(bytes)  word(Kind.CALL)  step_words(step)
"""

from __future__ import annotations

from evidence_keeper.text.lacks import deadline_words, explain_lack
from evidence_keeper.text.languages import (
    LANGUAGES,
    N_,
    _,
    every_language,
    gui_ngettext,
    gui_text,
    language,
    ngettext,
    set_language,
    translated,
)
from evidence_keeper.text.reasons import Explanation, explain
from evidence_keeper.text.selftested import explain_check
from evidence_keeper.text.shown import safe_name, safe_path, say_duration, say_size, say_time
from evidence_keeper.text.words import (
    counted_words,
    entry_words,
    field_words,
    holds_words,
    private_words,
    segment_words,
    step_words,
    type_words,
    where_words,
    word,
)

__all__ = [
    "LANGUAGES",
    "N_",
    "Explanation",
    "_",
    "counted_words",
    "deadline_words",
    "entry_words",
    "every_language",
    "explain",
    "explain_check",
    "explain_lack",
    "field_words",
    "gui_ngettext",
    "gui_text",
    "holds_words",
    "language",
    "ngettext",
    "private_words",
    "safe_name",
    "safe_path",
    "say_duration",
    "say_size",
    "say_time",
    "segment_words",
    "set_language",
    "step_words",
    "translated",
    "type_words",
    "where_words",
    "word",
]
