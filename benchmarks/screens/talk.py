"""What is said in the synthetic conversations: two stocks of sentences, one to tune by and one that is kept unseen."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from evidence_keeper.reading.private import luhn


@dataclass(frozen=True)
class Said:
    """A message: `side` left, right or middle. Private parts of its text stand between marks: ⟦kind|text⟧."""

    side: str
    text: str
    sender: str = ""
    when: str = ""
    kind: str = "text"
    quote: str = ""


@dataclass(frozen=True)
class Stock:
    """Sentences of one set."""

    bot: list[str] = field(default_factory=list)
    me: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


TUNE = Stock(
    bot=[
        "您好，我是智能客服小星，很高兴为您服务。请问有什么可以帮您？",
        "抱歉，我没有理解您的意思，您可以换一种说法。",
        "为您查询到当前套餐为畅享融合129元套餐，合约期24个月，提前解约需按剩余月份每月20元支付违约金。",
        "请您耐心等待，专员会在24小时内与您联系。",
        "您的工单已提交，工单号XH2603021007，请留意短信通知。",
        "亲，您可以在App“我的-订单-售后”里提交申请哦～",
        "请选择：\n1. 话费查询\n2. 套餐办理\n3. 宽带报修",
        "好的",
        "请提供一下您的手机号码和办理时间。",
        "温馨提示：您本月已使用流量12.6GB，剩余47.4GB，超出后按5元/GB收费。",
        "这边给您备注了，退款预计3-7个工作日原路返回，请您注意查收。",
        "您咨询的问题可以参考Q&A：https://help.example.com/fee?id=1029",
    ],
    me=[
        "转人工",
        "我要人工客服",
        "我没有办过这个业务，请你们把多扣的钱退回来。",
        "从一月份开始每个月多扣90元，一共270元，我从来没有同意过。",
        "不要机器人，找人工！",
        "我的号码是⟦mobile|{mobile}⟧，麻烦查一下。",
        "身份证号⟦id_card|{id_card}⟧，这样可以了吗？",
        "退到这张卡上：⟦bank_card|{bank_card}⟧，工商银行。",
        "订单编号{order}，3月1日买的",
        "快递单号{tracking}，显示已签收，可我没有收到。",
        "地址是⟦address|江苏省南京市鼓楼区中山北路{n}号{m}幢{r}室⟧",
        "可以发到我的邮箱⟦email|{email}⟧",
        "你好",
        "什么时候能处理好？我已经打了9次电话了。",
    ],
    notices=[
        "您已进入人工服务排队，前面还有12人",
        "以下为历史消息",
        "客服已结束本次会话",
        "你撤回了一条消息",
    ],
    names=["星河通信智能客服", "云泽优选旗舰店", "客服小青", "东陵电器官方旗舰店", "机器人小云"],
)

UNSEEN = Stock(
    bot=[
        "Hi～我是您的专属助理小禾，请一句话描述您遇到的问题吧！",
        "非常抱歉给您带来不便，您反馈的情况我们已经记录，后续将由专人跟进处理。",
        "该商品属于定制类商品，不支持七天无理由退货，请您谅解。",
        "系统显示您于2026年1月15日通过短信回复“Y”开通了视频彩铃包月业务，资费15元/月，如需退订请发送QXCL到10579。",
        "这个问题我还在学习中呢",
        "已为您登记，受理编号HF20260307-00418，3个工作日内回复您。",
        "仓库正在打包中，预计今晚8点前发出，发货后会有物流短信提醒您哈。",
        "当前咨询人数较多，人工坐席全忙，预计等待时间超过30分钟，建议您稍后再来。",
        "您的会员将于4月18日自动续费，金额198.00元，可在“设置>会员管理>自动续费”中关闭。",
        "麻烦您拍一下商品的外包装、快递面单和破损处，三张照片发给我们核实一下，谢谢配合！",
        "嗯嗯",
        "核实后无法为您办理退款，请您理解。感谢您对我们工作的支持，祝您生活愉快！",
        "关于赠品：满299元送保温杯1个（颜色随机），送完即止。",
    ],
    me=[
        "人工客服在吗",
        "我要投诉，请转接真人",
        "冰箱用了不到两个月就不制冷了，师傅上门两次都没有修好，我要求退货。",
        "合同上写的是每月39元，为什么账单变成129元？",
        "找人工，不要再发这些链接了",
        "打我这个电话⟦mobile|{mobile}⟧，白天都在。",
        "本人身份证⟦id_card|{id_card}⟧，户名与付款人一致",
        "卡号⟦bank_card|{bank_card}⟧，开户行建设银行",
        "订单号：{order}",
        "运单号 {tracking} 三天没有更新了",
        "请寄到⟦address|浙江省杭州市西湖区文三路{n}号翠苑小区{m}幢{r}室⟧",
        "收货地址：⟦address|湖南省长沙市岳麓区麓山南路{n}号{m}栋{r}⟧，别放驿站",
        "我家在⟦address|天津市河西区解放南路{n}号海景公寓{m}号楼{r}⟧",
        "⟦address|云南省昆明市五华区学府路{n}号{m}单元{r}室⟧，上门取件请提前打电话",
        "发票开好请发⟦email|{email}⟧",
        "嗯",
        "上次那个姓周的客服答应补偿50元话费，到现在也没有到账，通话我录了音。",
        "我妈妈今年76岁，她根本不会用手机办业务，怎么可能是她自己开通的？",
        "退款！退款！退款！",
    ],
    notices=[
        "人工坐席忙，请稍候",
        "客服 8027 为您服务",
        "对方撤回了一条消息",
        "会话已超时关闭",
        "以上是打招呼的内容",
    ],
    names=["清禾数码专营店", "海棠宽带助手", "在线客服8027", "青松生鲜官方客服", "小禾AI助理"],
)


def numbers(dice: random.Random) -> dict[str, str]:
    """Invented private numbers with right check digits, and order numbers, some of which would pass for cards."""
    mobile = f"1{dice.choice('3589')}{dice.randrange(10)}{dice.randrange(10**8):08d}"
    shown = dice.choice([mobile, mobile, f"{mobile[:3]} {mobile[3:7]} {mobile[7:]}"])
    seventeen = (
        f"{dice.choice(['110101', '320106', '330106', '440305'])}{dice.randrange(1940, 2000)}"
        f"{dice.randrange(1, 13):02d}{dice.randrange(1, 29):02d}{dice.randrange(1000):03d}"
    )
    total = sum(int(d) * (2 ** (17 - i) % 11) for i, d in enumerate(seventeen))
    card = "62" + "".join(str(dice.randrange(10)) for _ in range(dice.choice([13, 16])))
    last = next(digit for digit in "0123456789" if luhn(card + digit))
    card += last
    spaced = " ".join(card[at : at + 4] for at in range(0, len(card), 4))
    order = "62" + "".join(str(dice.randrange(10)) for _ in range(16))
    order += next(digit for digit in "0123456789" if luhn(order + digit))
    user = "".join(dice.choice("abcdefghkmnprstuvwxyz") for _ in range(6))
    return {
        "mobile": shown,
        "id_card": seventeen + "10X98765432"[total % 11],
        "bank_card": dice.choice([card, spaced]),
        "order": order,
        "tracking": f"7{dice.randrange(10**14):014d}",
        "email": f"{user}{dice.randrange(100)}@example.{dice.choice(['com', 'cn', 'org'])}",
        "n": str(dice.randrange(1, 400)),
        "m": str(dice.randrange(1, 30)),
        "r": str(dice.randrange(101, 2800)),
    }


def conversation(
    stock: Stock, dice: random.Random, length: int, style: str, peer: str, rich: bool = False
) -> list[Said]:
    """So many messages with times and notices between them, as an app of that style shows them."""
    found: list[Said] = []
    day, minute = dice.randrange(1, 28), dice.randrange(8 * 60, 20 * 60)
    mine = dice.sample(stock.me * 6, length)
    theirs = dice.sample(stock.bot * 6, length)
    for at in range(length):
        minute += dice.choice([0, 0, 1, 1, 2, 9])
        if (at == 0 or dice.random() < 0.25) and style in ("wechat", "operator", "plain"):
            found.append(Said("middle", _separator(dice, style, day, minute), kind="time"))
        if dice.random() < 0.1:
            found.append(Said("middle", dice.choice(stock.notices), kind="notice"))
        side = "right" if dice.random() < 0.45 else "left"
        text = (mine if side == "right" else theirs).pop()
        given = numbers(dice)
        for key, value in given.items():
            text = text.replace("{" + key + "}", value)
        named = style in ("taobao", "jd") and (side == "left" or style == "jd")
        sender = peer if side == "left" else "jd_user***88"
        when = ""
        if style == "jd":
            when = (
                f"2026-03-{day:02d} {minute // 60:02d}:{minute % 60:02d}:{dice.randrange(60):02d}"
            )
        if rich and dice.random() < 0.5:
            found.append(_rich(dice, stock, side, text))
        else:
            found.append(Said(side, text, sender if named else "", when))
    return found


def _rich(dice: random.Random, stock: Stock, side: str, text: str) -> Said:
    """A picture, a voice message, a card or an answer to something said before."""
    kind = dice.choice(["picture", "voice", "card", "quote"])
    if kind == "picture":
        return Said(side, "[图片]", kind=kind)
    if kind == "voice":
        return Said(side, f"[语音] {dice.randrange(2, 60)}″", kind=kind)
    if kind == "card":
        return Said(side, f"退款进度查询\n{dice.choice(stock.names)}", kind=kind)
    return Said(
        side, text, kind=kind, quote=f"{dice.choice(stock.names)}：{dice.choice(stock.bot)[:12]}"
    )


def _separator(dice: random.Random, style: str, day: int, minute: int) -> str:
    clock = f"{minute // 60:02d}:{minute % 60:02d}"
    half = "上午" if minute < 720 else "下午"
    twelve = f"{half}{(minute // 60 - 1) % 12 + 1}:{minute % 60:02d}"
    if style == "operator":
        return f"2026-03-{day:02d} {clock}:{dice.randrange(60):02d}"
    return dice.choice(
        [
            f"昨天 {clock}",
            f"3月{day}日 {twelve}",
            f"2026年3月{day}日 {clock}",
            f"星期二 {twelve}",
            clock,
        ]
    )
