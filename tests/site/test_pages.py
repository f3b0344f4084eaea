from __future__ import annotations

import gc
import re
import zipfile
from io import BytesIO

import pytest
from lxml import html
from PIL import Image
from werkzeug.http import parse_options_header

from app.config import PROJECT, Config
from app.site.factory import build_app
from tests.databases import make_config
from tests.site.conftest import CHUNKED, Visitor, as_file

EXAMPLE = (PROJECT / "examples" / "four-grievances.toml").read_text("utf-8")
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0L90 40" stroke="#000"/></svg>'
SIGNERS = "姓名,房号\n林喆,3-2-1501\n㛃䶮,6-1-602\n"
# Werkzeug leaves the files of a request that it refuses to be closed when they are collected.
LEFT_OPEN = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def with_photo(file: str) -> str:
    return EXAMPLE + f'\n[[items.photos]]\nfile = "{file}"\ncaption = "现场"\n'


def make_jpeg() -> bytes:
    out = BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "JPEG")
    return out.getvalue()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/?letter=2", 200),
        ("/uploads", 200),
        ("/uploads/deleted", 200),
        ("/?letter=3", 404),
        ("/?letter=0", 404),
        ("/nowhere", 404),
        ("/uploads/no-such-token", 410),
        ("/uploads/no-such-token/letter-1.pdf", 410),
        ("/uploads/no-such-token/review", 410),
        ("/language", 405),
    ],
)
def test_every_page_is_whole_in_both_languages(
    visitor: Visitor, path: str, status: int, lang: str
) -> None:
    page = visitor.get(path + ("&" if "?" in path else "?") + f"lang={lang}", status).text
    root = html.document_fromstring(page)
    assert root.get("lang") == ("zh-CN" if lang == "zh" else "en")
    if lang == "en":
        for letter in root.xpath("//article | //*[@lang='zh-CN'] | //*[@class='to']"):
            letter.drop_tree()
        assert not re.search("[\u4e00-\u9fff]", root.text_content()), "Chinese left in English"


def test_home_shows_the_letters_with_their_files(visitor: Visitor) -> None:
    first, second = visitor.get("/").text, visitor.get("/?letter=2").text
    for page, number in ((first, 1), (second, 2)):
        assert f'href="/example/zh/letter-{number}.pdf"' in page
        assert f'href="/example/zh/letter-{number}.docx"' in page
        assert '<article class="letter" lang="zh-CN">' in page
    assert "滨河区住房和城乡建设局：" in first
    assert "滨河锦绣房地产开发有限公司：" in second


@pytest.mark.parametrize(("number", "status"), [(1, 200), (2, 200), (3, 404), (0, 404)])
def test_the_example_is_offered_as_docx(visitor: Visitor, number: int, status: int) -> None:
    answer = visitor.get(f"/example/zh/letter-{number}.docx", status)
    if status == 200:
        assert "word/document.xml" in zipfile.ZipFile(BytesIO(answer.data)).namelist()
        assert "attachment" in answer.headers["Content-Disposition"]


@pytest.mark.needs("pango", "fonts")
def test_the_example_is_offered_as_pdf(visitor: Visitor) -> None:
    answer = visitor.get("/example/zh/letter-1.pdf")
    assert answer.data.startswith(b"%PDF-")
    assert answer.mimetype == "application/pdf"


def test_the_example_petition_is_offered_as_it_is(visitor: Visitor) -> None:
    answer = visitor.get("/example/zh/petition.toml")
    assert answer.data.decode() == EXAMPLE
    assert "four-grievances.toml" in answer.headers["Content-Disposition"]
    assert b'language = "en"' in visitor.get("/example/en/petition.toml").data


def test_the_style_of_the_sheet_is_cached(visitor: Visitor) -> None:
    answer = visitor.get("/letter.css")
    assert answer.mimetype == "text/css"
    again = visitor.client.get("/letter.css", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_an_upload_becomes_letters_until_it_is_deleted(visitor: Visitor) -> None:
    answer = visitor.post(
        "/uploads",
        {"petition": as_file(EXAMPLE, "我的诉求.toml"), "signers": as_file(SIGNERS, "名单.csv")},
    )
    address = answer.location
    page = visitor.get(address).text
    assert "㛃䶮" in page
    assert "30 分钟" in page
    for number in (1, 2):
        data = visitor.get(f"{address}/letter-{number}.docx").data
        assert data.startswith(b"PK")
    visitor.get(f"{address}?letter=9", 404)
    visitor.get(f"{address}/letter-9.pdf", 404)
    visitor.post(f"{address}/delete", {})
    visitor.get(address, 410)


def test_a_picture_is_found_by_its_file_name(visitor: Visitor) -> None:
    answer = visitor.post(
        "/uploads",
        {
            "petition": as_file(with_photo("照片/现场 1.jpg"), "p.toml"),
            "pictures": as_file(make_jpeg(), "现场 1.jpg"),
        },
    )
    check_picture(visitor, answer.location, "//figure/img", "image/jpeg")


def test_a_drawn_picture_is_found_by_its_file_name(visitor: Visitor) -> None:
    image = Image.new("L", (60, 40), "white")
    image.paste("black", (10, 10, 50, 20))
    out = BytesIO()
    image.save(out, "PNG")
    answer = visitor.post(
        "/uploads",
        {
            "petition": as_file(EXAMPLE, "p.toml"),
            "signers": as_file("姓名,房号,签名\n王小明,1-101,1.png\n", "名单.csv"),
            "pictures": as_file(out.getvalue(), "1.png"),
        },
    )
    check_picture(visitor, answer.location, '//td[.="王小明"]/..//img', "image/png")


def check_picture(visitor: Visitor, address: str, where: str, mimetype: str) -> None:
    """The picture lies at an address of its own, which ends with the upload's."""
    page = html.document_fromstring(visitor.get(f"{address}?lang=en").text)
    (source,) = page.xpath(f"{where}/@src")
    assert re.fullmatch(re.escape(address) + "/picture-[0-9a-f]{64}", source)
    picture = visitor.get(source)
    assert (picture.mimetype, picture.headers["Cache-Control"]) == (mimetype, "no-store")
    with Image.open(BytesIO(picture.data)) as opened:
        opened.load()
    visitor.get(f"{address}/picture-{'0' * 64}", 404)
    visitor.post(f"{address}/delete", {})
    visitor.get(source, 410)


def test_a_photo_named_by_many_entries_is_sent_once(visitor: Visitor) -> None:
    entry = with_photo("a.jpg").removeprefix(EXAMPLE)
    answer = visitor.post(
        "/uploads",
        {
            "petition": as_file(EXAMPLE + entry * 200, "p.toml"),
            "pictures": as_file(make_jpeg(), "a.jpg"),
        },
    )
    page = html.document_fromstring(visitor.get(answer.location).text)
    sources = page.xpath("//figure/img/@src")
    assert len(sources) == 200 and len(set(sources)) == 1


def test_the_example_has_only_its_own_pictures(visitor: Visitor) -> None:
    visitor.get(f"/example/zh/picture-{'0' * 64}", 404)


def test_a_drawn_signature_is_found_by_its_file_name(visitor: Visitor) -> None:
    answer = visitor.post(
        "/uploads",
        {
            "petition": as_file(EXAMPLE, "p.toml"),
            "signers": as_file("姓名,房号,签名\n王小明,1-101,签名/1.svg\n", "名单.csv"),
            "pictures": as_file(SVG, "1.svg"),
        },
    )
    page = html.document_fromstring(visitor.get(answer.location).text)
    assert page.xpath('//td[.="王小明"]/..//*[local-name()="svg"]')


@pytest.mark.needs("fonts")
def test_what_cannot_be_printed_is_said_at_the_form(visitor: Visitor) -> None:
    unprintable = EXAMPLE.replace("林喆", "林\U000323b0")
    said = visitor.post("/uploads", {"petition": as_file(unprintable, "p.toml")}, 422).text
    assert "p.toml: sender.representatives[0].name: " in said
    signers = as_file("姓名,房号\n\n王小明,101\n林\U000323b0,102\n", "名单.csv")
    files = {"petition": as_file(EXAMPLE, "p.toml"), "signers": signers}
    assert "名单.csv: row 4: name: " in visitor.post("/uploads", files, 422).text


def test_nobody_can_post_without_the_page(visitor: Visitor) -> None:
    answer = visitor.client.post("/uploads", data={"petition": as_file(EXAMPLE, "p.toml")})
    visitor.check(answer, 400)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "请选择诉求文件"),
        ({"petition": as_file("这不是 TOML", "p.toml")}, "p.toml: "),
        ({"petition": as_file(b"\xff\xfe\x00", "p.toml")}, "p.toml: "),
        (
            {"petition": as_file(EXAMPLE.replace("deed", "dead"), "../../p.toml")},
            "p.toml: items[0].category: ",
        ),
        (
            {
                "petition": as_file(EXAMPLE, "p.toml"),
                "signers": as_file("甲,乙\n丙,丁\n", "名单.csv"),
            },
            "名单.csv: ",
        ),
        ({"petition": as_file(EXAMPLE, "p.toml"), "signers": as_file(EXAMPLE, "p.toml")}, "同名"),
        (
            {
                "petition": as_file(EXAMPLE, "<script>alert(1)</script>.toml"),
                "signers": as_file("甲,乙\n", "<b>.csv"),
            },
            "&lt;b&gt;.csv: ",
        ),
        (
            {
                "petition": as_file(with_photo("p.toml/x.jpg"), "p.toml"),
                "pictures": as_file("x", "x.jpg"),
            },
            "p.toml: items[3].photos[0].file: ",
        ),
        (
            {
                "petition": as_file(with_photo("../x.jpg"), "p.toml"),
                "pictures": as_file("x", "x.jpg"),
            },
            "p.toml: items[3].photos[0].file: ",
        ),
        (
            {"petition": as_file(with_photo("x.jpg"), "p.toml"), "pictures": as_file("x", "x.jpg")},
            "p.toml: items[3].photos[0].file: ",
        ),
        (
            {"petition": as_file(with_photo("长" * 300 + ".jpg"), "p.toml")},
            "p.toml: items[3].photos[0].file: ",
        ),
    ],
    ids=[
        "none",
        "not-toml",
        "not-utf8",
        "category",
        "columns",
        "same-name",
        "markup",
        "photo-below-file",
        "photo-outside",
        "no-picture",
        "long-name",
    ],
)
def test_what_is_wrong_is_said_on_the_page(
    visitor: Visitor, files: dict[str, object], said: str
) -> None:
    page = visitor.post("/uploads", files, 422).text
    assert said in page
    assert "lianming-" not in page, "the name of our own folder is nobody's business"
    assert "重新选择" in page


@LEFT_OPEN
@pytest.mark.parametrize("chunked", [False, True])
def test_what_is_too_large_is_said_kindly(config: Config, chunked: bool) -> None:
    assert "最多上传 3 MB" in read_refusal(config, chunked)
    gc.collect()  # while what Werkzeug left open may be found


def read_refusal(config: Config, chunked: bool) -> str:
    """What is said of 3.1 MB; the visitor and what it holds go with it."""
    visitor = Visitor(build_app(config).test_client())
    head = b'--b\r\nContent-Disposition: form-data; name="pictures"; filename="a"\r\n\r\n'
    answer = visitor.client.post(
        "/uploads",
        data=head + b"#" * 3_100_000 + b"\r\n--b--",
        content_type="multipart/form-data; boundary=b",
        environ_overrides=CHUNKED if chunked else {},
    )
    return visitor.check(answer, 413).text


def test_as_many_drawings_as_signers_may_be_sent(visitor: Visitor) -> None:
    files = [as_file(SVG, f"{number}.svg") for number in range(1_100)]
    answer = visitor.post("/uploads", {"petition": as_file(EXAMPLE, "p.toml"), "pictures": files})
    visitor.get(answer.location)


@LEFT_OPEN
def test_too_many_files_are_not_called_too_large(config: Config) -> None:
    app = build_app(config)
    assert app.config["MAX_FORM_PARTS"] == 20_000 + 200 + 3
    app.config["MAX_FORM_PARTS"] = 5
    visitor = Visitor(app.test_client())
    part = b'--b\r\nContent-Disposition: form-data; name="pictures"; filename="a"\r\n\r\n\r\n'
    answer = visitor.client.post(
        "/uploads", data=part * 6 + b"--b--", content_type="multipart/form-data; boundary=b"
    )
    said = visitor.check(answer, 413).text
    assert "一次最多上传 20200 个照片和签名图" in said and "MB" not in said


@pytest.mark.parametrize("chunked", [False, True])
def test_what_the_store_has_no_room_for_is_refused(chunked: bool) -> None:
    visitor = Visitor(build_app(make_config(kept_bytes=1_000_000)).test_client())
    kept = visitor.post("/uploads", {"petition": as_file(EXAMPLE, "p.toml")}, chunked=chunked)
    rows = "".join(f"王{number},1\n" for number in range(10_000))
    files = {
        "petition": as_file(EXAMPLE, "p.toml"),
        "signers": as_file("姓名,房号\n" + rows, "名单.csv"),
    }
    said = visitor.post("/uploads", files, 422, chunked=chunked).text
    assert "内容太多：要占 2 MB 内存，本站最多能放 1 MB" in said
    visitor.get(kept.location)


def test_a_long_list_is_shown_in_part(visitor: Visitor) -> None:
    for count, shown in ((100, None), (101, "签名表共 101 行")):
        rows = "".join(f"王{number},1\n" for number in range(count))
        answer = visitor.post(
            "/uploads",
            {
                "petition": as_file(EXAMPLE, "p.toml"),
                "signers": as_file("姓名,房号\n" + rows, "名单.csv"),
            },
        )
        page = visitor.get(answer.location).text
        assert "王99" in page and "王100" not in page
        assert (shown in page) if shown else "签名表共" not in page


def test_letters_are_not_kept_by_browsers_and_have_a_name_of_bearable_length(
    visitor: Visitor,
) -> None:
    name = "很长的名字" * 40
    long = EXAMPLE.replace('name = "锦绣家园"', f'name = "{name}"')
    assert long != EXAMPLE
    answer = visitor.post("/uploads", {"petition": as_file(long, "p.toml")})
    file = visitor.get(f"{answer.location}/letter-1.docx")
    assert file.cache_control.no_store
    given = parse_options_header(file.headers["Content-Disposition"])[1]["filename"]
    assert given.endswith("-联名诉求书-1.docx") and len(given) == 60 + len(".docx")


def test_a_chosen_language_stays_and_leads_back(visitor: Visitor) -> None:
    answer = visitor.post("/language", {"language": "en", "back": "/?letter=2"})
    assert answer.location == "/?letter=2"
    assert 'lang="en"' in visitor.get("/").text
    assert '<html lang="zh-CN"' in visitor.get("/?lang=zh").text


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil", "", "/a\nb"])
def test_nobody_is_led_to_another_site(visitor: Visitor, back: str) -> None:
    assert visitor.post("/language", {"language": "zh", "back": back}).location == "/"


def test_an_unknown_language_is_refused(visitor: Visitor) -> None:
    visitor.post("/language", {"language": "xx", "back": "/"}, 400)
