"""What a browser says of itself, in words for provenance: phone, system, browser. A claim, and kept as one.

Only names that stand in the text are taken over; newer Chromes say `Android 10; K` whatever the phone is, and then no
model is known.
"""

from __future__ import annotations

import re

_ANDROID = re.compile(r"Android (?P<version>[0-9.]+)(?:; (?P<rest>[^)]*))?\)")
_IPHONE = re.compile(r"(?P<kind>iPhone|iPad|iPod)[^)]* OS (?P<version>[0-9_]+)")
_BROWSERS = (
    (re.compile(r"MicroMessenger/([0-9.]+)"), "WeChat"),
    (re.compile(r"HuaweiBrowser/([0-9.]+)"), "Huawei Browser"),
    (re.compile(r"MiuiBrowser/([0-9.]+)"), "Mi Browser"),
    (re.compile(r"VivoBrowser/([0-9.]+)"), "vivo Browser"),
    (re.compile(r"HeyTapBrowser/([0-9.]+)"), "HeyTap Browser"),
    (re.compile(r"(?:UCBrowser|UCWEB)/([0-9.]+)"), "UC Browser"),
    (re.compile(r"MQQBrowser/([0-9.]+)"), "QQ Browser"),
    (re.compile(r"QQ/([0-9.]+)"), "QQ"),
    (re.compile(r"EdgA?(?:iOS)?/([0-9.]+)"), "Edge"),
    (re.compile(r"(?:Firefox|FxiOS)/([0-9.]+)"), "Firefox"),
    (re.compile(r"(?:Chrome|CriOS)/([0-9.]+)"), "Chrome"),
    (re.compile(r"Version/([0-9.]+)[^ ]* (?:Mobile/[^ ]+ )?Safari"), "Safari"),
)
_NO_MODEL = {"K", "wv", "U", "Mobile", ""}
LONGEST = 400


def device_of(user_agent: str) -> str:
    """`iPhone, iOS 17.4`, `M2102J2SC, Android 12`, or what little is known; empty for no phone's."""
    apple = _IPHONE.search(user_agent)
    if apple is not None:
        return f"{apple['kind']}, iOS {apple['version'].replace('_', '.')}"
    android = _ANDROID.search(user_agent)
    if android is None:
        return ""
    parts = [part.split(" Build/")[0].strip() for part in (android["rest"] or "").split(";")]
    models = [part for part in parts if part not in _NO_MODEL and not _is_language(part)]
    system = f"Android {android['version']}"
    return f"{models[0][:60]}, {system}" if models else system


def _is_language(part: str) -> bool:
    return re.fullmatch(r"[a-z]{2}(?:[-_][A-Za-z]{2,4})?", part) is not None


def browser_of(user_agent: str) -> str:
    """`WeChat 8.0.47`, `Chrome 120.0`; empty where none is named."""
    for pattern, name in _BROWSERS:
        found = pattern.search(user_agent)
        if found is not None:
            return f"{name} {found[1]}"
    return ""
