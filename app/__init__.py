"""Lianming (联名): one formal letter of many homeowners, from draft to the last answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.config import Config


def create_app(config: Config | None = None) -> Flask:
    """The site, ready to serve. `config` None: read from the environment.

    Raises ConfigError when a setting is missing or unusable. Flask is imported here and not above,
    so that the pure rooms and the command line load without it.
    """
    from app import config as settings
    from app.site.factory import build_app

    return build_app(config or settings.read_config())
