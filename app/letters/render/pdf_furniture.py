"""Make page numbers page furniture: WeasyPrint tags them as content of nobody.

ISO 14289-1, 7.8 asks for pagination artifacts; WeasyPrint leaves margin boxes in the page's
marked content but out of the tree (its issue 1836).
"""

from __future__ import annotations

from typing import Any

_ARTIFACT = (b"/Artifact", b"<</Type/Pagination/Subtype/Footer>>", b"BDC")


def mark_page_numbers(pdf: Any) -> None:
    """Turn the last marked content of every page, its number, into an artifact.

    `pdf` is WeasyPrint's pydyf.PDF before it is written, every page of it with one margin box,
    which is drawn last. Raises ValueError where a page has none.
    """
    tree = _find(pdf, pdf.catalog["StructTreeRoot"])
    owners = _find(pdf, tree["ParentTree"])["Nums"][1::2]
    for page, elements in zip(pdf.page_references, owners, strict=True):
        content = _find(pdf, _find(pdf, page)["Contents"]).stream
        last = max(index for index, part in enumerate(content) if part == b"BDC")
        content[last - 2 : last + 1] = _ARTIFACT
        _leave_out(pdf, elements.pop())


def _leave_out(pdf: Any, reference: bytes) -> None:
    """Drop an element, and those above it up to the document: they held nothing else."""
    while (element := _find(pdf, reference))["S"] != "/Document":
        element.free = "f"
        reference = element["P"]


def _find(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]
