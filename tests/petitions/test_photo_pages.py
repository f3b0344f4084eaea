"""The pages of photos: uploading with and without a script, looking, covering; and who may."""

from __future__ import annotations

import io
import uuid
from typing import Any

import pytest
from lxml import html
from PIL import Image
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from app.db import transaction
from app.files.models import StoredFile
from app.petitions import photo_views
from app.petitions.drafts import FROZEN, find_petition
from app.petitions.models import Photo
from app.petitions.photos import name_photo
from tests.letters.test_drawings import bomb
from tests.petitions.conftest import Drafted
from tests.petitions.pictures import HEIC, HTML, NOT_PHOTOS, SCRIPT, SECRET, make_photo, pack
from tests.site.conftest import Visitor, as_file

File = tuple[io.BytesIO, str]


def upload(
    draft: Drafted,
    *files: File,
    status: int = 303,
    item: str = "item-1",
    script: bool = False,
    role: str = "representative",
) -> TestResponse:
    """Send a form of photos; its body lies in memory, where the client itself would leave files."""
    visitor = draft.town.visitor(role)
    page = visitor.get("/uploads").text
    token = html.document_fromstring(page).xpath('//input[@name="csrf_token"]/@value')[0]
    fields = [("csrf_token", token), ("item", item)]
    data = MultiDict[str, object]([*fields, *(("files", FileStorage(*file)) for file in files)])
    boundary, body = encode_multipart(data)
    answer = visitor.client.post(
        draft.path,
        data=body,
        content_type=f'multipart/form-data; boundary="{boundary}"',
        headers={"Accept": "application/json"} if script else {},
        buffered=True,
    )
    return visitor.check(answer, status)


def list_photos(draft: Drafted, item: int = 0) -> list[dict[str, str]]:
    photos: list[dict[str, str]] = draft.read().document["items"][item].get("photos", [])
    return photos


def count(draft: Drafted) -> tuple[int, int]:
    with transaction(draft.town.engine, reading=True) as session:
        photos = session.scalar(select(func.count()).select_from(Photo)) or 0
        return photos, session.scalar(select(func.count()).select_from(StoredFile)) or 0


def test_photos_are_added_without_a_script(draft_on_both: Drafted) -> None:
    draft = draft_on_both
    files = [
        as_file(make_photo(), "屋面.jpg"),
        as_file(make_photo(format="PNG", taken=None), "2.png"),
        as_file(make_photo(format="WEBP"), "ئۆي.webp"),
        as_file(HEIC.read_bytes(), "IMG_1.HEIC"),
    ]
    answer = upload(draft, *files, item="item-2")
    assert answer.location.endswith(f"/petitions/{draft.id}")
    entries = list_photos(draft, 1)
    assert len(entries) == 4
    assert entries[0]["taken_on"] == "2026-09-01" and "taken_on" not in entries[1]
    assert all("caption" not in entry for entry in entries)
    viewer = draft.town.visitor("viewer")
    page = viewer.get(draft.path).text
    assert "还没有说明" in page and "拍摄于 2026年9月1日" in page
    assert "盖住" not in page.replace("请先盖住", "") and '<form class="adding"' not in page
    for entry in entries:
        name = entry["file"].removeprefix("photos/").removesuffix(".jpg")
        for size in ("", "-small"):
            seen = viewer.get(f"{draft.path}/{name}{size}.jpg")
            assert seen.mimetype == "image/jpeg" and seen.data.startswith(b"\xff\xd8\xff")
            assert b"Exif" not in seen.data and SECRET.encode() not in seen.data


def test_a_script_is_told_the_names_of_the_photos(draft_on_both: Drafted) -> None:
    draft = draft_on_both
    said = upload(draft, as_file(make_photo(), "屋面.jpg"), status=200, script=True).json
    assert isinstance(said, list)
    (photo,) = said
    assert photo["file"] == name_photo(uuid.UUID(photo["id"]))
    assert (photo["name"], photo["taken_on"]) == ("屋面.jpg", "2026-09-01")
    assert list_photos(draft) == [], "the form adds it"
    small = draft.town.visitor("checker").get(photo["thumbnail"])
    with Image.open(io.BytesIO(small.data)) as image:
        assert image.size == (360, 240)
    draft.town.visitor("representative").get(photo["cover"])


@pytest.mark.parametrize(("name", "data", "said"), NOT_PHOTOS.values(), ids=NOT_PHOTOS.keys())
@pytest.mark.parametrize("script", [False, True])
def test_what_only_says_that_it_is_a_photo_is_refused(
    name: str, data: bytes, said: str, script: bool, draft: Drafted
) -> None:
    answer = upload(draft, as_file(data, name), status=422, script=script)
    shown = " ".join(answer.json["faults"]) if script else answer.text
    assert said in shown
    assert count(draft) == (0, 0)
    assert list_photos(draft) == []


@pytest.mark.parametrize("behind", [SCRIPT, HTML, pack(HTML)], ids=["SVG", "HTML", "ZIP"])
def test_what_hides_behind_a_photo_is_gone(behind: bytes, draft: Drafted) -> None:
    upload(draft, as_file(make_photo() + behind, "a.jpg"))
    (entry,) = list_photos(draft)
    name = entry["file"].removeprefix("photos/")
    seen = draft.town.visitor("viewer").get(f"{draft.path}/{name}")
    assert b"alert" not in seen.data and b"PK" not in seen.data[-300:]
    assert seen.headers["X-Content-Type-Options"] == "nosniff"


def make_large(width: int, height: int, format: str) -> bytes:
    out = io.BytesIO()
    Image.new("L", (width, height), 200).save(out, format)
    return out.getvalue()


@pytest.mark.parametrize("format", ["JPEG", "PNG"])
def test_fifty_megapixels_are_taken(format: str, draft: Drafted) -> None:
    upload(draft, as_file(make_large(8_660, 5_774, format), "large.jpg"))
    assert len(list_photos(draft)) == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (make_large(11_000, 8_000, "PNG"), "有11000×8000像素，太大；请缩小到80百万像素以内"),
        (bomb(), "的像素太多"),
        (b"\xff\xd8\xff" + b"\0" * 25_000_000, "超过25MB"),
    ],
    ids=["pixels", "bomb", "bytes"],
)
def test_what_is_too_large_is_told(data: bytes, said: str, draft: Drafted) -> None:
    assert said in upload(draft, as_file(data, "a.jpg"), status=422).text
    assert count(draft) == (0, 0)


def test_twenty_photos_at_once(draft: Drafted) -> None:
    upload(draft, *(as_file(make_photo(), f"{number}.jpg") for number in range(20)))
    assert len(list_photos(draft)) == 20
    more = [as_file(make_photo(), f"{number}.jpg") for number in range(21)]
    assert "一次最多上传20张照片" in upload(draft, *more, status=422).text
    assert count(draft) == (20, 20)


def test_one_wrong_file_keeps_the_others(draft: Drafted) -> None:
    files = [
        as_file(make_photo(), "1.jpg"),
        as_file(SCRIPT, "2.jpg"),
        as_file(make_photo(), "3.jpg"),
    ]
    page = upload(draft, *files, status=422).text
    assert "“2.jpg”不是照片" in page and "其余 2 张已经加上" in page
    assert len(list_photos(draft)) == 2
    again = [as_file(make_photo(), "1.jpg"), as_file(SCRIPT, "2.jpg")]
    said: Any = upload(draft, *again, status=422, script=True).json
    assert [photo["name"] for photo in said["photos"]] == ["1.jpg"]
    assert said["faults"] == ["“2.jpg”不是照片；可用 JPEG、PNG、WebP 或 HEIC"]


@pytest.mark.parametrize("item", ["item-9", "", "<b>"])
def test_an_item_that_is_gone_takes_nothing(item: str, draft: Drafted) -> None:
    page = upload(draft, as_file(make_photo(), "1.jpg"), status=422, item=item).text
    assert "没有这个事项" in page
    assert count(draft) == (0, 0)


def test_nothing_chosen_is_told(draft: Drafted) -> None:
    assert "请选择照片" in upload(draft, as_file(b"", ""), status=422).text


@pytest.mark.parametrize("script", [False, True])
def test_too_much_at_once_is_told(
    script: bool, draft: Drafted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photo_views, "MOST_UPLOADED", 1_000_000)
    file = as_file(make_photo() + b"\0" * 1_000_000, "1.jpg")
    answer = upload(draft, file, status=413, script=script)
    assert "照片加起来太大" in (answer.json["faults"][0] if script else answer.text)
    assert count(draft) == (0, 0)


def test_photos_may_weigh_more_than_other_uploads(draft: Drafted) -> None:
    file = [as_file(make_photo() + b"\0" * 24_000_000, f"{number}.jpg") for number in range(3)]
    upload(draft, *file)
    assert len(list_photos(draft)) == 3


def test_a_picture_is_kept_by_the_persons_own_browser_alone(draft: Drafted) -> None:
    photo = upload(draft, as_file(make_photo(), "1.jpg"), status=200, script=True).json[0]
    visitor = draft.town.visitor("viewer")
    for path in (photo["picture"], photo["thumbnail"]):
        first = visitor.get(path)
        assert set(first.headers["Cache-Control"].split(", ")) == {"private", "no-cache"}
        again = visitor.client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def cover(draft: Drafted, photo: str, rows: list[tuple[object, ...]], status: int) -> TestResponse:
    sides = zip(("left", "top", "width", "height"), zip(*rows, strict=True), strict=True)
    visitor = draft.town.visitor("representative")
    return visitor.post(
        f"{draft.path}/{photo}/cover", {side: list(cells) for side, cells in sides}, status
    )


def test_faces_are_covered_without_a_script(draft_on_both: Drafted) -> None:
    draft = draft_on_both
    photo = upload(draft, as_file(make_photo(), "1.jpg"), status=200, script=True).json[0]
    visitor = draft.town.visitor("representative")
    before = visitor.get(photo["picture"])
    rows: list[tuple[object, ...]] = [
        ("40", "40", "20.0", " 20 "),
        ("", "", "", ""),
        (0, 0, 10, 10),
    ]
    answer = cover(draft, photo["id"], rows, 303)
    assert "已盖住 2 处" in visitor.get(answer.location).text
    after = visitor.get(photo["picture"])
    assert after.headers["ETag"] != before.headers["ETag"]
    with Image.open(io.BytesIO(after.data)) as image:
        for place in ((450, 300), (20, 20)):
            seen = image.getpixel(place)
            assert isinstance(seen, tuple) and all(abs(value - 64) < 12 for value in seen)


WRONG_ROWS: dict[str, list[tuple[object, ...]]] = {
    "nothing": [("", "", "", "")],
    "a word": [("links", 0, 1, 1)],
    "half": [(1, 2, 3, "")],
    "outside": [(100, 0, 10, 10)],
    "negative": [(-1, 0, 10, 10)],
    "no width": [(0, 0, 0, 10)],
    "not a number": [("nan", "nan", "nan", "nan")],
    "endless": [(0, 0, "inf", 1)],
    "one of two": [(1, 1, 9, 9), (1, 1, 9, "x")],
}


@pytest.mark.parametrize("rows", WRONG_ROWS.values(), ids=WRONG_ROWS.keys())
def test_boxes_that_are_none_change_nothing(rows: list[tuple[object, ...]], draft: Drafted) -> None:
    photo = upload(draft, as_file(make_photo(), "1.jpg"), status=200, script=True).json[0]
    before = draft.town.visitor("viewer").get(photo["picture"]).data
    page = cover(draft, photo["id"], rows, 422).text
    assert "照片没有改动" in page
    typed = [str(value) for row in rows for value in row if value != ""]
    assert all(f'value="{value}"' in page for value in typed), "what was typed stays"
    assert draft.town.visitor("viewer").get(photo["picture"]).data == before


def test_a_frozen_petition_says_so(draft: Drafted) -> None:
    photo = upload(draft, as_file(make_photo(), "1.jpg"), status=200, script=True).json[0]
    with transaction(draft.town.engine) as session:
        find_petition(session, draft.town.community, draft.id).state = FROZEN
    assert "已经定稿" in upload(draft, as_file(make_photo(), "2.jpg"), status=409).text
    assert "已经定稿" in cover(draft, photo["id"], [(1, 1, 9, 9)], 409).text
    assert '<form class="adding"' not in draft.town.visitor("representative").get(draft.path).text


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [
        ("representative", 200, 303),
        ("checker", 200, 403),
        ("viewer", 200, 403),
        ("handler", 403, 403),
        ("stranger", 404, 404),
        ("administrator", 404, 404),
        (None, 303, 401),
    ],
)
def test_who_may_see_and_change_photos(
    role: str | None, reads: int, writes: int, draft: Drafted
) -> None:
    photo = upload(draft, as_file(make_photo(), "1.jpg"), status=200, script=True).json[0]
    visitor = draft.town.visitor(role)
    for path in (draft.path, photo["picture"], photo["thumbnail"]):
        visitor.get(path, reads)
    visitor.get(photo["cover"], reads if role == "representative" else writes if role else 303)
    visitor.post(draft.path, {"item": "item-1", "files": as_file(make_photo(), "2.jpg")}, writes)
    box = {"left": 1, "top": 1, "width": 9, "height": 9}
    visitor.post(photo["cover"], box, writes)


def test_photos_of_another_community_are_not_here(draft: Drafted) -> None:
    photo = upload(draft, as_file(make_photo(), "1.jpg"), status=200, script=True).json[0]
    stranger = draft.town.visitor("stranger")
    theirs = f"/communities/{draft.town.other}/petitions/{draft.id}/photos"
    for path in ("", f"/{photo['id']}.jpg", f"/{photo['id']}-small.jpg", f"/{photo['id']}/cover"):
        stranger.get(theirs + path, 404)
    stranger.post(theirs, {"item": "item-1", "files": as_file(make_photo(), "2.jpg")}, 404)
    own = draft.town.visitor("representative")
    own.get(f"{draft.path}/{uuid.uuid4()}.jpg", 404)
    own.get(f"{draft.path}/../secret.jpg", 404)


def test_without_its_token_a_form_does_nothing(draft: Drafted) -> None:
    client = draft.town.visitor("representative").client
    data = {"item": "item-1", "files": as_file(make_photo(), "1.jpg")}
    assert client.post(draft.path, data=data).status_code == 400
    assert count(draft) == (0, 0)


def test_while_a_body_comes_in_nobody_waits_for_the_database(draft: Drafted) -> None:
    """The guard has read who it is; another representative saves before the photos have arrived."""

    class Slow(io.BytesIO):
        saved = False

        def save(self) -> None:
            if not self.saved:
                self.saved = True
                with transaction(draft.town.engine) as session:
                    find_petition(session, draft.town.community, draft.id).title = "meanwhile"

        def read(self, size: int | None = -1) -> bytes:
            self.save()
            return super().read(size)

        def readinto(self, out: Any) -> int:
            self.save()
            return super().readinto(out)

    visitor: Visitor = draft.town.visitor("representative")
    body = Slow(b"a" * 100)
    answer = visitor.client.post(
        draft.path,
        input_stream=body,
        content_length=100,
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code == 400
    assert body.saved and draft.read().title == "meanwhile"
