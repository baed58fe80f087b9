"""What a bad disk, a power cut or a careless program does to a file, drawn by hypothesis."""

from hypothesis import strategies as st

HUGE = 300_000
"""Bytes of a line that no record has."""


def flipped(raw: bytes, place: int, length: int, more: bytes) -> bytes:
    return raw[:place] + bytes([raw[place] ^ (1 << length % 8)]) + raw[place + 1 :]


def written_over(raw: bytes, place: int, length: int, more: bytes) -> bytes:
    return raw[:place] + more + raw[place + len(more) :]


def cut_off(raw: bytes, place: int, length: int, more: bytes) -> bytes:
    return raw[:place]


def byte_doubled(raw: bytes, place: int, length: int, more: bytes) -> bytes:
    return raw[: place + 1] + raw[place:]


def block_doubled(raw: bytes, place: int, length: int, more: bytes) -> bytes:
    return raw[: place + length] + raw[place:]


def line_doubled(raw: bytes, place: int, length: int, more: bytes) -> bytes:
    lines = raw.splitlines(keepends=True)
    lines.insert(length % len(lines), lines[place % len(lines)])
    return b"".join(lines)


def line_taken_out(raw: bytes, place: int, length: int, more: bytes) -> bytes:
    lines = raw.splitlines(keepends=True)
    del lines[place % len(lines)]
    return b"".join(lines)


def lines_swapped(raw: bytes, place: int, length: int, more: bytes) -> bytes:
    lines = raw.splitlines(keepends=True)
    one, other = place % len(lines), length % len(lines)
    lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def taken_out(raw: bytes, place: int, length: int, more: bytes) -> bytes:
    return raw[:place] + raw[place + length :]


def put_in(raw: bytes, place: int, length: int, more: bytes) -> bytes:
    return raw[:place] + more + raw[place:]


def byte_zeroed(raw: bytes, place: int, length: int, more: bytes) -> bytes:
    return raw[:place] + b"\0" + raw[place + 1 :]


def block_zeroed(raw: bytes, place: int, length: int, more: bytes) -> bytes:
    size = 512 if length % 2 else 4096
    start = place // size * size
    return raw[:start] + bytes(min(size, len(raw) - start)) + raw[start + size :]


def all_zeroed(raw: bytes, place: int, length: int, more: bytes) -> bytes:
    return bytes(len(raw))


def all_replaced(raw: bytes, place: int, length: int, more: bytes) -> bytes:
    return (more or b"\xff") * (len(raw) // max(1, len(more)) + 1)


def emptied(raw: bytes, place: int, length: int, more: bytes) -> bytes:
    return b""


def huge_line(raw: bytes, place: int, length: int, more: bytes) -> bytes:
    return raw[:place] + b"x" * HUGE + raw[place:]


HARMS = (
    flipped, flipped, flipped, written_over, cut_off, byte_doubled, block_doubled, line_doubled, line_taken_out,
    lines_swapped, taken_out, put_in, byte_zeroed, block_zeroed, all_zeroed, all_replaced, emptied, huge_line,
)  # fmt: skip
"""Each takes the bytes of a file, a place in them, a length and some bytes, and returns what is left of the file."""

harm = st.tuples(
    st.sampled_from(HARMS),
    st.integers(0, 1 << 20),
    st.integers(1, 600),
    st.binary(min_size=1, max_size=16),
)


def harmed(raw: bytes, how: tuple) -> bytes:
    """Do one harm to a file's bytes."""
    done, place, length, more = how
    return done(raw, place % max(1, len(raw)), length, more) if raw else raw
