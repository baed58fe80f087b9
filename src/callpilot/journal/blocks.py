"""Many lines of the journal read at one go, where they are plainly as they were written: nearly all are."""

from collections.abc import Iterator

import msgspec

from callpilot.journal.codec import Malformed
from callpilot.records.entry import Entry

BLOCK = 64 * 1024
"""Bytes that are read, decoded and written again at once."""
_LINES = msgspec.json.Decoder(Entry)
_WRITER = msgspec.json.Encoder()


def blocks(path: str, offset: int = 0) -> Iterator[bytes]:
    """Read a file from `offset` on in blocks of whole lines; the last one has no end when the file has none.

    Raises OSError.
    """
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - as it is named: there are thousands
        file.seek(offset)
        rest: list[bytes] = []  # of a line that is longer than a block
        while read := file.read(BLOCK):
            end = read.rfind(b"\n") + 1
            if end:
                yield b"".join((*rest, read[:end]))
                rest.clear()
            if end < len(read):
                rest.append(read[end:])
        if rest:
            yield b"".join(rest)


def plain_entries(block: bytes) -> list[Entry]:
    """Read whole lines; none unless all of them give these very bytes when they are written again.

    So no line says anything twice or in another way, and what is checked of an entry is all that stands in its line.
    Whether it fits its hash and digest is for the reader to tell; what acts in its texts is as it came.
    """
    try:
        if not block.isascii():
            block.decode()  # data is taken as it stands, and nobody else looks whether it is UTF-8
        entries = _LINES.decode_lines(block)
    except (Malformed, UnicodeDecodeError, RecursionError):
        return []
    return entries if _WRITER.encode_lines(entries) == block else []
