"""A process for one measurement: `python -m bench.child CASE COUNT FOLDER [check]`.

Prints one line of JSON. `prepare` as CASE makes the inputs. A process of its own gives each case
its own peak memory and its own caches.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.letters import Inputs, write_letters
from bench.timing import Made


def choose_case(name: str) -> Callable[[Inputs], Iterator[Made]]:
    """Only the chosen one's libraries are loaded: they count as memory."""
    match name:
        case "pdf":
            from bench.ours import measure_pdf

            return measure_pdf
        case "docx":
            from bench.ours import measure_docx

            return measure_docx
        case "docxtpl":
            from bench.docxtpl_case import measure_docxtpl

            return measure_docxtpl
        case "typst":
            from bench.typst_case import measure_typst

            return measure_typst
        case "lxml":
            from bench.lxml_case import measure_lxml

            return measure_lxml
        case "preview":
            from bench.preview import measure_preview

            return measure_preview
    raise ValueError(f"there is no case {name}")


def prepare(inputs: Inputs, *, template: bool) -> None:
    """Everything a case takes as given, so that none of it is timed."""
    write_letters(inputs.folder, inputs.count)
    if template:
        from bench.docxtpl_case import write_template

        write_template(inputs)
    if inputs.count:
        from bench.typst_case import write_source

        write_source(inputs)


def describe(made: Made, inputs: Inputs, *, check: bool) -> dict[str, object]:
    """What the parent process needs to know; the page count comes from the check."""
    from bench.checks import check_made

    return {
        "step": made.step,
        "seconds": made.seconds,
        "peak": made.peak,
        "size": len(made.data),
        "parts": dict(made.parts),
        "digest": hashlib.sha256(made.data).hexdigest(),
        "pages": check_made(made, inputs) if check else 0,
    }


def main(arguments: list[str]) -> None:
    name, count, folder, *options = arguments
    inputs = Inputs(Path(folder), int(count))
    if name == "prepare":
        prepare(inputs, template="template" in options)
        return
    made = list(choose_case(name)(inputs))
    check = "check" in options
    print(json.dumps([describe(one, inputs, check=check) for one in made]))


if __name__ == "__main__":
    main(sys.argv[1:])
