"""What a route says of who may use it, and the headers of every answer.

Access is denied by default: app/web/access.py answers 403 for a route that says nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar

from flask import Flask, Response

# A person is anyone signed in, an administrator that of the site; the others are roles in the
# community that the route names.
Who = Literal["anyone", "person", "administrator", "representative", "checker", "handler", "viewer"]
View = TypeVar("View", bound=Callable[..., Any])

# From 'none' up. No inline script or style is allowed, so no nonce is needed.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "worker-src 'self'",
        "img-src 'self' blob:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def allow(*who: Who) -> Callable[[View], View]:
    """Say who may use the decorated view; without it nobody may."""

    def mark(view: View) -> View:
        view.__dict__["allowed"] = who
        return view

    return mark


def read_access(view: Callable[..., Any]) -> tuple[Who, ...]:
    """Who may use `view`; none: nobody."""
    allowed: tuple[Who, ...] = getattr(view, "allowed", ())
    return allowed


def protect(app: Flask) -> None:
    """Put the headers on every answer of `app`."""
    app.after_request(add_headers)


def add_headers(response: Response) -> Response:
    """The security headers; pages are not stored unless a view says otherwise."""
    response.headers.update(HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")
    return response
