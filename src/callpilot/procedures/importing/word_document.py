"""A Word document (.docx) as blocks: its text by Mammoth, its pictures only as places where one belongs."""

import io
import re
import zipfile
from html import unescape
from importlib import import_module
from typing import Any, Final

from callpilot.procedures.importing.blocks import Document, DocumentRefused, Left
from callpilot.procedures.importing.html_document import read_html
from callpilot.procedures.importing.wording import tidy

LARGEST_PART: Final = 32 * 1024 * 1024
"""Bytes of one XML part, unpacked; a procedure's text has a hundredth of it."""
_STYLES: Final = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh"


def read_word(raw: bytes) -> Document:
    """Read a .docx file. Raises DocumentRefused when it is damaged, or made to harm."""
    try:
        left = _guard(raw)
        mammoth: Any = import_module("mammoth")  # it has no types
        image: Any = mammoth.images.img_element(lambda _image: {"src": ""})  # pyright: ignore[reportUnknownLambdaType]
        page: Any = mammoth.convert_to_html(io.BytesIO(raw), style_map=_STYLES, convert_image=image)
    except DocumentRefused:
        raise
    except Exception as fault:  # noqa: BLE001 - whatever the library makes of a damaged file, it is a fault of the file
        raise DocumentRefused(f"is no Word document that can be read ({type(fault).__name__})") from None
    document = read_html(str(page.value), words=True)
    return Document(blocks=document.blocks, unit="paragraph", left=left)


def _guard(raw: bytes) -> tuple[Left, ...]:
    """Refuse what unpacks to harm; return the words of comments and of the pages' heads and feet."""
    left: list[Left] = []
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        for part in packed.infolist():
            if not part.filename.endswith((".xml", ".rels")):
                continue
            if part.file_size > LARGEST_PART:
                raise DocumentRefused("unpacks to more than a document holds")
            content = packed.read(part)
            if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content:  # or hides them in UTF-16
                raise DocumentRefused("holds declarations that no Word document has")
            if _depth(content) > 400:
                raise DocumentRefused("is nested too deeply to be a document")
            if found := re.fullmatch(r"word/(header|footer|comments)\d*\.xml", part.filename):
                what = "left out, as a comment" if found[1] == "comments" else "left out, as the head or foot of a page"
                paragraphs = re.findall(r"<w:p[ >].*?</w:p>", content.decode("utf-8", "replace"), re.DOTALL)
                texts = ("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", one)) for one in paragraphs)
                left += [Left(0, what, tidy(unescape(text))) for text in texts if text.strip()]
    return tuple(left)


def _depth(content: bytes) -> int:
    depth = most = 0
    for found in re.finditer(rb"<(/?)[a-zA-Z][^<>]*?(/?)>", content):
        if not found[2]:
            depth += -1 if found[1] else 1
            most = max(most, depth)
    return most
