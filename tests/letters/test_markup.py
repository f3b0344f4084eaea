"""The vocabulary of templates: what it becomes, and what it refuses, naming the place."""

import re
from pathlib import Path

import pytest
from jinja2 import meta, nodes

from app.config import PROJECT
from app.letters import markup
from app.letters.letter import (
    Addressee,
    AnnexNote,
    Closing,
    DateLine,
    Heading,
    NumberedList,
    Paragraph,
    Table,
)
from app.letters.markup import TEMPLATES, TemplateFault, fill


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Writes a template of kind "try" into a folder of its own."""
    monkeypatch.setattr(markup, "TEMPLATES", tmp_path)
    markup._environment.cache_clear()

    def write_template(text: str, language: str = "zh") -> None:
        (tmp_path / "try").mkdir(exist_ok=True)
        (tmp_path / "try" / f"{language}.html.j2").write_text(text, "utf-8")

    yield write_template
    markup._environment.cache_clear()


def test_every_element_becomes_its_block(write) -> None:
    write("""
    <h1>题</h1><p class="addressee">某局<br/>王局长：</p><h2>甲</h2><h3>子</h3><h3>丑</h3>
    <h2>乙</h2><h3>寅</h3><h2 class="plain">诉求</h2><p>第一行
      第二行</p><ol class="demands"><li>做</li><li>改</li></ol>
    <table class="facts"><tr><th>头</th></tr><tr><td>值</td></tr></table>
    <p class="closing">此致<br/>敬礼！</p><dl class="annexes"><dt>附件：</dt><dd>表</dd></dl>
    <p class="date"><slot>2026年</slot></p>""")
    filled = fill("try", "zh", {})
    assert filled.titles == ("题",)
    assert filled.blocks == (
        Addressee(("某局", "王局长：")),
        Heading(1, "一、", "甲"),
        Heading(2, "（一）", "子"),
        Heading(2, "（二）", "丑"),
        Heading(1, "二、", "乙"),
        Heading(2, "（一）", "寅"),
        Heading(1, "", "诉求"),
        Paragraph("第一行第二行"),
        NumberedList((("1.", "做"), ("2.", "改"))),
        Table(("头",), (("值",),)),
        Closing(("此致", "敬礼！")),
        AnnexNote("附件：", (("", "表"),)),
        DateLine("2026年"),
    )


def test_english_numbers_have_a_gap(write) -> None:
    write("<h2>A</h2><h3>b</h3><ol class='demands'><li>one\n  two</li></ol>", "en")
    assert fill("try", "en", {}).blocks == (
        Heading(1, "1. ", "A"),
        Heading(2, "(1) ", "b"),
        NumberedList((("1. ", "one two"),)),
    )


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("<p>a</p>\n<div>b</div>", "try/zh.html.j2:2: <div>"),
        ("<p>a <b>c</b></p>", "try/zh.html.j2:1: <b>"),
        ("<p>a\n<br/></p>", "try/zh.html.j2:2: <br>"),
        ("\n<ol><li>a</li></ol>", "try/zh.html.j2:2: <ol>"),
        ("<p class='big'>a</p>", "<p.big>"),
        ("<p>a</p>\n<p>b", "try/zh.html.j2:2: markup that is not closed"),
        ("<h2>a</h2>\n<p>a & b</p>", "try/zh.html.j2:2: markup that is not closed"),
        ("<p>a</p>\n<p>{{ nobody }}</p>", "try/zh.html.j2:2: 'nobody' is undefined"),
        ("<p>a</p>\n{% if %}", "try/zh.html.j2:2: "),
        ("<p>{{ 1", "try/zh.html.j2:1: "),
        ("loose", "outside of any element: loose"),
    ],
)
def test_anything_else_is_an_error_with_its_place(write, template: str, said: str) -> None:
    write(template)
    with pytest.raises(TemplateFault, match=said.replace("(", r"\(")):
        fill("try", "zh", {})


@pytest.mark.parametrize("text", ["<b>x</b>", "{{ 7*7 }}", "{% raw %}", "&amp; & < >", "\"'"])
def test_text_that_looks_like_markup_is_printed(write, text: str) -> None:
    write("<p>{{ text }}</p>")
    assert fill("try", "zh", {"text": text}).blocks == (Paragraph(text),)


def test_the_digest_leaves_out_slots_only(write) -> None:
    write("<p>甲<slot>{{ slot }}</slot>乙{{ text }}</p>")
    one = fill("try", "zh", {"slot": "1", "text": "丙"})
    assert fill("try", "zh", {"slot": "", "text": "丙"}).digest == one.digest
    assert fill("try", "zh", {"slot": "1", "text": "丁"}).digest != one.digest


DOCUMENTED = (PROJECT / "docs" / "letter-templates.md").read_text("utf-8")
NAMES = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]+)`", DOCUMENTED))))


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.rglob("*.j2")), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_every_name_a_template_uses_is_documented(path: Path) -> None:
    environment = markup._environment("zh")
    tree = environment.parse(path.read_text("utf-8"))
    used = meta.find_undeclared_variables(tree)
    used |= {node.attr for node in tree.find_all(nodes.Getattr)} - METHODS
    imported = {node.target for node in tree.find_all(nodes.Import)}
    own = {node.name for node in tree.find_all(nodes.Macro)}
    own |= {node.name for node in tree.find_all(nodes.Name) if node.ctx == "store"}
    parts = {node.attr for node in tree.find_all(nodes.Getattr) if is_part(node, imported)}
    assert used - own - imported - parts - {"loop"} <= NAMES, "add it to docs/letter-templates.md"


METHODS = {
    "append", "first", "endswith", "index", "last", "lower", "people", "removeprefix", "removesuffix",
    "replace", "revindex", "rstrip", "startswith", "zh", "en", "day",
}  # fmt: skip


def is_part(node: nodes.Getattr, imported: set[str]) -> bool:
    return isinstance(node.node, nodes.Name) and node.node.name in imported
