"""Pages that look like an app's conversation, from knobs; tuning and unseen pictures draw from different knobs."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.screens.talk import Said


@dataclass(frozen=True)
class Knobs:
    """How a page looks; lengths in CSS pixels."""

    style: str
    width: int
    scale: float
    font: str
    page: str
    left: str
    right: str
    ink: str
    right_ink: str
    second: str
    bar: str
    hair: str
    avatar: int
    round_avatar: bool
    rim: int
    gap: int
    pad: tuple[int, int]
    radius: int
    size: int
    line: float
    share: float
    tail: bool
    pill: bool
    border: bool
    status: bool
    my_avatar: bool
    shadow: bool = False


LIGHT = {
    "wechat": (
        "#ededed",
        "#ffffff",
        "#95ec69",
        "#191919",
        "#191919",
        "#b2b2b2",
        "#ededed",
        "#d5d5d5",
    ),
    "taobao": (
        "#f5f5f7",
        "#ffffff",
        "#ffe4c9",
        "#111111",
        "#111111",
        "#999999",
        "#ffffff",
        "#eeeeee",
    ),
    "jd": ("#f2f2f2", "#ffffff", "#f2270c", "#262626", "#ffffff", "#8c8c8c", "#ffffff", "#e8e8e8"),
    "operator": (
        "#f4f6fa",
        "#ffffff",
        "#3a7bfd",
        "#333333",
        "#ffffff",
        "#a0a4ad",
        "#ffffff",
        "#e3e6ee",
    ),
    "plain": (
        "#ffffff",
        "#f0f1f4",
        "#d3e3fd",
        "#1f1f1f",
        "#1f1f1f",
        "#5f6368",
        "#ffffff",
        "#ffffff",
    ),
}
DARK = {
    "wechat": (
        "#111111",
        "#2c2c2c",
        "#3eb575",
        "#d5d5d5",
        "#05100a",
        "#6b6b6b",
        "#1a1a1a",
        "#242424",
    ),
    "taobao": (
        "#141416",
        "#232327",
        "#5a3a1c",
        "#e8e8e8",
        "#fff3e8",
        "#77777c",
        "#1c1c1f",
        "#2b2b2f",
    ),
    "plain": (
        "#131314",
        "#282a2c",
        "#0842a0",
        "#e3e3e3",
        "#d3e3fd",
        "#9aa0a6",
        "#131314",
        "#131314",
    ),
}
UNSEEN_LIGHT = {
    "wechat": (
        "#f3f3f3",
        "#ffffff",
        "#a9ea7a",
        "#101010",
        "#0d0d0d",
        "#adadad",
        "#f7f7f7",
        "#dcdcdc",
    ),
    "taobao": (
        "#f2f3f5",
        "#ffffff",
        "#ff6200",
        "#1a1a1a",
        "#ffffff",
        "#9a9a9a",
        "#f2f3f5",
        "#e6e6e6",
    ),
    "jd": ("#f6f6f6", "#ffffff", "#ffd9d6", "#1e1e1e", "#1e1e1e", "#909090", "#f6f6f6", "#dddddd"),
    "operator": (
        "#eef2f7",
        "#ffffff",
        "#cfe4ff",
        "#2b2f36",
        "#1d2b44",
        "#8f96a3",
        "#0a63c9",
        "#d7deea",
    ),
    "plain": (
        "#fafafa",
        "#e9e9eb",
        "#34c759",
        "#000000",
        "#ffffff",
        "#8e8e93",
        "#fafafa",
        "#d9d9d9",
    ),
}
UNSEEN_DARK = {
    "wechat": (
        "#191919",
        "#2e2e2e",
        "#2ba245",
        "#cfcfcf",
        "#e9f7ec",
        "#767676",
        "#191919",
        "#303030",
    ),
    "taobao": (
        "#0f0f10",
        "#1f2023",
        "#ff7a29",
        "#dedede",
        "#1a0d03",
        "#808080",
        "#0f0f10",
        "#26272b",
    ),
    "plain": (
        "#000000",
        "#26252a",
        "#0b84ff",
        "#f2f2f2",
        "#ffffff",
        "#8d8d93",
        "#161617",
        "#38383a",
    ),
}


def knobs(style: str, dark: bool, unseen: bool, dice: random.Random) -> Knobs:
    """A look of the set."""
    colours = ((UNSEEN_DARK if dark else UNSEEN_LIGHT) if unseen else (DARK if dark else LIGHT))[
        style
    ]
    wide = style == "operator"
    if unseen:
        width, scale = (
            (dice.choice([1366, 1600]), 1.0)
            if wide
            else dice.choice([(375, 2.0), (412, 2.625), (390, 3.0), (384, 2.8125)])
        )
        font = dice.choice(["LXGW WenKai", "Droid Sans Fallback", "Noto Sans CJK SC"])
    else:
        width, scale = (1920, 1.0) if wide else dice.choice([(360, 3.0), (393, 2.75)])
        font = "Noto Sans CJK SC"
    size = dice.choice([15, 17, 18] if unseen else [16, 17])
    return Knobs(
        style, width, scale, font, *colours,
        avatar=(dice.choice([36, 44]) if unseen else 40),
        round_avatar=style in ("taobao", "jd", "operator") or (unseen and dice.random() < 0.3),
        rim=dice.choice([10, 14, 16] if unseen else [12]),
        gap=dice.choice([12, 20, 24] if unseen else [16]),
        pad=dice.choice([(8, 12), (11, 14)] if unseen else [(10, 12)]),
        radius=dice.choice([4, 12, 18] if unseen else [6, 8]),
        size=14 if wide else size,
        line=dice.choice([1.35, 1.55] if unseen else [1.45]),
        share=dice.choice([0.6, 0.7] if unseen else [0.66]),
        tail=style == "wechat",
        pill=dice.random() < 0.4,
        border=unseen and dice.random() < 0.25,
        status=not wide,
        my_avatar=style != "taobao" or not unseen,
    )  # fmt: skip


def page(look: Knobs, said: Sequence[Said], title: str, tall: bool) -> str:
    """The whole page as HTML. `tall` has all messages, else the last ones that the screen holds."""
    rows = "".join(_row(look, number, one) for number, one in enumerate(said))
    head = _head(look, title)
    talk = f'<div id="talk"><div id="in">{rows}</div></div>'
    foot = _foot(look)
    middle = f"{head}{talk}{foot}"
    if look.style == "operator":
        middle = f'<div id="side">{_side()}</div><div id="panel">{middle}</div>'
    height = "auto" if tall else "100vh"
    return f"<!doctype html><meta charset=utf-8><style>{_style(look, height)}</style><body>{middle}</body>"


def _row(look: Knobs, number: int, one: Said) -> str:
    if one.side == "middle":
        css = "pill" if look.pill else "bare"
        return f'<div class="mid"><span class="{css}" data-m="{number}">{html.escape(one.text)}</span></div>'
    name = " ".join(part for part in (one.sender, one.when) if part)
    above = f'<div class="name">{html.escape(name)}</div>' if name else ""
    face = f'<div class="face f{number % 3}"></div>' if one.side == "left" or look.my_avatar else ""
    bubble = _bubble(number, one)
    return f'<div class="row {one.side}">{face}<div class="stack">{above}{bubble}</div></div>'


def _bubble(number: int, one: Said) -> str:
    if one.kind == "picture":
        return f'<div class="photo" data-m="{number}"></div>'
    if one.kind == "voice":
        shown = one.text.removeprefix("[语音] ")
        return f'<div class="bubble voice" data-m="{number}">{shown}</div>'
    if one.kind == "card":
        title, below = one.text.split("\n")
        return (
            f'<div class="bubble card" data-m="{number}"><div>{html.escape(title)}</div>'
            f'<div class="shop">{html.escape(below)}</div><div class="goods"></div></div>'
        )
    bubble = f'<div class="bubble" data-m="{number}">{_marked(one.text)}</div>'
    return bubble + (f'<div class="quote">{html.escape(one.quote)}</div>' if one.quote else "")


def _marked(text: str) -> str:
    escaped = html.escape(text).replace("\n", "<br>")
    return re.sub(r"⟦(\w+)\|(.*?)⟧", r'<span data-p="\1">\2</span>', escaped)


def _head(look: Knobs, title: str) -> str:
    status = '<div id="status"><span>10:24</span><span>5G 78</span></div>' if look.status else ""
    return f'<div id="head">{status}<div id="title"><i>‹</i><b>{html.escape(title)}</b><i>…</i></div></div>'


def _foot(look: Knobs) -> str:
    hints = {
        "wechat": "",
        "taobao": "发消息…",
        "jd": "请输入您的问题",
        "operator": "请输入您要咨询的内容，按Enter发送",
        "plain": "短信",
    }
    return f'<div id="foot"><div id="box">{hints[look.style]}</div></div>'


def _side() -> str:
    rows = ("我的账户", "业务办理", "账单查询", "宽带报修", "投诉建议", "常见问题")
    return "".join(f"<p>{row}</p>" for row in rows)


def _style(look: Knobs, height: str) -> str:
    wide = look.style == "operator"
    pad = f"{look.pad[0]}px {look.pad[1]}px"
    border = f"border:1px solid {look.hair};" if look.border else ""
    tail = (
        f".left .bubble:before,.right .bubble:after{{content:'';position:absolute;top:13px;border:5px solid transparent}}"
        f".left .bubble:before{{left:-9px;border-right-color:{look.left}}}"
        f".right .bubble:after{{right:-9px;border-left-color:{look.right}}}"
        if look.tail
        else ""
    )
    panel = (
        "body{display:flex;background:#dfe5ee}#side{width:220px;background:#fff;padding:40px 24px;box-sizing:border-box;color:#445}"
        f"#panel{{flex:1;display:flex;flex-direction:column;height:{height};background:{look.page};margin:0 120px 0 40px}}"
        if wide
        else f"body{{display:flex;flex-direction:column;height:{height}}}"
    )
    return f"""
*{{margin:0;box-sizing:border-box}}
body{{font-family:'{look.font}','Noto Sans CJK SC';background:{look.page};color:{look.ink};font-size:{look.size}px}}
{panel}
#head,#foot{{flex:none;background:{look.bar};{"" if look.bar == look.page and look.style == "plain" else f"border:0 solid {look.hair}"}}}
#head{{border-bottom-width:1px}} #foot{{border-top-width:1px;padding:9px 14px 22px}}
#status{{display:flex;justify-content:space-between;padding:6px 24px 2px;font-size:13px}}
#title{{display:flex;justify-content:space-between;align-items:center;padding:9px 14px;{"color:#fff" if look.bar == "#0a63c9" else ""}}}
#title b{{font-weight:500;font-size:{look.size + 1}px}} #title i{{font-style:normal;opacity:.7}}
#box{{background:{look.left};border-radius:6px;min-height:36px;padding:8px 10px;color:{look.second};font-size:{look.size - 2}px}}
#talk{{flex:1;overflow:hidden;background:{look.page};display:flex;flex-direction:column;justify-content:flex-end}}
#in{{padding:10px {look.rim}px 14px}}
.mid{{text-align:center;margin:{look.gap - 4}px 0;font-size:{look.size - 4}px;color:{look.second}}}
.pill{{background:{look.hair};color:{look.second};padding:3px 8px;border-radius:5px;display:inline-block;filter:contrast(1.2)}}
.row{{display:flex;align-items:flex-start;margin:{look.gap}px 0;gap:{look.rim}px}}
.right{{flex-direction:row-reverse}}
.face{{flex:none;width:{look.avatar}px;height:{look.avatar}px;border-radius:{"50%" if look.round_avatar else "5px"};background:#7aa5d8}}
.f1{{background:linear-gradient(135deg,#f3b38a 40%,#8a5a3c 42%)}} .f2{{background:radial-gradient(#ffe08a 30%,#3d8f6f 34%)}}
.stack{{max-width:{look.share * 100:.0f}%;display:flex;flex-direction:column;align-items:flex-start}}
.right .stack{{align-items:flex-end}}
.name{{font-size:{look.size - 4}px;color:{look.second};margin-bottom:4px}}
.bubble{{position:relative;background:{look.left};color:{look.ink};padding:{pad};border-radius:{look.radius}px;line-height:{look.line};{border}overflow-wrap:anywhere;text-align:left}}
.right .bubble{{background:{look.right};color:{look.right_ink}}}
{tail}
.photo{{width:130px;height:180px;border-radius:6px;background:repeating-conic-gradient(#6b8f71 0 20deg,#d9c08a 20deg 50deg,#385 50deg 75deg)}}
.voice{{min-width:96px}} .right .voice{{text-align:right}}
.card{{width:210px;background:{look.left}!important;color:{look.ink}!important}}
.goods{{height:90px;margin-top:8px;background:linear-gradient(120deg,#f6c,#69f 50%,#3c9)}} .shop{{font-size:{look.size - 4}px;color:{look.second}}}
.quote{{margin-top:5px;padding:6px 9px;border-radius:4px;background:{look.hair};color:{look.second};font-size:{look.size - 4}px}}
"""


SEEN = r"""
(() => {
  const talk = document.getElementById('talk').getBoundingClientRect();
  const dpr = window.devicePixelRatio;
  const box = r => [r.left*dpr, r.top*dpr, r.width*dpr, r.height*dpr].map(Math.round);
  const inside = r => r.top >= talk.top - 0.5 && r.bottom <= talk.bottom + 0.5;
  const touches = r => r.bottom > talk.top + 1 && r.top < talk.bottom - 1;
  const lines = el => {
    const found = [];
    const walk = document.createTreeWalker(el, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const node = walk.currentNode;
      for (let i = 0; i < node.length; i++) {
        const range = document.createRange();
        range.setStart(node, i); range.setEnd(node, i + 1);
        const r = range.getClientRects()[0];
        if (!r || !r.width) continue;
        const last = found[found.length - 1];
        if (last && Math.abs(last.top - r.top) < r.height * 0.4) {
          last.text += node.data[i]; last.right = r.right; last.bottom = Math.max(last.bottom, r.bottom);
        } else found.push({text: node.data[i], left: r.left, top: r.top, right: r.right, bottom: r.bottom});
      }
    }
    return found.map(f => ({text: f.text, box: box({left: f.left, top: f.top, width: f.right - f.left, height: f.bottom - f.top})}));
  };
  const messages = [...document.querySelectorAll('[data-m]')].map(el => {
    const r = el.getBoundingClientRect();
    return {m: +el.dataset.m, box: box(r), state: inside(r) ? 'whole' : touches(r) ? 'cut' : 'hidden', lines: lines(el)};
  });
  const secret = [...document.querySelectorAll('[data-p]')].map(el => {
    const r = el.getBoundingClientRect();
    return {kind: el.dataset.p, text: el.textContent, whole: inside(r), boxes: lines(el).map(l => l.box)};
  });
  return {messages, private: secret, height: document.getElementById('in').scrollHeight, dpr};
})()
"""
