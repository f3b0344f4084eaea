"""`lianming check`: what would weaken the petition or hurt its authors, with places and fixes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.letters.petition_file import read_petition
from app.messages import Language, Message, message, translate
from app.review import Finding, review
from app.today import read_today

FOUND_ERROR = 1
LEVEL_NAMES = {"error": message("错误"), "warning": message("提醒")}


def check_petition(file: str, as_json: bool, language: Language) -> int:
    """Print the findings; returns 1 when one of them is an error, else 0. Raises InputError."""
    today = read_today()
    findings = review(read_petition(Path(file), today=today), today=today)
    if as_json:
        every = [describe_finding(finding, language) for finding in findings]
        print(json.dumps(every, ensure_ascii=False, indent=2))
    else:
        for line in tell_findings(findings, language):
            print(line)
    return FOUND_ERROR if any(finding.level == "error" for finding in findings) else 0


def describe_finding(finding: Finding, language: Language) -> dict[str, str]:
    """A finding as the command's JSON has it."""
    return {
        "place": finding.place,
        "level": finding.level,
        "rule": finding.rule,
        "message": translate(finding.message, language),
        "fix": translate(finding.fix, language),
    }


def tell_findings(findings: Sequence[Finding], language: Language) -> Iterator[str]:
    """Place and level, then what is wrong, how to mend it and why; at the end the counts."""
    for finding in findings:
        yield f"{finding.place}  [{translate(LEVEL_NAMES[finding.level], language)}]"
        yield f"  {translate(finding.message, language)}"
        fix = translate(message("改法：{fix}", fix=finding.fix), language)
        yield "  " + fix.replace("\n", "\n  ")
        yield "  " + translate(message("依据：{source}", source=finding.source), language)
        yield ""
    yield translate(_count(findings), language)


def _count(findings: Sequence[Finding]) -> Message:
    if not findings:
        return message("没有发现问题")
    errors = sum(finding.level == "error" for finding in findings)
    warnings = len(findings) - errors
    if not errors:
        return message("提醒：{warnings}；没有错误", warnings=warnings)
    return message(
        "错误：{errors}；提醒：{warnings}。请先改正错误，再请大家签名",
        errors=errors,
        warnings=warnings,
    )
