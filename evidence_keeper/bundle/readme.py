"""使用说明.txt: what lies in a delivery and how anybody checks it with what every computer has."""

from __future__ import annotations

from evidence_keeper.model import Digest, Head

NAME = "使用说明.txt"


def readme(pdf: str, list_digest: Digest, head: Head, *, originals: bool) -> bytes:
    """使用说明.txt, as Notepad of any Windows shows it: UTF-8 with a mark, CRLF."""
    text = _README.format(
        pdf=pdf,
        originals=_WITH_ORIGINALS if originals else _WITHOUT_ORIGINALS,
        list_digest=list_digest.value,
        seq=head.seq,
        hash=head.hash.value,
        powershell=_POWERSHELL,
    )
    return b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode("utf-8")


_POWERSHELL = (
    "    Get-Content -Encoding UTF8 manifest-sha256.txt | ForEach-Object { $h,$p = $_ -split '  ',2; "
    "if ((Get-FileHash -LiteralPath $p -Algorithm SHA256).Hash -ne $h) "
    '{ Write-Error "不同：$p" } }'
)
_WITH_ORIGINALS = """\
  原件                  证据原件的复制件，内容与存入时完全相同，文件名前面是证据编号"""
_WITHOUT_ORIGINALS = """\
  （本份不附原件，其校验值见 PDF 的校验值清单）"""

_README = """\
交付件使用说明
================

一、这里有什么
  {pdf}
                        投诉材料，可直接打印
{originals}
  journal               存证日志：每件证据何时存入、校验值是多少，逐条相接、逐条签名
  manifest-sha256.txt   以上全部文件的校验值清单
  使用说明.txt          本文件

二、怎样核对文件没有改动（任选一种，在本文件夹里操作）

  Windows（一次一个文件，把显示的一串字符与 manifest-sha256.txt 里该文件的一行比较）：
    certutil -hashfile "{pdf}" SHA256

  Windows（PowerShell，一次核对全部文件；没有红字就是全部相同）：
{powershell}

  macOS（终端）：
    shasum -a 256 -c manifest-sha256.txt

  Linux（终端）：
    sha256sum -c manifest-sha256.txt

  也可以用“取证管家”软件核对整个文件夹，它还会核对日志、签名和每件原件的记录：
    evidence-keeper verify 本文件夹

三、这能说明什么，不能说明什么
  校验值相同，说明文件与制作本交付件时完全相同。
  日志核对无误，说明原件自记录之时起未改动。记录时间来自制作者电脑的本机时钟。
  这些都不说明证据内容属实，不说明存入以前没有改动过，也不是公证或者鉴定。

  清单校验值（各页页眉）：{list_digest}
  日志末条：第 {seq} 条，{hash}

四、请注意
  请不要改动、改名或另存“原件”里的文件，否则校验会不符。要看原件，请先复制一份再打开。
"""
