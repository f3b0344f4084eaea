"""Files that a browser saves under a name in any script."""

from __future__ import annotations

import io
from urllib.parse import quote

from flask import send_file
from werkzeug.http import dump_options_header
from werkzeug.wrappers import Response


def send_download(data: bytes, media_type: str, name: str, plain_name: str) -> Response:
    """`data` to be saved as `name`; clients that know ASCII names alone take `plain_name`."""
    answer = send_file(io.BytesIO(data), media_type, max_age=0)
    answer.headers["Content-Disposition"] = dump_options_header(
        "attachment", {"filename": plain_name, "filename*": f"UTF-8''{quote(name)}"}
    )
    answer.cache_control.no_store = True
    return answer
