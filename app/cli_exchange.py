"""`lianming import` and `lianming export`: petition files into the site's database and out of it."""

from __future__ import annotations

import argparse
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cli_files import write_whole
from app.communities.models import Community
from app.config import SECRET_KEY, ConfigError, keep_local_secrets, read_config
from app.db import open_engine, transaction
from app.encryption import use_keys
from app.letters.errors import InputError, SetupFault
from app.letters.paths import Folder, read_input
from app.letters.photos import MOST_BYTES as MOST_PHOTO
from app.messages import Language, Message, message, translate
from app.migrate import require_current
from app.petitions.copies import Author
from app.petitions.drafts import NoPetition, find_petition
from app.petitions.exports import export_package, export_text
from app.petitions.imports import import_petition, read_incoming
from app.petitions.models import Petition
from app.petitions.place_words import say_place
from app.today import read_now, read_today

MOST_PACKAGE = 500_000_000
ENDINGS = (".toml", ".zip")


def exchange_petition(arguments: argparse.Namespace, language: Language) -> int:
    """Import or export as the arguments say; returns 0. Raises InputError, SetupFault."""
    if arguments.command == "import":
        return _bring_in(Path(arguments.file), arguments.community, language)
    return _take_out(arguments.petition, Path(arguments.out), language)


def _bring_in(path: Path, name: str, language: Language) -> int:
    try:
        said = message("文件超过{most}MB", most=MOST_PACKAGE // 1_000_000)
        data = read_input(path, most_bytes=MOST_PACKAGE, too_large=said)
    except InputError as fault:
        raise InputError("", fault.said, file=str(path)) from fault
    folder = Folder(path.parent)
    incoming = read_incoming(
        data,
        str(path),
        today=read_today(),
        read=lambda file, place: folder.read(file, place, most_bytes=MOST_PHOTO),
    )
    with _open_database() as session:
        community = _find_community(session, name)
        made = import_petition(session, community.id, incoming, Author(None, read_now()))
        petition, where = made.id, community.name
    print(
        _say(message("已导入{community}：{petition}", community=where, petition=petition), language)
    )
    for blank in incoming.blanks:
        place, told = _say(say_place(blank.place), language), _say(blank.said, language)
        print(f"  {blank.place} ({place}): {told}")
    return 0


def _take_out(petition: str, out: Path, language: Language) -> int:
    if out.suffix.lower() not in ENDINGS:
        raise InputError("--out", message("文件名应以 .toml 或 .zip 结尾"))
    with _open_database(reading=True) as session:
        found = _find_petition(session, petition)
        is_text = out.suffix.lower() == ".toml"
        data = export_text(found) if is_text else export_package(session, found)
    try:
        write_whole(out.parent, {out.name: data})
    except OSError as error:
        said = message("写不进输出文件夹：{reason}", reason=error.strerror or str(error))
        raise InputError("", said, file=str(out)) from error
    print(_say(message("已写入 {file}", file=out), language))
    return 0


@contextmanager
def _open_database(*, reading: bool = False) -> Iterator[Session]:
    """A transaction on the site's database. Raises SetupFault where there is no site yet."""
    try:
        if SECRET_KEY not in os.environ:
            keep_local_secrets(os.environ)
        config = read_config()
        require_current(config)
        use_keys(config)
    except ConfigError as error:
        raise SetupFault(error.said) from error
    engine = open_engine(config.database)
    try:
        with transaction(engine, reading=reading) as session:
            yield session
    finally:
        engine.dispose()


def _find_community(session: Session, name: str) -> Community:
    if (id := _read_id(name)) is not None and (found := session.get(Community, id)):
        return found
    named = session.scalars(select(Community).where(Community.name == name)).all()
    if len(named) > 1:
        raise InputError("--community", message("有几个小区叫“{name}”，请改写编号", name=name))
    if not named:
        raise InputError("--community", message("没有小区“{name}”，请核对名称或编号", name=name))
    return named[0]


def _find_petition(session: Session, text: str) -> Petition:
    id = _read_id(text)
    community = session.scalar(select(Petition.community_id).where(Petition.id == id))
    try:
        if id is None or community is None:
            raise NoPetition
        return find_petition(session, community, id)
    except NoPetition as fault:
        raise InputError("", message("没有编号为“{id}”的诉求书", id=text)) from fault


def _read_id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _say(said: Message, language: Language) -> str:
    return translate(said, language)
