"""Whatever stands in a file, on the command line or in a field: a value, or an error of our own, safe to show."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.hostile.nasty import NASTY
from tests.hostile.targets import targets

TOKENS = [text[:400].encode("utf-8", "surrogatepass") for text in NASTY.values()] + [
    b"\0", b"\xff", b"\r\n", b"\n", b'"', b"\\u001b", b"\\ud800", b"[[", b"{", b"}", b"= ", b"'''", b"1e999", b"-1",
    b"null", b"9" * 30, b"9999-12-31T23:59:59.999Z", b"0001-01-01T00:00:00Z", b"[" * 200, b"true",
    b"\xef\xbb\xbf", b"--json", b"\t",
]  # fmt: skip
NAMES = [
    "journal line", "sheet", "ring", "procedure", "site", "account", "directory", "roster", "csv", "vcf", "ics", "text",
    "markdown", "html", "word", "command line", "times", "numbers", "texts",
]  # fmt: skip
pieces = st.one_of(st.sampled_from(TOKENS), st.binary(max_size=8))


@st.composite
def mutated(draw: st.DrawFn, seed: bytes) -> bytes:
    """An input that a parser takes, with a few places cut, doubled, or filled with something nasty."""
    data = seed
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(data)))
        end = min(len(data), place + draw(st.integers(0, 12)))
        match draw(st.integers(0, 2)):
            case 0:
                data = data[:place] + draw(pieces) + data[end:]
            case 1:
                data = data[:place] + data[place:end] * 2 + data[end:]
            case _:
                data = data[:place] + data[end:]
    return data


@pytest.fixture(scope="module")
def parsers(tmp_path_factory):
    return targets(tmp_path_factory.mktemp("parsers"))


@pytest.mark.parametrize("name", NAMES)
def test_no_error_but_our_own(name, parsers):
    parse, seed = parsers[name]
    parse(seed)
    for token in TOKENS:
        parse(token)

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(mutated(seed))
    def tried(data: bytes) -> None:
        parse(data)

    tried()


def test_every_parser_is_tried(parsers):
    assert set(NAMES) == set(parsers)
