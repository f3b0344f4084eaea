"""The review (检查): reads a draft as a careful lawyer would and names what would weaken or hurt it.

`review` reads a petition, `review_text` a loose text (poster, chat, remark). Rules are data in
app/data/review: wording rules bring their patterns there, the others a check in this room; both
bring their words and sources. The room never changes a text, never asks the clock, and never
stops a letter: what an error means is decided by whoever calls it.
"""

from app.review.findings import Finding, Level
from app.review.reading import review, review_text

__all__ = ["Finding", "Level", "review", "review_text"]
