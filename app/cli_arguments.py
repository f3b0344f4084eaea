"""The command line of `lianming`: its options, and argparse's complaints in the user's language."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable
from gettext import gettext
from typing import Any, NoReturn

from app.messages import Language, Message, message, translate

Say = Callable[[Message], str]
Fill = Callable[[argparse._ArgumentGroup, Say], None]


class UsageError(Exception):
    """A command line that cannot be understood; `said` is one sentence."""

    def __init__(self, said: Message) -> None:
        super().__init__(said)
        self.said = said


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that raises UsageError instead of printing and leaving."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(_put_in_words(message))


def make_parser(language: Language) -> Parser:
    """The parser of all commands, its help in `language`."""

    def say(said: Message) -> str:
        return translate(said, language).replace("%", "%%")

    plain: dict[str, Any] = {
        "formatter_class": _make_formatter(say(message("用法："))),
        "add_help": False,
        "allow_abbrev": False,
    }
    about = say(message("把小区业主的诉求写成联名信"))
    parser = Parser(prog="lianming", description=about, **plain)
    _add_help(parser, say)
    name = say(message("命令"))
    commands = parser.add_subparsers(dest="command", required=True, metavar=name, title=name)
    render = commands.add_parser("render", help=say(message("把诉求文件变成信件")), **plain)
    _add_render(render, _add_help(render, say), say)
    serve = commands.add_parser("serve", help=say(message("运行网站")), **plain)
    _add_serve(_add_help(serve, say), say)
    check = commands.add_parser(
        "check", help=say(message("检查诉求文件的用词、诉求、期限和个人信息")), **plain
    )
    _add_check(check, _add_help(check, say), say)
    catalogue = commands.add_parser(
        "catalogue", help=say(message("各类问题写什么、求什么、依据什么")), **plain
    )
    _add_catalogue(catalogue, _add_help(catalogue, say), say)
    deadlines = commands.add_parser(
        "deadlines", help=say(message("收到信后有哪些期限，各到哪一天，为什么")), **plain
    )
    _add_deadlines(deadlines, _add_help(deadlines, say), say)
    _add_site_commands(commands, plain, say)
    _add_backups(commands, plain, say)
    _add_exchange(commands, plain, say)
    _add_verify(commands, plain, say)
    return parser


def _add_site_commands(commands: Any, plain: dict[str, Any], say: Say) -> None:
    """`user add`, `user reset`, `community add`, `db upgrade`, `signatures prune`, `keys rotate`."""
    acts: dict[str, tuple[Message, dict[str, tuple[Message, Fill]]]] = {
        "user": (
            message("账号：设立、重设密码"),
            {
                "add": (message("设立账号，给出设密码的链接"), _add_user),
                "reset": (message("给出重设密码的链接"), _add_login),
            },
        ),
        "community": (
            message("小区：设立、邀请第一位业主代表"),
            {"add": (message("设立小区"), _add_community)},
        ),
        "db": (
            message("数据库：更新到这个版本"),
            {"upgrade": (message("更新到这个版本"), _add_nothing)},
        ),
        "signatures": (
            message("签名：清除保存期满的个人信息"),
            {"prune": (message("清除保存期满的个人信息，人数统计保留"), _add_nothing)},
        ),
        "keys": (
            message("密钥：更换"),
            {"rotate": (message("用最新的密钥重新加密全部内容"), _add_nothing)},
        ),
    }
    title = say(message("操作"))
    for command, (about, parts) in acts.items():
        parser = commands.add_parser(command, help=say(about), **plain)
        _add_help(parser, say)
        # Without an act the command tells which there are.
        parser.set_defaults(acts=parser)
        under = parser.add_subparsers(dest="act", required=False, metavar=title, title=title)
        for act, (what, fill) in parts.items():
            one = under.add_parser(act, help=say(what), **plain)
            fill(_add_help(one, say), say)


def _add_login(options: argparse._ArgumentGroup, say: Say) -> None:
    options.add_argument(
        "--login", required=True, metavar="L", help=say(message("登录用的邮箱或手机号"))
    )
    _add_address(options, say)


def _add_user(options: argparse._ArgumentGroup, say: Say) -> None:
    _add_login(options, say)
    options.add_argument("--name", required=True, metavar="N", help=say(message("姓名")))
    options.add_argument(
        "--administrator", action="store_true", help=say(message("可以设立小区、管理账号"))
    )
    options.add_argument(
        "--password-stdin", action="store_true", help=say(message("从标准输入读密码，不给链接"))
    )


def _add_community(options: argparse._ArgumentGroup, say: Say) -> None:
    options.add_argument("--name", required=True, metavar="N", help=say(message("小区名称")))
    options.add_argument("--city", default="", metavar="C", help=say(message("城市")))
    options.add_argument("--address", default="", metavar="A", help=say(message("地址")))
    options.add_argument(
        "--representative",
        metavar="L",
        help=say(message("已有账号的业主代表的邮箱或手机号，不写就给出邀请链接")),
    )
    options.add_argument(
        "--again", action="store_true", help=say(message("已有同名的小区，这是另一个"))
    )
    _add_address(options, say)


def _add_address(options: argparse._ArgumentGroup, say: Say) -> None:
    options.add_argument(
        "--site",
        default="http://127.0.0.1:8000",
        metavar="URL",
        help=say(message("链接里网站的地址，例如 https://lianming.example.cn")),
    )


def _add_nothing(_: argparse._ArgumentGroup, __: Say) -> None:
    """No options."""


def _add_backups(commands: Any, plain: dict[str, Any], say: Say) -> None:
    helps = (
        ("backup", message("把整个网站备份成一个文件"), message("备份文件，只在完整时出现")),
        ("restore", message("把备份恢复到一个空的数据库"), message("备份文件")),
    )
    for name, about, what in helps:
        parser = commands.add_parser(name, help=say(about), **plain)
        _add_help(parser, say)
        group = parser.add_argument_group(say(message("输入")))
        group.add_argument("file", metavar="FILE", help=say(what))


def _add_exchange(commands: Any, plain: dict[str, Any], say: Say) -> None:
    bring = commands.add_parser(
        "import", help=say(message("把诉求文件导入网站，成为草稿")), **plain
    )
    options = _add_help(bring, say)
    what = bring.add_argument_group(say(message("输入")))
    what.add_argument(
        "file", metavar="FILE", help=say(message("诉求文件（TOML），或者连同照片的 ZIP"))
    )
    options.add_argument(
        "--community", required=True, metavar="NAME", help=say(message("小区的名称或编号"))
    )
    take = commands.add_parser("export", help=say(message("把网站上的诉求书存成文件")), **plain)
    options = _add_help(take, say)
    what = take.add_argument_group(say(message("输入")))
    what.add_argument("petition", metavar="PETITION", help=say(message("诉求书的编号")))
    options.add_argument(
        "--out",
        required=True,
        metavar="FILE",
        help=say(message("写到哪个文件；.toml 只有文字，.zip 连同照片")),
    )


def _add_verify(commands: Any, plain: dict[str, Any], say: Say) -> None:
    about = say(message("核验签名回执或核验包，不用联网"))
    parser = commands.add_parser("verify", help=about, **plain)
    options = _add_help(parser, say)
    what = parser.add_argument_group(say(message("输入")))
    what.add_argument(
        "file", metavar="RECEIPT|ZIP", help=say(message("签名回执（JSON），或核验包（ZIP）"))
    )
    one = options.add_mutually_exclusive_group(required=True)
    one.add_argument("--root", metavar="HEX", help=say(message("信上印的名单哈希或名单校验码")))
    one.add_argument("--letter", metavar="PDF", help=say(message("递交的那份信")))


def _make_formatter(usage_words: str) -> type[argparse.HelpFormatter]:
    class Formatter(argparse.HelpFormatter):
        def add_usage(
            self,
            usage: str | None,
            actions: Iterable[argparse.Action],
            groups: Iterable[Any],
            prefix: str | None = None,
        ) -> None:
            super().add_usage(usage, actions, groups, usage_words if prefix is None else prefix)

    return Formatter


def _add_help(parser: argparse.ArgumentParser, say: Say) -> argparse._ArgumentGroup:
    options = parser.add_argument_group(say(message("选项")))
    options.add_argument("-h", "--help", action="help", help=say(message("显示这份说明")))
    return options


def _add_serve(options: argparse._ArgumentGroup, say: Say) -> None:
    options.add_argument("--host", default="127.0.0.1", help=say(message("监听的地址")))
    options.add_argument("--port", type=int, default=8000, help=say(message("监听的端口")))
    options.add_argument(
        "--workers",
        type=int,
        default=1,
        metavar="N",
        help=say(message("进程数；多于 1 个时数据库须是 PostgreSQL")),
    )


def _add_check(parser: argparse.ArgumentParser, options: argparse._ArgumentGroup, say: Say) -> None:
    what = parser.add_argument_group(say(message("输入")))
    what.add_argument("file", metavar="FILE", help=say(message("诉求文件（TOML）")))
    options.add_argument("--json", action="store_true", help=say(message("给程序读的 JSON")))


def _add_catalogue(
    parser: argparse.ArgumentParser, options: argparse._ArgumentGroup, say: Say
) -> None:
    what = parser.add_argument_group(say(message("输入")))
    which = say(message("类别的代号，不写就列出全部"))
    what.add_argument("category", metavar="CATEGORY", nargs="?", help=which)
    options.add_argument("--json", action="store_true", help=say(message("给程序读的 JSON")))


def _add_deadlines(
    parser: argparse.ArgumentParser, options: argparse._ArgumentGroup, say: Say
) -> None:
    what = parser.add_argument_group(say(message("输入")))
    what.add_argument("file", metavar="FILE", nargs="?", help=say(message("诉求文件（TOML）")))
    options.add_argument("--received", metavar="DATE", help=say(message("对方收到信的日期")))
    options.add_argument(
        "--event",
        action="append",
        metavar="NAME=DATE",
        help=say(message("另一个起算的日期，可写多次，例如 matter_accepted=2026-09-25")),
    )
    options.add_argument("--rule", metavar="ID", help=say(message("只算这一条期限")))
    options.add_argument(
        "--from", dest="start", metavar="DATE", help=say(message("这一条期限的起算日期"))
    )
    options.add_argument("--rules", action="store_true", help=say(message("列出各条期限的代号")))
    options.add_argument("--events", action="store_true", help=say(message("列出起算事件的名称")))
    options.add_argument("--json", action="store_true", help=say(message("给程序读的 JSON")))


def _add_render(
    parser: argparse.ArgumentParser, options: argparse._ArgumentGroup, say: Say
) -> None:
    what = parser.add_argument_group(say(message("输入")))
    what.add_argument("file", metavar="FILE", help=say(message("诉求文件（TOML）")))
    options.add_argument(
        "--out", required=True, metavar="DIR", help=say(message("放信件的文件夹，没有就新建"))
    )
    options.add_argument("--signers", metavar="FILE", help=say(message("签名名单（CSV 或 XLSX）")))
    options.add_argument(
        "--to", type=int, metavar="N", help=say(message("只写给第 N 个收件方，从 1 数起"))
    )
    options.add_argument("--kind", metavar="K", help=say(message("信的种类，代替文件里写的")))
    options.add_argument("--channel", metavar="C", help=say(message("热线或信箱，决定字数限制")))
    options.add_argument(
        "--format",
        action="append",
        metavar="F",
        help=say(message("pdf、docx、html 或 txt，可写多次；不写就是 pdf 和 docx")),
    )


# argparse builds its complaints from these English sentences; the rest of a complaint is data.
_COMPLAINTS: tuple[tuple[str, Message], ...] = (
    ("the following arguments are required: %s", message("缺少参数：{a}")),
    ("one of the arguments %s is required", message("缺少参数：{a}")),
    ("argument %(argument_name)s: not allowed with argument %s", message("{a} 和 {b} 只能写一个")),
    ("unrecognized arguments: %s", message("不认识的参数：{a}")),
    ("argument %(argument_name)s: expected one argument", message("{a} 后面缺少内容")),
    ("argument %(argument_name)s: expected at least one argument", message("{a} 后面缺少内容")),
    (
        "argument %(argument_name)s: invalid int value: %(value)s",
        message("{a} 应是整数，不能是 {b}"),
    ),
    (
        "argument %(argument_name)s: invalid choice: %(value)s (choose from %(choices)s)",
        message("没有 {b} 这个{a}；可用的有：{c}"),
    ),
    (
        "argument %(argument_name)s: ignored explicit argument %(value)s",
        message("{a} 后面不能带内容 {b}"),
    ),
)


def _put_in_words(complaint: str) -> Message:
    for sentence, said in _COMPLAINTS:
        pattern = re.sub(r"%(\\\(\w+\\\))?s", "(.*)", re.escape(gettext(sentence)))
        found = re.fullmatch(pattern, complaint, re.DOTALL)
        if found:
            groups = (" ".join(group.split()) for group in found.groups())
            return Message(said.text, dict(zip("abc", groups, strict=False)))
    return message("命令写法有误：{detail}", detail=complaint)
