"""Whether a message asks for a person. Speaking of one (人工费, 上次人工说 ...) is not asking.

Rules as tables, so that each can be argued about: what asks, what only names, what refuses. A wrong yes is worse than
a wrong no: the company would find it.
"""

from __future__ import annotations

import re
import unicodedata

_OTHER_THINGS = (
    r"(?:智能|费|成本|湖|降雨|呼吸|授粉|草坪|草皮|晶体|合成|鉴定|分拣|打包|装卸|搬运|翻译|岛|受精|流产|养殖"
    r"|种植|林|增雨|景|色素|香精|钱)"
)
_CHECKS = (
    r"(?:审核|审批|复核|核实|核查|处理|判定|操作|录入|介入|干预|查询|办理|解决|回复|答复|回访|确认)"
)
_PERSON = rf"(?:人工(?!{_OTHER_THINGS})|真人|活人|客服人员|人类)"
_DESK = r"(?:客服|服务|坐席|座席|专员|台|电话|窗口|热线|通道)"
_WANT = (
    r"(?:转接|转到|转|接通|接入|接|找|要求|需要|想要|要|换成|换|叫|喊|派|联系|呼叫|连线|请|给我|帮我|切换|切"
    r"|来个|来|求|给个|安排|申请|上)"
)
_GAP = r"(?:一下|一个|一位|个|位|到|成|给|我|你们|你|您|的|跟|和|用|有|在线|专门|本地|是|找|说话的){0,12}"
_NO = r"(?:不用|不要|不需要|无需|不必|别|没必要|不想|先不|暂不|甭|不|没)"

_ASKS = tuple(
    re.compile(one)
    for one in (
        rf"{_WANT}{_GAP}{_PERSON}",
        rf"(?:跟|和|与|同){_GAP}{_PERSON}.{{0,4}}(?:说|讲|谈|聊|沟通|对话|通话|联系|反映)",
        rf"{_PERSON}{_DESK}?(?:呢|吗|在吗|在不在|在哪|有吗|有没有|什么时候|怎么(?:找|联系|转|接|打|进|还不|还没)|入口|按几|按哪|出来|快来|来一?下|接一下|接听)",
        rf"(?:让|叫|派|请){_GAP}(?:{_PERSON}|领导|主管|经理|负责人).{{0,6}}(?:来|说|讲|接|处理|回|联系|沟通|解决|打电话|打给)",
        rf"有没有{_GAP}{_PERSON}",
        rf"(?:有|没有|没){_GAP}{_PERSON}{_DESK}?(?:吗|么|嘛|呢|啊|吧|在)",
        rf"(?:怎么|怎样|如何|哪里|哪儿).{{0,8}}(?:才能|可以|能)?.{{0,4}}{_PERSON}",
        r"(?:有没有人|有人)(?:在)?(?:吗|么|嘛|啊|呀|没有|理|管|回)",
        r"(?:找|来|换|叫|派|要|给我)个人(?:来|跟|和|说|吧|啊|行|处理|解决|$)",
        r"(?:不要|别|不想|不跟|不和|拒绝|讨厌).{0,6}(?:机器人|机器|自动回复|智能客服).{0,12}(?:要|找|换|转).{0,6}人",
        rf"{_WANT}{_GAP}(?:领导|主管|经理|负责人|值班经理).{{0,2}}(?:来|接|说|谈|跟|$)",
        rf"{_WANT}{_GAP}人工{_CHECKS}",
    )
)
_BARE = re.compile(
    rf"(?:(?:转|接|找|要|换)?{_PERSON}{_DESK}{{0,2}})+(?:啊|呀|吧|了|呢|吗|谢谢|快|快点|请|呗|哦)*|(?:请|麻烦|帮我)*转接(?:一下)?(?:吧|谢谢)?"
)
_WORTH = re.compile(
    r"人工|真人|活人|客服人员|人类|个人|有人|没人|主管|经理|领导|负责人|机器人|转接"
)
_PAST = re.compile(
    rf"(?:昨天|前天|上次|上回|之前|刚才|刚刚|早上|上午|那天|那个|已经|曾经).{{0,10}}(?:转|接|找|问|打|联系|要)(?:了|过|到|通).{{0,4}}{_PERSON}"
    rf"|(?:转|接|找|问)(?:了|过|到|通)(?:半天)?{_PERSON}.{{0,6}}(?:说|讲|没用|也|都|还是|不)"
    rf"|(?:昨天|前天|上次|上回|之前|刚才|刚刚|那个).{{0,6}}(?:找|转|接|打)过.{{0,3}}{_PERSON}"
    rf"|(?:昨天|前天|上次|上回|之前|刚才|刚刚|那个|你们的).{{0,4}}{_PERSON}{_DESK}?.{{0,10}}(?:说|讲|答应|承诺|告诉|挂|态度|让我|回复|给我)"
)
_REFUSES = re.compile(
    rf"(?<![能可]){_NO}(?:再)?(?:给我|帮我|找|转|接|要|叫|换){{0,2}}(?:到)?{_PERSON}(?!.{{0,3}}(?:吗|么))"
)
_WHY = re.compile(r"(?:为什么|为何|为啥|怎么|凭什么|干嘛|干吗|咋|到底).{0,8}$")
_CLAUSE = re.compile(r"[，。！？!?,.;；\n~…、]+")
_SPACES = re.compile(r"(?<=[\u4e00-\u9fff])[\s·・.\-_*]+(?=[\u4e00-\u9fff])")
_LONGEST = 2000


def asks_for_person(text: str) -> bool:
    """Whether somebody who writes this asks to speak to a person. The first 2,000 characters are looked at."""
    if not _WORTH.search(_SPACES.sub("", text[:_LONGEST]).replace("轉", "转")):
        return False
    plain = unicodedata.normalize("NFKC", text[:_LONGEST]).replace("轉", "转").replace("換", "换")
    plain = plain.replace("請", "请").replace("給", "给").replace("幫", "帮").replace("機", "机")
    # A part after a comma is read by itself: 不要机器人，要人工 asks although it begins with no.
    return _clause_asks(_SPACES.sub("", plain).replace(" ", "")[:_LONGEST]) or any(
        _clause_asks(_SPACES.sub("", part).replace(" ", ""))
        for part in _CLAUSE.split(plain)
        if part
    )


def _clause_asks(said: str) -> bool:
    if _PAST.search(said):
        return False
    if _BARE.fullmatch(said.strip("“”\"'()（）[]【】:：")):
        return True
    refused = _REFUSES.search(said)
    if refused and not _WHY.search(said[: refused.start()]):
        return False
    return any(one.search(said) for one in _ASKS)
