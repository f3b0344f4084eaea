"""What visitors see when something cannot be done: one place maps exceptions to answers."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask, current_app, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from app.accounts.people import NoPerson
from app.communities.directory import NoAddressee
from app.communities.members import NoMember
from app.communities.parties import NoParty
from app.communities.settings import NoCommunity
from app.config import Config
from app.files.store import NoFile
from app.letters.errors import InputError, SetupFault
from app.messages import Message, message, translate
from app.petitions.drafts import NoPetition, NotADraft
from app.petitions.history import NoRevision
from app.petitions.photos import NoPhoto
from app.petitions.saving import BrokenForm
from app.signing.codes import NoCode
from app.signing.complaints import NoComplaint
from app.signing.drives import NoDrive
from app.signing.receipts import NoSignature
from app.signing.seal_proofs import NotSealed
from app.signing.seals import NoSeal, NoSuchLetter
from app.site.receive import MOST_PICTURES
from app.site.uploads import UploadGone
from app.site.views import render_upload_page
from app.web.faults import Fault, LinkGone, LinkUnknown
from app.web.languages import read_language
from app.web.log import read_request_id, write_event


@dataclass(frozen=True)
class Said:
    """`title` says what happened, `text` what one can do."""

    title: Message
    text: Message


UNKNOWN = Said(
    message("没有这个页面"),
    message("地址可能有误，或者页面已经移走。请从首页重新进入。"),
)
GONE = Said(
    message("这份文件已不在这里"),
    message("上传的文件只保留很短时间，之后自动删除；网站重新启动也会删除。请重新上传一次。"),
)
STALE = Said(
    message("页面放得太久了"),
    message("为了安全，请回到首页重新选择文件再提交；请允许本站使用 Cookie。"),
)
REFUSED = Said(
    message("这个页面不对您开放"),
    message("如果您认为应当可以打开，请联系本站的管理人。"),
)
SIGNED_OUT = Said(
    message("请先登录"),
    message(
        "您的登录已经结束，刚才的操作没有生效。填好的内容还在上一页："
        "请重新登录，再用浏览器的“后退”回到那一页提交一次。"
    ),
)
WRONG_LINK = Said(
    message("没有这个链接"),
    message("请核对链接是否复制完整，开头和结尾都不能少；仍然不行，请发链接的人再发一次。"),
)
OLD_LINK = message("这个链接已经不能用了")
TOO_OFTEN = Said(
    message("操作太频繁"),
    message("为了安全，请过几分钟再试。"),
)
WRONG_WAY = Said(
    message("不能这样打开这个地址"),
    message("请从首页重新进入，按页面上的按钮操作。"),
)
FROZEN = Said(
    message("这份诉求书已经定稿或并入别的诉求书"),
    message("文字和照片都不能再改。需要修改时，请由业主代表另起一份。"),
)
FAILED = Said(
    message("网站出了问题"),
    message("这不是您的错。请过几分钟再试；如果仍然不行，请把时间和您做的操作告诉本站的管理人。"),
)
BROKEN = Said(
    message("表单没有完整收到"),
    message("什么都没有保存。请用浏览器的“后退”回去，文字还在，再按一次保存。"),
)
INCOMPLETE = message("本站还没有装好")
SAID = {
    400: STALE,
    401: SIGNED_OUT,
    403: REFUSED,
    404: UNKNOWN,
    405: WRONG_WAY,
    410: GONE,
    429: TOO_OFTEN,
    500: FAILED,
}
NOT_THERE = (
    NoPerson,
    NoCommunity,
    NoMember,
    NoParty,
    NoAddressee,
    NoPetition,
    NoRevision,
    NoPhoto,
    NoFile,
    NoDrive,
    NoCode,
    NoSignature,
    NoComplaint,
    NoSeal,
    NoSuchLetter,
    NotSealed,
)


def init_app(app: Flask) -> None:
    """Answer every exception with a page in the visitor's language."""
    app.register_error_handler(InputError, show_input_error)
    app.register_error_handler(SetupFault, show_setup_fault)
    app.register_error_handler(UploadGone, lambda _: _show(410, GONE))
    app.register_error_handler(NotADraft, lambda _: _show(409, FROZEN))
    app.register_error_handler(CSRFError, lambda _: _show(400, STALE))
    for missing in NOT_THERE:
        app.register_error_handler(missing, lambda _: _show(404, UNKNOWN))
    app.register_error_handler(LinkUnknown, lambda _: _show(404, WRONG_LINK))
    app.register_error_handler(LinkGone, lambda gone: _show(410, Said(OLD_LINK, gone.said)))
    app.register_error_handler(Fault, show_fault)
    app.register_error_handler(BrokenForm, lambda _: _show(400, BROKEN))
    app.register_error_handler(413, show_too_large)
    app.register_error_handler(HTTPException, show_http_error)


def show_input_error(error: InputError) -> tuple[str, int]:
    """The upload form with the sentence that the command line prints too."""
    return render_upload_page(error.sentence(read_language())), 422


def show_setup_fault(fault: SetupFault) -> tuple[str, int]:
    """What the machine lacks, in the words that the command line prints too."""
    write_event("set-up", level="error", fault=(type(fault), fault, fault.__traceback__))
    return _show(500, Said(INCOMPLETE, fault.said))


def show_fault(fault: Fault) -> tuple[str, int]:
    """What a service refused where no form shows it."""
    return _show(fault.status, Said(message("没有办成"), fault.said))


def show_too_large(_: HTTPException) -> tuple[str, int]:
    """The upload form, saying how much it takes, or how many files."""
    config: Config = current_app.extensions["lianming_config"]
    said = message(
        "文件太多：一次最多上传 {most} 个照片和签名图。请减少后再试。", most=MOST_PICTURES
    )
    if _is_too_heavy(config.upload_bytes):
        said = message(
            "文件太大：一次最多上传 {megabytes} MB。请把照片缩小或减少张数后再试。",
            megabytes=config.upload_bytes // 1_000_000,
        )
    return render_upload_page(translate(said, read_language())), 413


def show_http_error(error: HTTPException) -> tuple[str, int] | HTTPException:
    """Any other HTTP error; a redirect is none. Flask has logged what caused a 500."""
    code = error.code or 500
    if code < 400:
        return error
    return _show(code, SAID.get(code, FAILED if code >= 500 else WRONG_WAY))


def _is_too_heavy(most: int) -> bool:
    """Whether the request has more bytes than `most`: it says so, or so many were read of it."""
    return (request.content_length or 0) > most or request.stream.tell() >= most


def _show(code: int, said: Said) -> tuple[str, int]:
    language = read_language()
    page = render_template(
        "site/error.html",
        title=translate(said.title, language),
        text=translate(said.text, language),
        sign_in=url_for("accounts.sign_in", next=_find_page_before()) if code == 401 else None,
        is_broken=code >= 500,
        request_id=read_request_id() if code >= 500 else None,
    )
    return page, code


def _find_page_before() -> str:
    """The page from which a form was sent, to come back to after signing in; "": not known."""
    before = urlsplit(request.referrer or "")
    if before.netloc != request.host:
        return ""
    return f"{before.path}?{before.query}" if before.query else before.path
