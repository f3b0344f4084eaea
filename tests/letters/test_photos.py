"""Photos: upright, bare of metadata, at print size; and how each file that is none is named."""

from __future__ import annotations

import datetime as dt
import io
import threading
import warnings
import zipfile
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageFile

from app.letters.dossier import compose_letter, load_dossier, render_letter
from app.letters.drawings import read_drawing
from app.letters.errors import InputError
from app.letters.photos import read_photo
from app.letters.render import FORMATS, Format
from app.letters.render.pdf import _load_weasyprint
from app.letters.style import load_style
from tests.letters.conftest import AssertRefused
from tests.letters.petition_text import BASE, extra, read
from tests.letters.test_drawings import bomb

HEIC = Path(__file__).parent / "photos" / "red-blue.heic"  # red left, blue right, with EXIF
STYLE = load_style().photo
SECRET = "SECRET PLACE"
# Where the picture's own top left corner is seen, by its orientation (EXIF 2.32, 4.6.4).
CORNERS = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1)}


def encode(image: Image.Image, format: str = "JPEG", orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = orientation, SECRET
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    image.save(out, format, exif=exif.tobytes(), quality=95)
    return out.getvalue()


def cornered(size: tuple[int, int], mode: str = "RGB") -> Image.Image:
    """White, its top left quarter black."""
    image = Image.new(mode, size, "white")
    image.paste("black", (0, 0, size[0] // 2, size[1] // 2))
    return image


def look(data: bytes, across: float, down: float) -> tuple[int, ...]:
    with Image.open(io.BytesIO(data)) as image:
        seen = image.convert("RGB").getpixel((int(image.width * across), int(image.height * down)))
    assert isinstance(seen, tuple)
    return seen


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_photos_stand_upright(orientation: int, format: str) -> None:
    check_upright(encode(cornered((120, 60)), format, orientation), orientation)


@pytest.mark.parametrize("format", ["JPEG", "PNG"])
def test_photos_much_larger_than_print_stand_upright(format: str) -> None:
    check_upright(encode(cornered((6_000, 3_000)), format, 6), 6)


def check_upright(data: bytes, orientation: int) -> None:
    picture = read_photo(data, "a", "p", STYLE)
    assert (picture.width > picture.height) == (orientation < 5)
    right, below = CORNERS[orientation]
    assert max(look(picture.data, 0.25 + right / 2, 0.25 + below / 2)) < 60
    assert min(look(picture.data, 0.75 - right / 2, 0.75 - below / 2)) > 200


def test_heic_is_read() -> None:
    picture = read_photo(HEIC.read_bytes(), "a", "p", STYLE)
    assert (picture.width, picture.height) == (96, 48)
    left, right = look(picture.data, 0.2, 0.5), look(picture.data, 0.8, 0.5)
    assert left[0] > 150 > left[2] and right[2] > 150 > right[0]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_pictures_of_every_kind_of_colour_are_read(mode: str) -> None:
    format = "JPEG" if mode == "CMYK" else "PNG"
    out = io.BytesIO()
    Image.new(mode, (40, 30)).save(out, format)
    picture = read_photo(out.getvalue(), "a", "p", STYLE)
    assert (picture.width, picture.height, picture.format) == (40, 30, "jpeg")


def test_what_is_transparent_is_white() -> None:
    picture = read_photo(encode(Image.new("RGBA", (40, 30)), "PNG"), "a", "p", STYLE)
    assert min(look(picture.data, 0.5, 0.5)) > 250


def test_photos_have_print_size_and_are_never_enlarged() -> None:
    large = read_photo(encode(Image.new("RGB", (5_000, 4_000))), "a", "p", STYLE)
    assert (
        abs(large.width - STYLE.width_mm / 25.4 * STYLE.dpi) <= 1
        or abs(large.height - STYLE.height_mm / 25.4 * STYLE.dpi) <= 1
    )
    small = read_photo(encode(Image.new("RGB", (7, 5))), "a", "p", STYLE)
    assert (small.width, small.height) == (7, 5)


NEEDS = {"pdf": [pytest.mark.needs("pango", "fonts")]}


@pytest.mark.parametrize("format", [pytest.param(one, marks=NEEDS.get(one, [])) for one in FORMATS])
def test_no_metadata_leaves_the_house(format: Format, folder: Path) -> None:
    for name, data in (("a.jpg", encode(cornered((90, 60)))), ("b.heic", HEIC.read_bytes())):
        assert SECRET.encode() in data
        (folder / name).write_bytes(data)
    second = '[[items.photos]]\nfile = "b.heic"\ncaption = "门"\n\n[[items.evidence]]'
    (folder / "petition.toml").write_text(BASE.replace("[[items.evidence]]", second), "utf-8")
    dossier = load_dossier(Path("petition.toml"), today=dt.date(2026, 10, 9))
    made = render_letter(dossier, compose_letter(dossier, 1), format)
    for part in unpack(made, format):
        assert SECRET.encode() not in part
        assert b"Exif" not in part


def unpack(data: bytes, format: Format) -> list[bytes]:
    """All that is inside a file, uncompressed; pictures as they are."""
    if format == "docx":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return [packed.read(entry) for entry in packed.infolist()]
    if format == "pdf":
        with pikepdf.open(io.BytesIO(data)) as pdf:
            streams = [one for one in pdf.objects if isinstance(one, pikepdf.Stream)]
            return [data, *(stream.read_raw_bytes() for stream in streams)]
    return [data]


def test_the_same_photo_gives_the_same_bytes() -> None:
    data = encode(cornered((900, 600)))
    assert read_photo(data, "a", "p", STYLE) == read_photo(data, "b", "q", STYLE)


WRONG: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "不是照片；可用 JPEG、PNG、WebP 或 HEIC"),
    "text": ("照片".encode(), "不是照片"),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "不是照片"),
    "GIF": (encode(cornered((9, 9)), "GIF"), "不是照片"),
    "TIFF": (encode(cornered((9, 9)), "TIFF"), "不是照片"),
    "PDF": (b"%PDF-1.7\n%%EOF", "不是照片"),
    "PostScript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "不是照片"),
    "truncated JPEG": (encode(cornered((300, 200)))[:900], "不完整或已损坏"),
    "truncated PNG": (encode(cornered((300, 200)), "PNG")[:240], "不完整或已损坏"),
    "truncated WebP": (encode(cornered((300, 200)), "WEBP")[:200], "不完整或已损坏"),
    "truncated HEIC": (HEIC.read_bytes()[:-60], "不完整或已损坏"),
    "broken PNG": (encode(cornered((90, 60)), "PNG").replace(b"IDAT", b"IDAX"), "不完整或已损坏"),
    "bomb": (bomb(), "的像素太多；请缩小到80百万像素以内"),
    "too many pixels": (encode(Image.new("1", (11_000, 8_000)), "PNG"), "有11000×8000像素，太大"),
    "too large": (b"\xff" * 25_000_001, "超过25MB"),
}


@pytest.mark.parametrize(("data", "said"), WRONG.values(), ids=WRONG.keys())
def test_what_is_no_photo_is_named(
    data: bytes, said: str, folder: Path, assert_refused: AssertRefused
) -> None:
    (folder / "petition.toml").write_text(BASE, "utf-8")
    (folder / "a.jpg").write_bytes(data)
    assert_refused("petition.toml: items[0].photos[0].file: “a.jpg”", said)


@pytest.mark.needs("pango", "fonts")
def test_half_a_picture_is_refused_after_a_pdf_was_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as importing WeasyPrint does
    with pytest.raises(InputError, match="不完整或已损坏"):
        read_photo(encode(cornered((300, 200)))[:900], "a", "p", STYLE)
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(InputError, match="不完整或已损坏"):
        read_drawing(encode(cornered((300, 200)), "PNG")[:240], "a", "p")


def test_a_pdf_leaves_the_switch_for_half_pictures_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    _load_weasyprint.__wrapped__()
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


def test_reading_changes_no_switch_of_the_process() -> None:
    data = encode(cornered((5_000, 4_000)))
    before = warnings.filters
    reader = threading.Thread(target=read_photo, args=(data, "a", "p", STYLE))
    reader.start()
    while reader.is_alive():
        assert warnings.filters is before


def with_photos(*counts: int) -> str:
    """BASE with so many photo entries in its items."""
    entry = '[[items.photos]]\nfile = "a.jpg"\ncaption = "屋面"\n\n'
    roof = BASE.replace(entry, entry * counts[0])
    return roof + "\n" + entry * counts[1]


def test_a_petition_has_two_hundred_photos_in_all(
    folder: Path, assert_refused: AssertRefused
) -> None:
    (folder / "petition.toml").write_text(with_photos(150, 51), "utf-8")
    assert_refused("petition.toml: items[1].photos[50]: ", "整份诉求书最多200张照片")
    assert sum(len(item.photos) for item in read(with_photos(150, 50)).items) == 200


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("../合同.pdf", "在文件夹之外"),
        ("/etc/passwd", "在文件夹之外"),
        ("https://example.org/a.pdf", "是网址或盘符"),
        ("C:\\\\a.pdf", "是网址或盘符"),
    ],
)
def test_evidence_lies_in_the_folder(
    file: str, said: str, folder: Path, assert_refused: AssertRefused
) -> None:
    text = extra('title = "合同"', f'file = "{file}"')
    (folder / "petition.toml").write_text(text, "utf-8")
    assert_refused("petition.toml: items[0].evidence[0].file: ", said)


def test_evidence_need_not_exist() -> None:
    (evidence,) = read(extra('title = "合同"', 'file = "材料/合同.pdf"')).items[0].evidence
    assert evidence.file == "材料/合同.pdf"


def test_a_scan_of_sixteen_bits_keeps_its_greys() -> None:
    scan = Image.new("I;16", (256, 2))
    scan.putdata([x * 256 for x in range(256)] * 2)
    out = io.BytesIO()
    scan.save(out, "PNG")
    picture = read_photo(out.getvalue(), "a.png", "p", STYLE)
    grey = Image.open(io.BytesIO(picture.data)).convert("L")
    assert grey.getpixel((128, 0)) == pytest.approx(128, abs=6)
