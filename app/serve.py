"""Running the site with granian: one process on SQLite, several on PostgreSQL."""

from __future__ import annotations

import socket
import sys

from granian import Granian
from granian.constants import Interfaces
from sqlalchemy import select
from sqlalchemy.exc import ArgumentError, OperationalError

from app.accounts.models import Person
from app.config import DATABASE, LOCAL_DATABASE, Config, ConfigError, read_site_config
from app.db import open_engine, transaction
from app.messages import Language, Message, message, name_reason, translate
from app.migrate import require_current, upgrade
from app.web.log import describe_server_log

GRACE_SECONDS = 2  # for answers under way when the site is stopped
FIRST = ".venv/bin/lianming user add --administrator --login 13800000000 --name 王某某"
THREADS = 4  # a long letter must not keep others from reading a page


def serve(host: str, port: int, workers: int, language: Language) -> int:
    """Serve until stopped; returns the exit status, 2 where the site cannot start."""
    try:
        config = read_settings(workers)
        check_address(host, port)
        prepare_database(config)
    except ConfigError as error:
        return _refuse(error.said, language)
    except (OperationalError, ArgumentError):
        return _refuse(message("用不了数据库：请核对环境变量 {name}", name=DATABASE), language)
    except OSError as error:
        return _refuse(describe_failure(error, host, port), language)
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    if config.database == LOCAL_DATABASE and not has_people(config):
        print(translate(describe_first_person(address), language))
    print(translate(message("网站在 {address} 运行，按 Ctrl+C 停止", address=address), language))
    sys.stdout.flush()
    Granian(
        "app:create_app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        websockets=False,
        workers=workers,
        blocking_threads=THREADS,
        # Ctrl+C reaches worker and server at once, and a worker may then miss the order to end.
        workers_kill_timeout=GRACE_SECONDS,
        log_enabled=True,
        log_dictconfig=describe_server_log(),
    ).serve()
    return 0


def read_settings(workers: int = 1) -> Config:
    """The settings of a site of so many processes. Raises ConfigError, OSError."""
    config = read_site_config()
    if workers > 1 and not config.database.startswith("postgresql"):
        raise ConfigError(
            message(
                "SQLite 数据库只能用一个进程：请去掉 --workers，或把 {name} 设为 PostgreSQL 数据库",
                name=DATABASE,
            )
        )
    return config


def prepare_database(config: Config) -> None:
    """Prove that the database can be reached and has all tables; the local one gets them.

    Raises ConfigError, OperationalError.
    """
    if config.database == LOCAL_DATABASE:
        upgrade(config)
    require_current(config)


def has_people(config: Config) -> bool:
    """Whether anybody has an account."""
    engine = open_engine(config.database)
    try:
        with transaction(engine, reading=True) as session:
            return session.scalar(select(Person.id).limit(1)) is not None
    finally:
        engine.dispose()


def describe_first_person(address: str) -> Message:
    """How the first account is made; its link to set a password leads to `address`."""
    return message(
        "还没有账号。要登录使用，请另开一个窗口运行下面的命令，建一个管理员"
        "（换成您的邮箱或手机号和姓名）：\n  {command}",
        command=f"{FIRST} --site {address.rstrip('/')}",
    )


def check_address(host: str, port: int) -> None:
    """Raises OSError where nothing can listen at this address."""
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
        probe.listen(1)


def describe_failure(error: OSError, host: str, port: int) -> Message:
    """Why the site cannot listen, and what to do."""
    return message(
        "不能在 {host} 的 {port} 端口运行（{reason}）；"
        "请换一个端口，例如 --port {other}（用 make 时写 make run PORT={other}）",
        host=host,
        port=port,
        reason=name_reason(error),
        other=8081 if port == 8080 else 8080,
    )


def _refuse(said: Message, language: Language) -> int:
    print(f"lianming: {translate(said, language)}", file=sys.stderr)
    return 2
