"""Attempts to sign in: too many wrong ones make a login or an address wait.

An attempt is written down before the password is looked at and taken back when it was right, so
that many at the same moment cannot pass the limit.
"""

from __future__ import annotations

import datetime as dt
import ipaddress

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.accounts.models import FailedAttempt
from app.accounts.people import LoginFault, normalise_login
from app.encryption import keyring
from app.messages import message
from app.web.faults import Fault

WITHIN = dt.timedelta(minutes=15)
MOST_OF_LOGIN = 5
MOST_OF_ADDRESS = 20


class TooManyAttempts(Fault):
    """Wait before the next attempt."""

    status = 429


def note_attempt(session: Session, login: str, address: str, now: dt.datetime) -> None:
    """Write an attempt down. Raises TooManyAttempts where there were too many before."""
    for subject, most in (
        (_mark_login(login), MOST_OF_LOGIN),
        (mark_address(address), MOST_OF_ADDRESS),
    ):
        _check(session, subject, most, now)
        session.add(FailedAttempt(subject=subject, at=now))
    session.execute(delete(FailedAttempt).where(FailedAttempt.at <= now - WITHIN))


def forget_attempts(session: Session, login: str, address: str, now: dt.datetime) -> None:
    """Take back the attempt noted at `now`, which was right, and the wrong ones of the login."""
    session.execute(delete(FailedAttempt).where(FailedAttempt.subject == _mark_login(login)))
    mine = select(FailedAttempt.id).where(
        FailedAttempt.subject == mark_address(address), FailedAttempt.at == now
    )
    session.execute(delete(FailedAttempt).where(FailedAttempt.id.in_(mine.limit(1))))


def _check(session: Session, subject: str, most: int, now: dt.datetime) -> None:
    query = select(func.count(), func.min(FailedAttempt.at)).where(
        FailedAttempt.subject == subject, FailedAttempt.at > now - WITHIN
    )
    count, first = session.execute(query).one()
    if count < most:
        return
    wait = first + WITHIN - now
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    raise TooManyAttempts(message("密码错了多次，为了安全请等{minutes}分钟后再试", minutes=minutes))


def _mark_login(login: str) -> str:
    try:
        login = normalise_login(login)
    except LoginFault:
        login = login.strip().lower()
    return keyring().index("attempt-login", login)


def mark_address(address: str, purpose: str = "attempt-address") -> str:
    """One mark for an IPv4 address, and for the network of 64 bits that an IPv6 customer has."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return keyring().index(purpose, address)
    if isinstance(found, ipaddress.IPv6Address):
        address = str(ipaddress.ip_network((found, 64), strict=False))
    return keyring().index(purpose, address)
