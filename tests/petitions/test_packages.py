from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import pytest

from app.letters.errors import InputError
from app.petitions import packages
from app.petitions.packages import is_package, open_package, write_package

TEXT = 'language = "zh"\n'


def pack(entries: Mapping[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_what_is_written_is_read_and_the_same_content_is_the_same_bytes() -> None:
    photos = {"photos/b.jpg": b"B", "photos/a.jpg": b"A" * 1000}
    data = write_package(TEXT, photos)
    assert data == write_package(TEXT, photos)
    package = open_package(data)
    assert (package.text.decode(), package.name) == (TEXT, "petition.toml")
    assert package.read_photo("photos/b.jpg", "x") == b"B"
    assert package.read_photo("photos/a.jpg", "x") == b"A" * 1000


@pytest.mark.parametrize(
    ("entries", "text", "photo"),
    [
        ({"petition.toml": "a", "x.jpg": "X"}, "a", "x.jpg"),
        ({"诉求/petition.toml": "a", "诉求/照片/屋面.jpg": "X"}, "a", "照片/屋面.jpg"),
        ({"mine.toml": "a", "x.jpg": "X"}, "a", "x.jpg"),
        ({"__MACOSX/petition.toml": "no", "petition.toml": "a", "x.jpg": "X"}, "a", "x.jpg"),
        ({"petition.toml": "a", "old/petition.toml": "b", "x.jpg": "X"}, "a", "./x.jpg"),
        ({"petition.toml": "a", "other.toml": "b", "x.jpg": "X"}, "a", "x.jpg"),
    ],
)
def test_the_petition_is_found_with_its_photos(
    entries: dict[str, str], text: str, photo: str
) -> None:
    package = open_package(pack(entries))
    assert package.text.decode() == text
    assert package.read_photo(photo, "x") == b"X"


def test_names_of_chinese_windows_are_understood() -> None:
    data = pack({"petition.toml": "a", "zhaopian.jpg": "X"})
    raw = "照片.jpg".encode("gb18030")
    data = data.replace(b"zhaopian.jpg", raw.ljust(12, b"1"))
    assert open_package(data).read_photo(raw.ljust(12, b"1").decode("gb18030"), "x") == b"X"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04 no zip at all", "不完整或已损坏"),
        (pack({}), "没有诉求文件"),
        (pack({"a.jpg": "X"}), "没有诉求文件"),
        (pack({"a.toml": "x", "b.toml": "y"}), "几份诉求文件"),
        (pack({"petition.toml": "a", "../../etc/passwd": "x"}), "文件夹之外"),
        (pack({"petition.toml": "a", "/etc/passwd": "x"}), "文件夹之外"),
        (pack({"petition.toml": "a", "C:/x.jpg": "x"}), "网址或盘符"),
        (pack({f"{n}.jpg": "x" for n in range(1001)}), "最多1000个"),
        (pack({"petition.toml": "a" * 9_000_000}), "文件超过10MB"),
        (pack({"petition.toml": b"\0" * 11_000_000}), "文件超过10MB"),
        (write_package(TEXT, {"a.jpg": b"x" * 500})[:-60], "不完整或已损坏"),
    ],
)
def test_traps_and_mistakes_are_refused(data: bytes, said: str) -> None:
    assert is_package(data)
    with pytest.raises(InputError, match=said):
        open_package(data)


def test_two_files_of_one_name_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("petition.toml", "a")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("petition.toml", "b")
    with pytest.raises(InputError, match=r"有两个“petition\.toml”"):
        open_package(out.getvalue())


def test_a_password_is_said_to_be_one() -> None:
    data = bytearray(pack({"petition.toml": "a"}))
    central = data.index(b"PK\x01\x02")
    data[6] |= 1
    data[central + 8] |= 1
    with pytest.raises(InputError, match="有密码"):
        open_package(bytes(data))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("b.jpg", "压缩包里没有“b.jpg”"),
        ("../petition.toml", "文件夹之外"),
        ("http://x/a.jpg", "网址或盘符"),
    ],
)
def test_a_photo_that_is_not_there_is_named(written: str, said: str) -> None:
    package = open_package(pack({"petition.toml": "a", "a.jpg": "X"}))
    with pytest.raises(InputError, match=said) as refused:
        package.read_photo(written, "items[0].photos[0].file")
    assert refused.value.place == "items[0].photos[0].file"


def test_photos_together_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MOST_PHOTO", 1000)
    package = open_package(
        pack({"petition.toml": "a", "a.jpg": b"\0" * 900, "b.jpg": b"\0" * 1001})
    )
    package._room = 1500
    with pytest.raises(InputError, match=r"“b\.jpg”太大"):
        package.read_photo("b.jpg", "x")
    assert package.read_photo("a.jpg", "x")
    with pytest.raises(InputError, match=r"“a\.jpg”太大"):
        package.read_photo("a.jpg", "x")
