"""Only files beside the input file are read, whatever it names."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.letters.errors import InputError
from app.letters.paths import Folder
from tests.letters.conftest import AssertRefused
from tests.letters.petition_text import BASE


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A folder with a file, in a folder with a secret, and links of all sorts."""
    folder = tmp_path / "case"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_text("a")
    (folder / "sub/b 图.txt").write_text("b")
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "case-2").mkdir()
    (tmp_path / "case-2/c.txt").write_text("c")
    (folder / "inside").symlink_to("a.txt")
    (folder / "outside").symlink_to("../secret.txt")
    (folder / "folder").symlink_to("../case-2")
    (folder / "circle").symlink_to("circle")
    (folder / "nowhere").symlink_to("gone.txt")
    return folder


@pytest.mark.parametrize(
    ("written", "data"),
    [("a.txt", b"a"), ("./a.txt", b"a"), ("sub/b 图.txt", b"b"), ("inside", b"a")],
)
def test_files_in_the_folder_are_read(written: str, data: bytes, case: Path) -> None:
    assert Folder(case).read(written, "p", most_bytes=1) == data


OUTSIDE = {
    "../secret.txt": "在文件夹之外",
    "sub/../../secret.txt": "在文件夹之外",
    "sub/../a.txt": "在文件夹之外",
    "/etc/passwd": "在文件夹之外",
    "//server/share/a.txt": "是网址或盘符",
    "\\\\server\\share\\a.txt": "是网址或盘符",
    "sub\\b.txt": "在文件夹之外",
    "C:\\a.txt": "是网址或盘符",
    "C:/a.txt": "是网址或盘符",
    "c:a.txt": "是网址或盘符",
    "http://example.org/a.jpg": "是网址或盘符",
    "HTTPS://example.org/a.jpg": "是网址或盘符",
    "file:///etc/passwd": "是网址或盘符",
    "file:a.txt": "是网址或盘符",
    "data:image/png;base64,AAAA": "是网址或盘符",
    "outside": "指向文件夹之外",
    "folder/c.txt": "指向文件夹之外",
    "circle": "找不到文件",
    "nowhere": "找不到文件",
    "gone.txt": "找不到文件",
    "a.txt/b.txt": "找不到文件",
    "~/a.txt": "找不到文件",
    "x" * 300: "找不到文件",
    "a\0b": "找不到文件",
    "sub": "不是文件",
    ".": "不是文件",
    "sub/b 图.txt": "超过0MB",
}


@pytest.mark.parametrize(("written", "said"), OUTSIDE.items(), ids=lambda text: text[:30])
def test_all_else_is_refused(written: str, said: str, case: Path) -> None:
    with pytest.raises(InputError, match=said) as refused:
        Folder(case).read(written, "items[0].photos[0].file", most_bytes=0)
    assert refused.value.place == "items[0].photos[0].file"


@pytest.mark.parametrize(
    ("written", "said"),
    [(written, said) for written, said in OUTSIDE.items() if "之外" in said or "网址" in said],
)
def test_the_command_reads_no_photo_from_elsewhere(
    written: str,
    said: str,
    case: Path,
    assert_refused: AssertRefused,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(case)
    (case / "petition.toml").write_text(BASE.replace('"a.jpg"', f"'{written}'"), "utf-8")
    assert_refused("petition.toml: items[0].photos[0].file: ", said)


def test_a_browser_sends_no_folders(case: Path) -> None:
    folder = Folder(case, flat=True)
    assert folder.read("photos/2026/a.txt", "p", most_bytes=1) == b"a"
    assert folder.read("photos/2026/a.txt", "q", most_bytes=1) == b"a"
    with pytest.raises(InputError, match="文件名相同"):
        folder.read("other/a.txt", "r", most_bytes=1)
    with pytest.raises(InputError, match="在文件夹之外"):
        folder.read("../a.txt", "s", most_bytes=1)
