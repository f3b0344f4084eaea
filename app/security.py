"""Who may use a route, and the headers of every answer.

Access is denied by default: a route that does not say who may use it answers 403.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar

from flask import Flask, Response, abort, current_app, request

Who = Literal["anyone"]
View = TypeVar("View", bound=Callable[..., Any])

# From 'none' up. No inline script or style is allowed, so no nonce is needed.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
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


def allow(who: Who) -> Callable[[View], View]:
    """Say who may use the decorated view; without it nobody may."""

    def mark(view: View) -> View:
        view.__dict__["allowed"] = who
        return view

    return mark


def read_access(view: Callable[..., Any]) -> Who | None:
    """Who may use `view`; None: nobody."""
    return getattr(view, "allowed", None)


def protect(app: Flask) -> None:
    """Put access control before every request and the headers on every answer of `app`."""
    app.before_request(refuse_undeclared)
    app.after_request(add_headers)


def refuse_undeclared() -> None:
    """403 for a route that declares nobody; an unknown address is left to become 404."""
    if request.endpoint is None:
        return
    if read_access(current_app.view_functions[request.endpoint]) != "anyone":
        abort(403)


def add_headers(response: Response) -> Response:
    """The security headers; pages are not stored unless a view says otherwise."""
    response.headers.update(HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")
    return response
