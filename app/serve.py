"""Running the site with granian: one process, because uploads are kept in its memory."""

from __future__ import annotations

import os
import socket
import sys

from granian import Granian
from granian.constants import Interfaces

from app.config import LOCAL_DATABASE, SECRET_KEY, ConfigError, keep_local_secrets, read_config
from app.messages import Language, Message, message, name_reason, translate
from app.migrate import require_current, upgrade

GRACE_SECONDS = 2  # for answers under way when the site is stopped
THREADS = 4  # a long letter must not keep others from reading a page


def serve(host: str, port: int, language: Language) -> int:
    """Serve until stopped; returns the exit status, 2 where the site cannot start."""
    try:
        if SECRET_KEY not in os.environ:
            keep_local_secrets(os.environ)
        config = read_config()
        check_address(host, port)
        if config.database == LOCAL_DATABASE:
            upgrade(config)
        require_current(config)
    except ConfigError as error:
        return _refuse(error.said, language)
    except OSError as error:
        return _refuse(describe_failure(error, host, port), language)
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    print(translate(message("网站在 {address} 运行，按 Ctrl+C 停止", address=address), language))
    sys.stdout.flush()
    Granian(
        "app:create_app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        websockets=False,
        workers=1,
        blocking_threads=THREADS,
        # Ctrl+C reaches worker and server at once, and a worker may then miss the order to end.
        workers_kill_timeout=GRACE_SECONDS,
        log_enabled=True,
    ).serve()
    return 0


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
