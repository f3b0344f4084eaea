"""What is wrong with something that should prove a signature: its place and how to mend it."""

from __future__ import annotations

from app.messages import Message


class SealFault(Exception):
    """Cannot be read, or cannot be sealed. `place` is a key (`entry.name`, `path[3]`) or empty."""

    def __init__(self, place: str, said: Message) -> None:
        super().__init__(place, said)
        self.place = place
        self.said = said

    def __str__(self) -> str:
        return f"{self.place}: {self.said}" if self.place else str(self.said)
