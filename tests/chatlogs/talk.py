"""Who says what: invented companies, people and sentences, with the requests for a person marked as such."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Said:
    """One message as it was said. `asks`: a request for a person."""

    time: datetime
    sender: str
    text: str
    asks: bool = False


@dataclass(frozen=True)
class Theme:
    """A matter. `asks` ask for a person, `mentions` only speak of one; neither is in another theme."""

    service: str
    person: tuple[str, ...]
    asks: tuple[str, ...]
    mentions: tuple[str, ...]
    matter: tuple[str, ...]
    answers: tuple[str, ...]


TUNED: tuple[Theme, ...] = (
    Theme(
        "星河通信智能客服小星",
        ("沈玉兰", "老沈🌸", "A 沈记五金"),
        (
            "转人工",
            "我要人工客服",
            "人工！！！",
            "请给我转人工服务",
            "找个真人跟我说",
            "我不要机器人，我要人工",
        ),
        (
            "你们是不是人工智能？",
            "安装要收人工费吗",
            "上次那个人工客服说给我改回去",
            "不用转人工了，我自己弄",
        ),
        (
            "你好，我的手机一直是39块钱的套餐，这个月怎么扣了129块？",
            "我没有同意过",
            "把套餐改回去\n把钱退给我",
            "2026-01-15 10:30 我打过电话\n没人接",
            "1",
            "客服电话：星河热线",
            "你看这个\n\n昨天 21:03\n就是这时候扣的",
            "😡😡",
        ),
        (
            "您好，我是星河通信智能客服小星，请问您当前的诉求是什么？\n回复数字可快速办理：\n1 查询话费\n2 办理套餐",
            "抱歉，小星没有理解您的意思。请问您当前的诉求是什么？",
            "您尾号7239的号码2月账单合计129.00元。",
            "当前人工坐席全忙，您前面还有12位用户排队，预计等待时间：15分钟",
            "亲，给您带来不便了呢，相关问题已为您记录",
        ),
    ),
    Theme(
        "木棉优选旗舰店",
        ("tb83726_2011", "小满mm", "周先生"),
        (
            "叫人工来",
            "人工在吗",
            "能不能换个真人",
            "有人工吗？有人工吗？",
            "别再发自动回复了，转人工客服",
        ),
        ("这个是人工降雨的那种材质吗", "人工费谁出"),
        (
            "这个杯子到手是裂的",
            "订单号：26031100988，退款",
            "图在这里\nhttps://example.com/p/1.jpg\n看清楚",
            "我 3月2日 12:30 签收的",
            "亲，你倒是说话呀",
            "好",
        ),
        (
            "亲，欢迎光临木棉优选，很高兴为您服务哦~",
            "亲亲，您咨询的问题建议您点击下方链接自助处理呢\n（1）退款\n（2）换货",
            "亲，这边显示您的包裹 2026-03-02 12:30:11 已签收了呢",
            "非常抱歉给您带来不好的体验，请您耐心等待哦",
        ),
    ),
)

UNSEEN: tuple[Theme, ...] = (
    Theme(
        "云鹤速递在线客服",
        ("陈伯", "Linda Wu", "海边的风筝"),
        (
            "请转接人工坐席",
            "我想找人工问一下",
            "人工服务",
            "麻烦帮我接一下人工客服，谢谢",
            "再说一遍：转人工",
        ),
        ("人工客服刚才挂我电话了", "听说你们改用人工智能分拣", "人工成本关我什么事"),
        (
            "包裹三天没动了",
            "单号 YH20260418877 一直显示\n“2026-04-18 08:15:22 【海城】已发出”\n然后就没有了",
            "收件人写的是：陈伯，别弄错",
            "今天 15:00 之前能到吗？",
            "……",
            "两件事\n1. 赔偿\n2. 道歉",
            "👌",
        ),
        (
            "您好！云鹤速递智能助理为您服务，请输入运单号查询~",
            "小鹤没听懂，您可以换个说法试试",
            "查询结果：\n04-18 08:15 已发出\n04-19 07:40 到达【江城转运中心】",
            "您的问题已提交，24小时内会有专员与您联系",
            "请问还有其他可以帮您的吗？",
        ),
    ),
    Theme(
        "南枝银行官方客服",
        ("用户8841", "郑_阿姨", "王工"),
        ("人工客服", "给我转接人工", "我要跟真人说话", "到底怎么才能转人工？？", "转 人 工"),
        ("我不需要人工，查一下余额就行", "昨天人工说三天到账", "你是人工智能吧"),
        (
            "信用卡年费为什么又扣了",
            "我要退这一笔：2026年5月6日 09:41 支出 200.00",
            "卡是我女儿办的，她叫郑小枝",
            "等了一个上午了（9:00到11:30）",
            "说话！\n\n\n在不在",
            "谢谢🙏",
        ),
        (
            "尊敬的客户，您好，我是智能客服枝枝。您可以这样问我：\n• 年费规则\n• 积分兑换",
            "抱歉，枝枝暂时无法回答这个问题，您可以拨打客服热线咨询。",
            "温馨提示：工作时间为每日 08:30-22:00，非工作时间请留言。",
            "已为您登记，工单编号：NZ-5520981",
        ),
    ),
    Theme(
        "青橙健身会员小助手",
        ("跑步的土豆", "Mr.He", "阿芬芬芬"),
        (
            "帮我找一下人工",
            "我要找真人客服",
            "机器人走开，换人工",
            "人工呢？",
            "转人工客服\n转人工客服",
        ),
        ("我之前找过人工，没用", "你们教练的人工呼吸培训还开吗"),
        (
            "卡里还有 1,260 元没用完，店关门了",
            "合同第3条写着：停业前30日通知",
            "我记录一下：\n6/1 打电话 没人接\n6/3 10:20 去店里 关门",
            "退款",
            "@青橙 出来",
            "嗯嗯",
        ),
        (
            "Hi~我是青橙小助手，您的专属健身管家",
            "这个问题小助手还在学习中，您可以试试问：【课程】【续卡】【门店】",
            "已收到您的反馈，我们会在3个工作日内处理完毕",
            "门店营业时间 10:00-22:00 哦",
        ),
    ),
)


def converse(theme: Theme, rng: random.Random, count: int, *, plain: bool) -> list[Said]:
    """A conversation of `count` messages, the person's first; `plain`: each on one line."""
    me = rng.choice(theme.person)
    at = datetime(
        rng.choice((2024, 2025, 2026)), rng.randint(1, 9), rng.randint(1, 28), tzinfo=ZONE
    )
    at += timedelta(minutes=rng.randint(480, 1300), seconds=rng.randint(0, 59))
    said: list[Said] = []
    while len(said) < count:
        mine = not said or (rng.random() < 0.5) or (len(said) < 4 and len(said) % 2 == 0)
        said.append(_one(theme, rng, at, me if mine else theme.service, mine, plain))
        at += timedelta(seconds=rng.randint(65, 400))
        if rng.random() < 0.04:
            at += timedelta(hours=rng.randint(3, 40))
    return said


def _one(theme: Theme, rng: random.Random, at: datetime, who: str, mine: bool, plain: bool) -> Said:
    asks = False
    if not mine:
        text = rng.choice(theme.answers)
    else:
        kind = rng.random()
        asks = kind < 0.3
        text = rng.choice(theme.asks if asks else theme.mentions if kind < 0.4 else theme.matter)
    return Said(at, who, " ".join(text.split()) if plain else text, asks)


def people(theme: Theme, said: Sequence[Said]) -> tuple[str, str]:
    """The person's name and the service's."""
    return said[0].sender, theme.service
