"""Puts pages, structure and bookmark of the signature table into the letter's PDF.

The letter is opened with pikepdf and gets empty objects at the places that the annex will fill;
then all its objects are copied byte for byte beside those of the annex.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from app.letters.render.pdf_writer import PdfWriter, text_string


class LetterFile:
    """The letter's PDF, ready to take pages in after page `after_page` (0: before all)."""

    def __init__(self, data: bytes, after_page: int) -> None:
        self._pdf = pikepdf.Pdf.open(io.BytesIO(data))
        self._pages = [page.obj for page in self._pdf.pages]
        if not 0 <= after_page <= len(self._pages):
            raise ValueError(f"the letter has no page {after_page}")
        self._after = after_page
        self._places = {page.objgen: place for place, page in enumerate(self._pages)}
        self._holes = [self._pdf.make_indirect(Dictionary()) for _ in range(4)]
        pages, self._section, self._item, self._keys = self._holes
        self.pages_node: int = pages.objgen[0]
        self.section: int = self._section.objgen[0]
        self._pages_parent: int = self._open_page_tree(pages)
        self.section_parent: int = self._open_structure()
        self.first_key: int = self._open_parent_tree()
        self._item_entries: str = self._open_outlines()
        self.writer = PdfWriter(max(thing.objgen[0] for thing in self._list_objects()) + 1)

    def finish(
        self, pages: Sequence[int], marks: Sequence[int], bookmark: str, top: float
    ) -> bytes:
        """The joined file. `pages` are the annex's page objects, `marks` their entries of ParentTree.

        Page n of the annex has the key first_key + n.
        """
        writer = self.writer
        kids = " ".join(f"{page} 0 R" for page in pages)
        writer.put(
            self.pages_node,
            (f"<</Type/Pages/Parent {self._pages_parent} 0 R/Count {len(pages)}/Kids[{kids}]>>"),
        )
        last = self.first_key + len(pages) - 1
        entries = " ".join(
            f"{self.first_key + place} {mark} 0 R" for place, mark in enumerate(marks)
        )
        writer.put(self._keys.objgen[0], (f"<</Limits[{self.first_key} {last}]/Nums[{entries}]>>"))
        writer.put(
            self._item.objgen[0],
            (
                f"<</Title{text_string(bookmark)}{self._item_entries}"
                f"/Dest[{pages[0]} 0 R/XYZ 0 {top:.1f} 0]>>"
            ),
        )
        self._root_tree()["/ParentTreeNextKey"] = last + 1
        self._grow_page_count(len(pages))
        self._copy_objects()
        origin = bytes(self._pdf.trailer.ID[0]) if "/ID" in self._pdf.trailer else b""
        result = writer.finish(self._pdf.pdf_version, self._compose_trailer(), origin)
        self._pdf.close()
        return result

    # ---- the four places ----

    def _open_page_tree(self, node: Any) -> int:
        root = self._pdf.Root.Pages
        beside = self._pages[min(self._after, len(self._pages) - 1)]
        parent = beside.get("/Parent", root)
        kids = list(parent.Kids)
        at = [kid.objgen for kid in kids].index(beside.objgen)
        kids.insert(at + (self._after == len(self._pages)), node)
        parent.Kids = Array(kids)
        number: int = parent.objgen[0]
        return number

    def _grow_page_count(self, count: int) -> None:
        node = self._pages[min(self._after, len(self._pages) - 1)].Parent
        while True:
            node.Count = int(node.Count) + count
            if "/Parent" not in node:
                return
            node = node.Parent

    def _root_tree(self) -> Any:
        return self._pdf.Root.StructTreeRoot

    def _open_structure(self) -> int:
        """Put the section among the elements where the reading order wants it."""
        holder = self._root_tree()
        while True:
            kids = _list_kids(holder)
            spans = [self._find_span(kid) for kid in kids]
            at = next(
                (place for place, (_, last) in enumerate(spans) if last >= self._after), len(kids)
            )
            into = at if at < len(kids) else len(kids) - 1
            first = spans[into][0] if kids else 0
            whole = holder is not None and "/ParentTree" in holder  # the root holds a Document
            spanning = at < len(kids) and first < self._after
            if not kids or not (whole or spanning) or not _is_group(kids[into]):
                break
            holder = kids[into]
        kids.insert(at, self._section)
        holder.K = Array(kids)
        number: int = holder.objgen[0]
        return number

    def _find_span(self, element: Any) -> tuple[int, int]:
        """The first and the last page an element has content on; (-1, -1) where it has none."""
        found: list[int] = []
        waiting = [element]
        while waiting:
            now = waiting.pop()
            if not isinstance(now, Dictionary):
                continue
            if "/Pg" in now and now.Pg.objgen in self._places:
                found.append(self._places[now.Pg.objgen])
            waiting += _list_kids(now)
        return (min(found), max(found)) if found else (-1, -1)

    def _open_parent_tree(self) -> int:
        tree = self._root_tree().get("/ParentTree")
        if tree is None:
            tree = self._root_tree()["/ParentTree"] = self._pdf.make_indirect(Dictionary())
        if "/Kids" in tree:
            limits = [int(kid.Limits[1]) for kid in tree.Kids]
            tree.Kids = Array([*tree.Kids, self._keys])
            return max(limits, default=-1) + 1
        numbers = list(tree.get("/Nums", Array()))
        keys = [int(key) for key in numbers[::2]]
        kids = [self._keys]
        if keys:
            kids.insert(
                0,
                self._pdf.make_indirect(
                    Dictionary(Limits=Array([keys[0], keys[-1]]), Nums=Array(numbers))
                ),
            )
            del tree["/Nums"]
        tree["/Kids"] = Array(kids)
        return max(keys, default=-1) + 1

    def _open_outlines(self) -> str:
        """Link the bookmark between its neighbours; gives its own links."""
        root = self._pdf.Root
        if "/Outlines" not in root:
            root["/Outlines"] = self._pdf.make_indirect(Dictionary(Type=Name.Outlines, Count=0))
        outlines = root.Outlines
        before, after = None, outlines.get("/First")
        while after is not None and self._find_target(after) < self._after:
            before, after = after, after.get("/Next")
        entries = f"/Parent {outlines.objgen[0]} 0 R"
        if before is None:
            outlines["/First"] = self._item
        else:
            before["/Next"] = self._item
            entries += f"/Prev {before.objgen[0]} 0 R"
        if after is None:
            outlines["/Last"] = self._item
        else:
            after["/Prev"] = self._item
            entries += f"/Next {after.objgen[0]} 0 R"
        outlines["/Count"] = int(outlines.get("/Count", 0)) + 1
        return entries

    def _find_target(self, item: Any) -> int:
        target = item.get("/Dest")
        if target is None and "/A" in item:
            target = item.A.get("/D")
        if not isinstance(target, Array):
            return 0
        return self._places.get(target[0].objgen, 0)

    # ---- copying ----

    def _copy_objects(self) -> None:
        holes = {hole.objgen for hole in self._holes}
        for thing in self._list_objects():
            number = thing.objgen[0]
            if thing.objgen in holes or number == 0:
                continue
            if isinstance(thing, pikepdf.Stream):
                if thing.get("/Type") in (Name.ObjStm, Name.XRef):
                    continue
                entries = Dictionary(
                    {key: value for key, value in thing.items() if key != "/Length"}
                )
                text = entries.unparse().decode("latin-1").strip()
                self.writer.put_raw_stream(number, thing.read_raw_bytes(), text[2:-2])
            else:
                self.writer.put(number, thing.unparse(resolved=True))

    def _list_objects(self) -> list[Any]:
        """All objects; a number that is not in use stands for none."""
        return [thing for thing in self._pdf.objects if thing is not None]

    def _compose_trailer(self) -> str:
        trailer = self._pdf.trailer
        entries = f"/Root {trailer.Root.objgen[0]} 0 R"
        if "/Info" in trailer:
            entries += f"/Info {trailer.Info.objgen[0]} 0 R"
        return entries


def _list_kids(element: Any) -> list[Any]:
    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, Array) else [kids]


def _is_group(element: Any) -> bool:
    """An element whose children are all elements, so that another may stand among them."""
    kids = _list_kids(element)
    return bool(kids) and all(isinstance(kid, Dictionary) and "/S" in kid for kid in kids)
