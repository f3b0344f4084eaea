"""Putting the site together: settings, safety, languages, errors, pages."""

from __future__ import annotations

import datetime as dt

from flask import Flask
from flask_wtf import CSRFProtect

from app.accounts.sign_ins import init_app as init_sign_in
from app.communities.members import find_role
from app.communities.roll_views import roll_pages
from app.config import PROJECT, Config
from app.db import open_engine
from app.encryption import use_keys
from app.messages import LANGUAGES, catalogue
from app.petitions import draft_views, freezing_views
from app.petitions.photo_views import photo_pages
from app.security import allow, protect
from app.site import errors, law_pages, receive, uploads, views
from app.web import access, languages, session

FORM_BYTES = 12_000_000  # of a form without files: a draft with its longest texts
STATIC_AGE = dt.timedelta(hours=1)


def build_app(config: Config) -> Flask:
    """The Flask app of the site with these settings.

    Raises FileNotFoundError where the translations have not been compiled.
    """
    app = Flask(
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
        WTF_CSRF_SSL_STRICT=config.https,
        WTF_CSRF_TIME_LIMIT=None,  # a page may lie open all day; the session bounds the token
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for language in LANGUAGES:
        catalogue(language)  # a missing translation stops the start, not a visitor
    app.extensions["lianming_uploads"] = uploads.Uploads(config.kept_minutes, config.kept_bytes)
    app.extensions["lianming_config"] = config
    allow("anyone")(app.view_functions["static"])
    protect(app)
    use_keys(config)
    session.init_app(app, open_engine(config.database))
    init_sign_in(app)
    access.init_app(app, find_role)
    CSRFProtect(app)
    languages.init_app(app)
    errors.init_app(app)
    app.register_blueprint(draft_views.petitions)
    app.register_blueprint(freezing_views.letters)
    app.register_blueprint(views.pages)
    app.register_blueprint(law_pages.law_pages)
    app.register_blueprint(photo_pages)
    app.register_blueprint(roll_pages)
    return app
