"""`lianming user`, `community`, `signatures`, `db`: what the administrator of a site does from its machine."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import Session

from app.accounts.passwords import hash_new_password
from app.accounts.people import LoginFault, create_person, find_person, normalise_login
from app.accounts.reset_links import make_reset_link
from app.communities.invitations import make_invitation
from app.communities.members import REPRESENTATIVE, add_member
from app.communities.settings import LONGEST_NAME, Settings, create_community, has_community
from app.config import DATABASE, LOCAL_DATABASE, Config, ConfigError, read_site_config
from app.db import open_engine, transaction
from app.encryption import use_keys
from app.letters.texts import find_fault
from app.messages import Language, Message, message, translate
from app.migrate import require_current, upgrade
from app.signing.erasure import erase_after_retention
from app.today import read_now
from app.web.faults import Fault

UNUSABLE = 2
Say = Callable[[Message], None]


def run_site_command(arguments: argparse.Namespace, language: Language) -> int:
    """Run one of them; returns the exit status, 2 where something stands in the way."""

    def say(said: Message) -> None:
        print(translate(said, language))

    try:
        config = _read_config()
        if arguments.command == "db":
            upgrade(config)
            say(message("数据库已是这个版本的"))
            return 0
        if config.database == LOCAL_DATABASE:
            upgrade(config)
        require_current(config)
        return _run(arguments, config, say)
    except (Fault, ConfigError) as fault:
        return _refuse(fault.said, language)
    except (OperationalError, ArgumentError):
        return _refuse(message("用不了数据库：请核对环境变量 {name}", name=DATABASE), language)
    except OSError as fault:
        return _refuse(message("不能读写：{reason}", reason=fault.strerror or str(fault)), language)


def _run(arguments: argparse.Namespace, config: Config, say: Say) -> int:
    step = {
        ("user", "add"): _add_user,
        ("user", "reset"): _reset_user,
        ("community", "add"): _add_community,
        ("signatures", "prune"): _prune_signatures,
    }[arguments.command, arguments.act]
    engine = open_engine(config.database)
    try:
        with transaction(engine) as session:
            step(session, arguments, say)
    finally:
        engine.dispose()
    return 0


def _add_user(session: Session, arguments: argparse.Namespace, say: Say) -> None:
    password = ""
    if arguments.password_stdin:
        given = sys.stdin.readline().rstrip("\r\n")
        password = hash_new_password(given, normalise_login(arguments.login))
    person = create_person(
        session,
        login=arguments.login,
        name=arguments.name,
        now=read_now(),
        password=password,
        is_administrator=arguments.administrator,
    )
    if password:
        say(message("账号已建好：{login}", login=person.login))
        return
    token = make_reset_link(session, person, read_now())
    say(
        message(
            "账号已建好：{login}；打开下面的链接设密码（48小时内有效，只能用一次）",
            login=person.login,
        )
    )
    print(f"{_read_address(arguments)}/set-password/{token}")


def _reset_user(session: Session, arguments: argparse.Namespace, say: Say) -> None:
    person = find_person(session, arguments.login)
    if person is None:
        raise LoginFault(message("没有这个账号：{login}", login=arguments.login))
    token = make_reset_link(session, person, read_now())
    say(message("打开下面的链接设新密码（48小时内有效，只能用一次）"))
    print(f"{_read_address(arguments)}/set-password/{token}")


def _prune_signatures(session: Session, _: argparse.Namespace, say: Say) -> None:
    count = erase_after_retention(session, read_now())
    say(message("已清除{count}份签名的个人信息", count=count))


def _add_community(session: Session, arguments: argparse.Namespace, say: Say) -> None:
    """With its first representative, who has an account, or with a link that invites one."""
    name = arguments.name.strip()
    if not name or len(name) > LONGEST_NAME or find_fault(name):
        raise Fault(message("小区名称要写1至{most}个字，只写一行", most=LONGEST_NAME))
    settings = Settings(name, arguments.address, arguments.city)
    if has_community(session, name) and not arguments.again:
        raise Fault(
            message("已经有一个小区叫“{name}”；真是另一个同名的小区，请加上 --again", name=name)
        )
    community = create_community(session, settings, now=read_now())
    if arguments.representative:
        person = find_person(session, arguments.representative)
        if person is None:
            raise LoginFault(message("没有这个账号：{login}", login=arguments.representative))
        add_member(session, community.id, person.id, REPRESENTATIVE, now=read_now())
        say(message("小区已设立：{name}", name=name))
        return
    token = make_invitation(session, community.id, REPRESENTATIVE, now=read_now(), person_id=None)
    say(
        message(
            "小区已设立：{name}；把下面的链接发给第一位业主代表（7天内有效，只能用一次）", name=name
        )
    )
    print(f"{_read_address(arguments)}/join/{token}")


def _read_config() -> Config:
    """As `lianming serve` reads it. Raises ConfigError, OSError."""
    config = read_site_config()
    use_keys(config)
    return config


def _read_address(arguments: argparse.Namespace) -> str:
    return str(arguments.site).rstrip("/")


def _refuse(said: Message, language: Language) -> int:
    print(f"lianming: {translate(said, language)}", file=sys.stderr)
    return UNUSABLE
