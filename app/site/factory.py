"""Putting the site together: settings, safety, languages, errors, pages."""

from __future__ import annotations

import datetime as dt

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from app.accounts import site_views as _account_pages  # noqa: F401 — its routes
from app.accounts.sign_ins import init_app as init_sign_in
from app.accounts.views import accounts
from app.communities import directory_views, member_views, site_views  # noqa: F401 — their routes
from app.communities.members import find_role
from app.communities.roll_views import roll_pages
from app.communities.views import communities
from app.config import PROJECT, Config
from app.db import open_engine
from app.encryption import use_keys
from app.messages import LANGUAGES, catalogue
from app.notices.views import notices
from app.petitions import draft_views, freezing_views
from app.petitions.exchange_views import exchange
from app.petitions.merge_views import history
from app.petitions.photo_views import photo_pages
from app.security import allow, protect
from app.signing import routes as signing_routes
from app.site import errors, law_pages, receive, timeline_pages, views
from app.site.shared_uploads import open_uploads
from app.web import access, health, languages, log, session, times

FORM_BYTES = 12_000_000  # of a form without files: a draft with its longest texts
STATIC_AGE = dt.timedelta(hours=1)
BLUEPRINTS = (
    views.pages,
    law_pages.law_pages,
    accounts,
    communities,
    roll_pages,
    photo_pages,
    draft_views.petitions,
    freezing_views.letters,
    history,
    exchange,
    timeline_pages.timeline,
    notices,
    *signing_routes.BLUEPRINTS,
)


def build_app(config: Config) -> Flask:
    """The Flask app of the site with these settings.

    Raises FileNotFoundError where the translations have not been compiled.
    """
    app = _make_app(config)
    if config.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, config.proxies, config.proxies, config.proxies
        )
    for language in LANGUAGES:
        catalogue(language)  # a missing translation stops the start, not a visitor
    app.extensions["lianming_config"] = config
    allow("anyone")(app.view_functions["static"])
    log.init_app(app)
    protect(app)
    use_keys(config)
    engine = open_engine(config.database)
    app.extensions["lianming_uploads"] = open_uploads(config, engine)
    session.init_app(app, engine)
    init_sign_in(app)
    access.init_app(app, find_role)
    CSRFProtect(app)
    languages.init_app(app)
    times.init_app(app)
    errors.init_app(app)
    health.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


def _make_app(config: Config) -> Flask:
    """The app with its settings, without pages."""
    app = log.Site(
        "app",
        root_path=str(PROJECT),
        template_folder="templates/pages",
        static_folder="static",
    )
    app.config.update(
        SECRET_KEY=config.secret_key,
        MAX_CONTENT_LENGTH=config.upload_bytes,
        MAX_FORM_PARTS=receive.MOST_PARTS,
        MAX_FORM_MEMORY_SIZE=FORM_BYTES,
        SEND_FILE_MAX_AGE_DEFAULT=STATIC_AGE,
        SESSION_COOKIE_NAME="lianming",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.https,
        SESSION_REFRESH_EACH_REQUEST=False,  # a sign-in lasts from its beginning
        WTF_CSRF_SSL_STRICT=config.https,
        WTF_CSRF_TIME_LIMIT=None,  # a page may lie open all day; the session bounds the token
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    return app
