"""Opens a document that somebody sent: finds what it is, and refuses what is no document."""

from pathlib import Path
from typing import Final

from callpilot.plain.untrusted import clean_line
from callpilot.procedures.importing.blocks import MOST_BLOCKS, Document, DocumentRefused

LARGEST: Final = 16 * 1024 * 1024
"""Bytes of a file; a procedure with its pictures is far below."""
_MARKDOWN: Final = (".md", ".markdown", ".mkd")
_HTML: Final = (".html", ".htm", ".xhtml")


def read_document(path: Path) -> Document:
    """Read plain text, Markdown, HTML or .docx as blocks. Raises DocumentRefused."""
    name = clean_line(str(path), 300)
    try:
        document = _read(path)
    except DocumentRefused as reason:
        raise DocumentRefused(f"{name}: {reason}") from None
    except OSError as fault:
        raise DocumentRefused(f"{name}: can't be read: {fault.strerror or fault}") from None
    except RecursionError:
        raise DocumentRefused(f"{name}: is nested too deeply to be a document") from None
    if not any(block.words for block in document.blocks):
        raise DocumentRefused(f"{name}: holds no text; a scanned page must be made text first")
    if len(document.blocks) > MOST_BLOCKS:
        raise DocumentRefused(f"{name}: has more than {MOST_BLOCKS} paragraphs; divide it")
    return document


def _read(path: Path) -> Document:
    if path.exists() and not path.is_file():
        raise DocumentRefused("is not a file")
    if path.stat().st_size > LARGEST:
        raise DocumentRefused(f"is larger than {LARGEST >> 20} MiB; divide it, or save it without its pictures")
    raw = path.read_bytes()
    kind = path.suffix.casefold()
    if raw[:4] == b"PK\x03\x04" or kind in (".docx", ".docm"):
        from callpilot.procedures.importing.word_document import read_word

        return read_word(raw)
    text = _decoded(raw)
    if kind in _HTML or text.lstrip()[:200].casefold().startswith(("<!doctype html", "<html")):
        from callpilot.procedures.importing.html_document import read_html

        return read_html(text)
    if kind in _MARKDOWN:
        from callpilot.procedures.importing.markdown_document import read_markdown

        return read_markdown(text)
    from callpilot.procedures.importing.text_document import read_text

    return read_text(text)


def _decoded(raw: bytes) -> str:
    """Return a file's text: UTF-8, UTF-16 with its mark, or else what Windows wrote."""
    if raw[:4] == b"%PDF":
        raise DocumentRefused("is a PDF; save it as text, HTML or .docx first")
    if raw[:4] == b"\xd0\xcf\x11\xe0" or raw[:5] == b"{\\rtf":
        raise DocumentRefused("is an old kind of document; save it as .docx first")
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = raw.decode("utf-16", "replace")
    elif b"\0" in raw:
        raise DocumentRefused("is no text; expected plain text, Markdown, HTML or .docx")
    else:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", "replace") if _is_windows(raw) else raw.decode("latin-1")
    if sum(char < " " and char not in "\t\n\r\f\v" for char in text[:100_000]) * 10 > min(len(text), 100_000):
        raise DocumentRefused("is no text; expected plain text, Markdown, HTML or .docx")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_windows(raw: bytes) -> bool:
    try:
        raw.decode("cp1252")
    except UnicodeDecodeError:
        return False
    return True
