"""What a service says when it cannot take what a person gave."""

from __future__ import annotations

from app.messages import Message


class Fault(Exception):
    """Input that is refused: `said` is what to do, `field` the form's field it is about ("": all).

    `status` is that of the HTTP answer.
    """

    status = 422
    field = ""

    def __init__(self, said: Message, field: str | None = None) -> None:
        super().__init__(said)
        self.said = said
        if field is not None:
            self.field = field

    def __str__(self) -> str:
        return str(self.said)


class LinkUnknown(Exception):
    """No link has this secret."""


class LinkGone(Exception):
    """A link that no longer works; `said` says why and what to do."""

    def __init__(self, said: Message) -> None:
        super().__init__(said)
        self.said = said
