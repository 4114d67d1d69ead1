"""使用说明.txt: what lies in a delivery and how anybody checks it with what every computer has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from evidence_keeper.model import Digest, Head

NAME = "使用说明.txt"


@dataclass(frozen=True, slots=True)
class StampLine:
    """A time stamp that lies in the delivery: its files below the folder, who gave it, and when (aware)."""

    reply: str
    data: str
    certificates: str
    authority: str
    time: datetime
    partial: bool

    @property
    def command(self) -> str:
        """The line for openssl, which checks it as at its own time."""
        partial = " -partial_chain" if self.partial else ""
        return (
            f"openssl ts -verify -in {self.reply} -data {self.data} -CAfile {self.certificates}"
            f" -attime {int(self.time.timestamp())}{partial}"
        )


def readme(
    pdf: str,
    list_digest: Digest,
    head: Head,
    key: Digest,
    stamps: Sequence[StampLine],
    *,
    originals: bool,
    signed: bool,
) -> bytes:
    """使用说明.txt; `key` is the digest of the key that signs. `pdf` is its place below the folder."""
    return _for_notepad(
        _README.format(
            pdf=pdf,
            originals=_WITH_ORIGINALS if originals else _WITHOUT_ORIGINALS,
            signature=_WITH_SIGNATURE if signed else _WITHOUT_SIGNATURE,
            check_signature=_CHECK_SIGNATURE if signed else _NO_SIGNATURE,
            list_digest=list_digest.value,
            seq=head.seq,
            hash=head.hash.value,
            key=key.value,
            stamps=_stamps(stamps),
            powershell=_POWERSHELL,
        )
    )


def _stamps(stamps: Sequence[StampLine]) -> str:
    if not stamps:
        return _NO_STAMPS
    told = [_STAMPS]
    for one in stamps:
        told.append(f"  {one.authority}，{one.time.astimezone():%Y年%m月%d日 %H:%M:%S（UTC%z）}")
        told.append(f"    {one.command}")
    return "\n".join(told)


def unsigned() -> bytes:
    """没有签名.txt."""
    return _for_notepad(_UNSIGNED)


def _for_notepad(text: str) -> bytes:
    """As Notepad of any Windows shows it: UTF-8 with a mark, CRLF."""
    return b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode("utf-8")


_POWERSHELL = (
    "    Get-Content -Encoding UTF8 manifest-sha256.txt,tagmanifest-sha256.txt | ForEach-Object "
    "{ $h,$p = $_ -split '  ',2; "
    "if ((Get-FileHash -LiteralPath $p -Algorithm SHA256).Hash -ne $h) "
    '{ Write-Error "不同：$p" } }'
)
_WITH_ORIGINALS = """\
  data/原件             证据原件的复制件，内容与存入时完全相同，文件名前面是证据编号"""
_WITHOUT_ORIGINALS = """\
  data/未附的原件-sha256.txt
                        本份不附原件，这是它们的校验值清单"""
_WITH_SIGNATURE = """\
  manifest-sha256.txt.sig、tagmanifest-sha256.txt.sig
                        上述两份清单的签名"""
_WITHOUT_SIGNATURE = """\
  没有签名.txt          本交付件没有签名，原因见此文件"""
_VERIFY = "openssl dgst -sha256 -verify data/journal/public-key.pem -signature {0}.sig {0}"
_CHECK_SIGNATURE = f"""\
  核对清单本身没有改动（清单和文件一起被改时，只有这一步能发现；需要 openssl，显示 Verified OK 就是相符）：
    {_VERIFY.format("manifest-sha256.txt")}
    {_VERIFY.format("tagmanifest-sha256.txt")}

  上面所用的公钥也在本文件夹里。要确认是原来的公钥，请与纸上“校验值清单”一页的签名公钥校验值比较：
    openssl pkey -pubin -in data/journal/public-key.pem -outform DER | openssl dgst -sha256

  投诉材料（PDF）本身也有同一密钥的签名，阅读器会显示“签名有效，但签名者身份未经认证”，这是正常的：
  密钥是制作者电脑上的软件生成的，只证明文件签名以后没有改动，不证明签名人是谁。"""
_NO_SIGNATURE = """\
  本交付件的清单没有签名：清单和文件一起被改时，除原件和日志以外，查不出来。"""
_STAMPS = """\
四、第三方时间戳
  下列机构证明：该文件在所写时间已经存在，以后没有改动（需要 openssl，显示 Verification: OK 就是相符）。
  请核对机构是否可信：根证书随时间戳一同收到，本身不证明机构是谁。
  macOS 自带的 openssl 不认最后的 -attime，去掉它和后面的数字即可（证书过期以后除外）。"""
_NO_STAMPS = """\
四、第三方时间戳
  没有。本交付件里的时间都来自制作者电脑的本机时钟。"""
_UNSIGNED = """\
本交付件没有签名
================

制作时，证据库只能读取、不能写入（例如是第二份、光盘或者锁住的U盘），所以清单没有签名。

没有签名，说明：清单和文件一起被改时，除原件和日志以外，查不出来。原件和日志仍可核对（见 使用说明.txt）。
需要有签名的交付件，请在原来存证的电脑上重新制作。
"""

_README = """\
交付件使用说明
================

一、这里有什么
  {pdf}
                        投诉材料，可直接打印
{originals}
  data/journal          存证日志：每件证据何时存入、校验值是多少，逐条相接、逐条签名
  data/U盘标签.pdf      印出来剪开，贴在U盘或者信封上
  核对.html             双击打开，把整个文件夹拖进去，就能核对。不用上网，什么也不会传出去
  使用说明.txt          本文件
  manifest-sha256.txt   data 里全部文件的校验值清单
  tagmanifest-sha256.txt
                        其余文件的校验值清单（bagit.txt、bag-info.txt 说明文件夹的格式：BagIt）
{signature}

二、怎样核对文件没有改动（任选一种，在本文件夹里操作）

  最简单：双击 核对.html，把本文件夹拖进网页。

  Windows（一次一个文件，把显示的一串字符与 manifest-sha256.txt 里该文件的一行比较）：
    certutil -hashfile "{pdf}" SHA256

  Windows（PowerShell，一次核对全部文件；没有红字就是全部相同）：
{powershell}

  macOS（终端）：
    shasum -a 256 -c manifest-sha256.txt tagmanifest-sha256.txt

  Linux（终端）：
    sha256sum -c manifest-sha256.txt tagmanifest-sha256.txt

{check_signature}

  也可以用“取证管家”软件核对整个文件夹，它还会核对日志、签名、时间戳和每件原件的记录：
    evidence-keeper verify 本文件夹

三、这能说明什么，不能说明什么
  校验值相同，说明文件与制作本交付件时完全相同。
  日志核对无误，说明原件自记录之时起未改动。记录时间来自制作者电脑的本机时钟。
  这些都不说明证据内容属实，不说明存入以前没有改动过，也不是公证或者鉴定。

  清单校验值（各页页眉）：{list_digest}
  日志末条：第 {seq} 条，{hash}
  签名公钥校验值：{key}

{stamps}

五、请注意
  请不要改动、改名或另存“原件”里的文件，否则校验会不符。要看原件，请先复制一份再打开。
"""
