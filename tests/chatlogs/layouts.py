"""One function a format: writes a conversation as that program does and notes what the file then says."""

from __future__ import annotations

import csv
import html
import io
import json
import quopri
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime

from tests.chatlogs import INLINE, NAMES, Sheet, layout
from tests.chatlogs.talk import Said


def _minute(time: datetime) -> datetime:
    return time.replace(second=0)


def _unpadded(time: datetime, sep: str = "-") -> str:
    return f"{time.year}{sep}{time.month}{sep}{time.day}"


@layout("wechat_mail")
def wechat_mail(sheet: Sheet, said: Sequence[Said]) -> None:
    group = sheet.rng.random() < 0.3
    if group:
        sheet.put("Dear:", f'微信群"{sheet.theme.service}售后群"的聊天记录如下:', "")
    else:
        sheet.put(f"{sheet.me} 和 {sheet.other} 在微信上的聊天记录如下，请查收。", "", "")
    padded = sheet.rng.random() < 0.5
    day = ""
    for one in said:
        today = f"{one.time:%Y-%m-%d}" if padded else _unpadded(one.time)
        if today != day:
            sheet.put(f"—————  {today}  —————", "", "")
            day = today
        sheet.put(f"{one.sender}  {one.time:%H:%M}", "", *one.text.split("\n"), "", "")
        sheet.truth(one, _minute(one.time))


@layout("wechat_copy")
def wechat_copy(sheet: Sheet, said: Sequence[Said]) -> None:
    seconds, slash, blank = (sheet.rng.random() < 0.5 for _ in range(3))
    for one in said:
        date = _unpadded(one.time, "/") if slash else f"{one.time:%Y-%m-%d}"
        clock = f"{one.time:%H:%M:%S}" if seconds else f"{one.time:%H:%M}"
        sheet.put(f"{one.sender} {date} {clock}", *one.text.split("\n"), *([""] if blank else []))
        sheet.truth(one, one.time if seconds else _minute(one.time))


@layout("qq_txt")
def qq_txt(sheet: Sheet, said: Sequence[Said]) -> None:
    sheet.put(
        "消息记录（此消息记录为文本格式，不支持重新导入）",
        "",
        "=" * 64,
        "消息分组:我的好友",
        "=" * 64,
    )
    sheet.put(f"消息对象:{sheet.other}", "=" * 64, "")
    numbers = {sheet.me: "10203040", sheet.other: "20304050"}
    tag = sheet.rng.choice(("", "", "【管理员】"))
    mail = sheet.rng.random() < 0.2
    for one in said:
        clock = f"{one.time.hour}:{one.time:%M:%S}"
        mark = tag if one.sender == sheet.other else ""
        number = f"<{numbers[one.sender]}@example.com>" if mail else f"({numbers[one.sender]})"
        sheet.put(
            f"{one.time:%Y-%m-%d} {clock} {mark}{one.sender}{number}", *one.text.split("\n"), ""
        )
        sheet.truth(one, one.time)


@layout("qq_copy")
def qq_copy(sheet: Sheet, said: Sequence[Said]) -> None:
    for one in said:
        sheet.put(f"{one.sender}: {one.time:%m-%d %H:%M:%S}", *one.text.split("\n"), "")
        sheet.truth(one, one.time)


@layout("wework")
def wework(sheet: Sheet, said: Sequence[Said]) -> None:
    for one in said:
        clock = f"{one.time.month}/{one.time.day} {one.time:%H:%M:%S}"
        sheet.put(f"{one.sender} {clock}", *one.text.split("\n"), "")
        sheet.truth(one, one.time)


@layout("qianniu")
def qianniu(sheet: Sheet, said: Sequence[Said]) -> None:
    style = sheet.rng.choice(("glued", "spaced", "own_line", "bracket", "arrow"))
    if sheet.rng.random() < 0.5:
        sheet.put("当前用户来自 商品详情页")
    for one in said:
        clock = f"{_unpadded(one.time)} {one.time.hour}:{one.time:%M:%S}"
        peer = sheet.me if one.sender == sheet.other else sheet.other
        heads = {
            "glued": [f"{one.sender}{clock}"],
            "spaced": [f"{one.sender} {clock}"],
            "own_line": [one.sender, clock],
            "bracket": [f"[{one.sender}] {clock}"],
            "arrow": [f"{one.sender} --> {peer} {clock}"],
        }
        sheet.put(*heads[style], *one.text.split("\n"))
        if one.sender == sheet.other and sheet.rng.random() < 0.6:
            sheet.put(sheet.rng.choice(("已读", "未读")))
        sheet.truth(one, one.time)


@layout("wangwang")
def wangwang(sheet: Sheet, said: Sequence[Said]) -> None:
    for one in said:
        sheet.put(f"{one.sender} ({one.time:%Y-%m-%d %H:%M:%S}):", *one.text.split("\n"), "")
        sheet.truth(one, one.time)


@layout("udesk")
def udesk(sheet: Sheet, said: Sequence[Said]) -> None:
    names = {sheet.me: "客户", sheet.other: sheet.rng.choice(("CE-" + sheet.other[:4], "机器人"))}
    sheet.put("-----以下是会话内容-----")
    for one in said:
        sheet.put(f"{names[one.sender]} {one.time:%Y/%m/%d %H:%M:%S}", *one.text.split("\n"))
        sheet.truth(one, one.time, names[one.sender])
    sheet.put("-" * 24)
    sheet.me = "客户"


@layout("bracket")
def bracket(sheet: Sheet, said: Sequence[Said]) -> None:
    seconds, wide = (sheet.rng.random() < 0.5 for _ in range(2))
    for one in said:
        clock = f"{one.time:%Y-%m-%d %H:%M:%S}" if seconds else f"{one.time:%Y-%m-%d %H:%M}"
        sheet.put(f"[{clock}] {one.sender}{'：' if wide else ': '}{one.text}")
        sheet.truth(one, one.time if seconds else _minute(one.time))


@layout("lines")
def lines(sheet: Sheet, said: Sequence[Said]) -> None:
    wide = sheet.rng.random() < 0.5
    for one in said:
        sheet.put(f"{one.time:%Y-%m-%d %H:%M:%S} {one.sender}{'：' if wide else ': '}{one.text}")
        sheet.truth(one, one.time)


@layout("whatsapp")
def whatsapp(sheet: Sheet, said: Sequence[Said]) -> None:
    ios = sheet.rng.random() < 0.5
    end = "Messages and calls are end-to-end encrypted. No one outside of this chat can read them."
    first = said[0].time
    known = ios or _one_order_only([one.time for one in said], sheet.captured)
    if not ios:
        sheet.put(f"{first.month}/{first.day}/{first:%y}, {first:%H:%M} - {end}")
        sheet.truth(Said(first, "", end), _minute(first) if known else None, "")
    for one in said:
        if ios:
            head = f"[{_unpadded(one.time, '/')} {one.time:%H:%M:%S}] {one.sender}: "
        else:
            head = (
                f"{one.time.month}/{one.time.day}/{one.time:%y}, {one.time:%H:%M} - {one.sender}: "
            )
        sheet.put(*(head + one.text).split("\n"))
        sheet.truth(one, (one.time if ios else _minute(one.time)) if known else None)


def _one_order_only(times: Sequence[datetime], captured: datetime) -> bool:
    """Whether month/day/year is the only way to read these dates: no other reading is a log up to when it was kept."""
    written = [(one.month, one.day, one.year % 100) for one in times]
    readings = [
        [(one.year, one.month, one.day) for one in times],
        [(2000 + year, day, month) for month, day, year in written],
        [
            (2000 + month if month > 9 else 0, day, year) for month, day, year in written
        ],  # 05, not 5
    ]
    last = (captured.year, captured.month, captured.day)
    possible = [
        tuple(days)
        for days in readings
        if all(
            month <= 12 and (2005, 1, 1) <= (year, month, day) <= last for year, month, day in days
        )
        and days == sorted(days)
    ]
    return len(set(possible)) == 1


@layout("mixed_heads")
def mixed_heads(sheet: Sheet, said: Sequence[Said]) -> None:
    """A copy made in several goes: some heads have a clock only, whose day is known between two of one day."""
    dated = [at in (0, len(said) - 1) or sheet.rng.random() < 0.6 for at in range(len(said))]
    time_first, wide = (sheet.rng.random() < 0.5 for _ in range(2))
    for at, one in enumerate(said):
        clock = f"{one.time:%H:%M}".replace(":", "：" if wide and not dated[at] else ":")
        when = f"{one.time:%Y-%m-%d} {clock}" if dated[at] else clock
        head = f"{when} {one.sender}" if time_first else f"{one.sender} {when}"
        sheet.put(head, *one.text.split("\n"), "")
        above = next(said[i].time for i in range(at, -1, -1) if dated[i])
        below = next(said[i].time for i in range(at, len(said)) if dated[i])
        known = above.date() == below.date()
        sheet.truth(one, _minute(one.time) if known else None)


@layout("own_lines")
def own_lines(sheet: Sheet, said: Sequence[Said]) -> None:
    name_first, blank = (sheet.rng.random() < 0.5 for _ in range(2))
    for one in said:
        head = [one.sender, f"{one.time:%Y-%m-%d %H:%M:%S}"]
        sheet.put(
            *(head if name_first else head[::-1]), *one.text.split("\n"), *([""] if blank else [])
        )
        sheet.truth(one, one.time)


@layout("colon_blocks")
def colon_blocks(sheet: Sheet, said: Sequence[Said]) -> None:
    mark = sheet.rng.choice((":", "："))
    for one in said:
        sheet.put(f"{one.sender}{mark}", *one.text.split("\n"), "")
        sheet.truth(one, None)


@layout("colon_lines")
def colon_lines(sheet: Sheet, said: Sequence[Said]) -> None:
    mark = sheet.rng.choice((": ", "："))
    for one in said:
        sheet.put(f"{one.sender}{mark}{one.text}")
        sheet.truth(one, None)


@layout("clock_lines")
def clock_lines(sheet: Sheet, said: Sequence[Said]) -> None:
    """Clocks whose day nobody wrote down: no time may come of them."""
    for one in said:
        sheet.put(f"{one.sender}  {one.time:%H:%M}", *one.text.split("\n"), "")
        sheet.truth(one, None)


@layout("csv_wechat")
def csv_wechat(sheet: Sheet, said: Sequence[Said]) -> bytes:
    columns = "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender"
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(columns.split(","))
    for number, one in enumerate(said, start=1):
        mine = int(one.sender == sheet.me)
        stamp = f"{one.time:%Y-%m-%d %H:%M:%S}"
        ids = "wxid_me" if mine else "wxid_other"
        row = [
            number,
            3,
            1,
            0,
            mine,
            int(one.time.timestamp()),
            "",
            one.text,
            stamp,
            "",
            one.sender,
            ids,
        ]
        table.writerow(row)
        sheet.truth(one, one.time)
    return out.getvalue().encode(sheet.rng.choice(("utf-8", "utf-8-sig")))


@layout("csv_words")
def csv_words(sheet: Sheet, said: Sequence[Said]) -> bytes:
    mark = sheet.rng.choice((",", "\t", ";"))
    out = io.StringIO()
    table = csv.writer(out, delimiter=mark)
    table.writerow(["时间", "发送人", "内容"])
    for one in said:
        table.writerow([f"{one.time:%Y-%m-%d %H:%M:%S}", one.sender, one.text])
        sheet.truth(one, one.time)
    return out.getvalue().encode(sheet.rng.choice(("utf-8-sig", "gb18030", "utf-16")))


@layout("json_wechat")
def json_wechat(sheet: Sheet, said: Sequence[Said]) -> bytes:
    messages = [
        {
            "content": one.text,
            "local_id": number,
            "sender": one.sender if one.sender == sheet.me else "",
            "time": f"{one.time:%Y-%m-%d %H:%M}",
            "timestamp": int(one.time.timestamp()),
            "type": "文本",
        }
        for number, one in enumerate(said)
    ]
    for one in said:
        sheet.truth(one, one.time)
    whole = {
        "chat": sheet.other,
        "username": "wxid_x",
        "chat_type": "private",
        "is_group": False,
        "messages": messages,
    }
    return json.dumps(
        whole, ensure_ascii=sheet.rng.random() < 0.5, indent=sheet.rng.choice((None, 2))
    ).encode()


@layout("json_qq")
def json_qq(sheet: Sheet, said: Sequence[Said]) -> bytes:
    messages = [
        {
            "id": str(number),
            "timestamp": int(one.time.timestamp() * 1000),
            "time": f"{one.time:%Y-%m-%d %H:%M:%S}",
            "sender": {
                "uid": "u_1" if one.sender == sheet.me else "u_2",
                "name": one.sender,
                "uin": "10203",
            },
            "type": "text",
            "content": {"text": one.text},
        }
        for number, one in enumerate(said)
    ]
    for one in said:
        sheet.truth(one, one.time)
    return json.dumps(
        {"metadata": {"name": "x"}, "messages": messages}, ensure_ascii=False, indent=1
    ).encode()


@layout("sms_xml")
def sms_xml(sheet: Sheet, said: Sequence[Said]) -> bytes:
    rows = [
        "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>",
        f'<smses count="{len(said)}">',
    ]
    for one in said:
        kind = 2 if one.sender == sheet.me else 1
        body = html.escape(one.text, quote=True).replace("\n", "&#10;")
        body = "".join(sign if ord(sign) < 0x10000 else _pair(sign) for sign in body)
        rows.append(
            f'  <sms protocol="0" address="10659" date="{int(one.time.timestamp() * 1000)}" type="{kind}"'
            f' body="{body}" readable_date="x" contact_name="{html.escape(sheet.other)}" />'
        )
        sheet.truth(one, one.time, "" if kind == 2 else sheet.other)
    return "\n".join([*rows, "</smses>"]).encode()


def _pair(sign: str) -> str:
    """An emoji as that program writes it: two numbers that are no characters."""
    high, low = divmod(ord(sign) - 0x10000, 0x400)
    return f"&#{0xD800 + high};&#{0xDC00 + low};"


@layout("html_page")
def html_page(sheet: Sheet, said: Sequence[Said]) -> bytes:
    return _page(sheet, said).encode(sheet.rng.choice(("utf-8", "gb18030")))


def _page(sheet: Sheet, said: Sequence[Said]) -> str:
    names = sheet.rng.choice(
        (("msg-item", "nickname", "time", "content"), ("message", "sender", "timestamp", "text"))
    )
    outer, name, clock, text = names
    rows = []
    for one in said:
        side = "right self" if one.sender == sheet.me else "left"
        words = html.escape(one.text).replace("\n", "<br>")
        rows.append(
            f'<div class="{outer} {side}"><span class="{name}">{html.escape(one.sender)}</span>'
            f'<span class="{clock}">{one.time:%Y-%m-%d %H:%M:%S}</span><div class="{text}">{words}</div></div>'
        )
        sheet.truth(one, one.time)
    style = "<style>.msg-item{margin:4px}</style><script>var t='12:30';</script>"
    return f"<html><head><title>在线客服</title>{style}</head><body>{''.join(rows)}</body></html>"


@layout("mht_qq")
def mht_qq(sheet: Sheet, said: Sequence[Said]) -> bytes:
    rows, day = [], ""
    for one in said:
        if f"{one.time:%Y-%m-%d}" != day:
            day = f"{one.time:%Y-%m-%d}"
            rows.append(f'<tr><td style="border-bottom-width:1px">日期: {day}</td></tr>')
        words = html.escape(one.text).replace("\n", "<br>")
        rows.append(
            '<tr><td><div style="color:#006EFE;padding-left:10px;"><div style="float:left;margin-right:6px;">'
            f"{html.escape(one.sender)}</div>{one.time.hour}:{one.time:%M:%S}</div>"
            f'<div style="padding-left:20px;"><font style="font-size:9pt;" >{words}</font></div></td></tr>'
        )
        sheet.truth(one, one.time)
    head = f"<tr><td><div>消息记录</div></td></tr><tr><td><div>消息对象:&nbsp;{sheet.other}</div></td></tr>"
    page = f"<html><head><title>QQ Message</title></head><body><table>{head}{''.join(rows)}</table></body></html>"
    body = b64encode(page.encode()).decode()
    return (
        "From: <Save by Tencent MsgMgr>\r\nSubject: Tencent IM Message\r\nMIME-Version: 1.0\r\n"
        'Content-Type:multipart/related;charset="utf-8"\r\n\ttype="text/html";\r\n'
        '\tboundary="----=_NextPart_1"\r\n\r\n------=_NextPart_1\r\nContent-Type: text/html\r\n'
        f"Content-Transfer-Encoding:base64\r\n\r\n{body}\r\n\r\n------=_NextPart_1--\r\n"
    ).encode()


@layout("eml_wechat")
def eml_wechat(sheet: Sheet, said: Sequence[Said]) -> bytes:
    wechat_mail(sheet, said)
    body = quopri.encodestring("\n".join(sheet.lines).encode()).decode()
    return (
        "From: a@example.com\r\nTo: b@example.com\r\nSubject: =?utf-8?B?6IGK5aSp?=\r\nMIME-Version: 1.0\r\n"
        "Date: Wed, 01 Jul 2026 10:00:00 +0800\r\nContent-Type: text/plain; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: quoted-printable\r\n\r\n{body}"
    ).encode()


INLINE.update({"bracket", "lines", "colon_lines"})
NAMES.update(
    {
        "csv_wechat": "c.csv",
        "csv_words": "c.csv",
        "json_wechat": "c.json",
        "json_qq": "c.json",
        "sms_xml": "sms.xml",
    }
    | {"html_page": "page.html", "mht_qq": "qq.mht", "eml_wechat": "mail.eml"}
)
