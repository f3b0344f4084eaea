"""Words in both languages, as the data files give them."""

from __future__ import annotations

from dataclasses import dataclass

from app.messages import Language


@dataclass(frozen=True)
class Words:
    """The same words in Chinese and in English."""

    zh: str
    en: str

    def say(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en
