"""The page docs/review.md: every rule with its words and source, as the data files give them.

python -m app.review.document > docs/review.md
"""

from __future__ import annotations

from collections.abc import Iterator

from app.review.rules import Rule, load_rules

TITLES = {
    "items": "事项 What an item lacks",
    "demands": "诉求 Demands and deadlines",
    "letters": "信件 Sender, recipients, what is pending",
    "conduct": "行动 What the signers say they will do",
    "accusation": "指控 Accusations",
    "tone": "语气 Tone",
    "personal": "个人信息 Data about people",
    "law": "法律 Laws",
    "misbeliefs": "误解 What owners often believe",
}
LEVEL_NAMES = {"error": "错误 error", "warning": "提醒 warning"}
INTRODUCTION = """\
# The review 检查

`lianming check FILE` reads a petition file as a careful lawyer would; `review_text` reads posters,
chat texts and remarks by the same wording rules. An error (错误) stops freezing (定稿): the text
would hurt its authors or is certainly wrong in law. A warning (提醒) does not.

This page is made from the rules in `app/data/review` by `python -m app.review.document`; a test
keeps it current. {words} in braces are filled in when a rule fires.

## Changing a rule

A wording rule is a row in one of the files: `match` holds patterns (regular expressions; `<tokens>`
stand in `vocabulary.toml`) and the uses of texts they read; `harmless` holds phrases in which the
words mean no harm; `before` names contexts directly before them that clear them: `negated` (我们不聚集)
or `reported` (物业称……). `to` narrows a rule to demands on some addressees, `since` to
letters dated from then. `once`: a petition is told once, however often the words stand in it. `fires` and `silent` are examples, which `make check-data` tries. Rules
without `match` are found by a check of the same id in `app/review`. `laws.toml` lists laws that a
letter can cite too early or too late.

What is told apart: words in quotation of the other side, negations, work-order numbers, amounts,
the representatives' own names and phones. What is not: names with no word for the person before them, phones in Han
numerals, irony. A finding is a hint to a person; only errors have to be mended.
"""


def describe_rules() -> str:
    """The whole page."""
    rules = load_rules().values()
    lines = [INTRODUCTION]
    for group, title in TITLES.items():
        lines += [f"## {title}", ""]
        for rule in rules:
            if rule.group == group:
                lines += describe_rule(rule)
    return "\n".join(lines)


def describe_rule(rule: Rule) -> Iterator[str]:
    """One rule: id and level, what it says, how to mend it, on what it rests, an example."""
    source = rule.cite()
    yield f"### {rule.id} ({LEVEL_NAMES[rule.level]})"
    yield ""
    chinese = f"- {rule.message.zh}。{rule.fix.zh}。*{source.zh}*"
    english = f"- {rule.message.en}. {rule.fix.en}. *{source.en}*"
    yield from (line.replace("{{", "{").replace("}}", "}") for line in (chinese, english))
    if rule.fires:
        yield f"- ✗ {rule.fires[0][1]}"
    if rule.silent:
        yield f"- ✓ {rule.silent[0][1]}"
    yield ""


if __name__ == "__main__":
    print(describe_rules(), end="")
