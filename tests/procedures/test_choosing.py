"""The procedure for a call: the most specific one, never another account's, and why."""

import datetime as dt
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from callpilot.procedures.choosing import Chosen, choose, offered, protocol
from callpilot.procedures.loading import Library, load_library, shipped_folder
from callpilot.procedures.model import Procedure, Revision, Step


def a_procedure(identity: str, **more: object) -> Procedure:
    return Procedure(
        id=identity,
        title=identity.title(),
        form="workflow",
        revisions=(Revision(version="1.0", date=dt.date(2026, 11, 20)),),
        steps=(Step(id="one", title="One"),),
        **more,  # type: ignore[arg-type]
    )


def a_library(*procedures: Procedure) -> Library:
    return Library({procedure.id: procedure for procedure in procedures})


def picked(library: Library, preferred: str | None = None, line: str = "", **call: str) -> tuple[str, str] | None:
    facts = {"account": "surgery", "channel": "phone", "direction": "inbound", "call_type": ""} | call
    chosen = choose(library, preferred=preferred, line=line, **facts)
    return (chosen.procedure.id, chosen.because) if chosen else None


INBOUND = a_procedure("inbound", directions=("inbound",))
PHONE = a_procedure("phone", channels=("phone",))
COMPLAINT = a_procedure("complaint", call_types=("complaint",))
SURGERY = a_procedure("surgery", accounts=("surgery",))
PLUMBER = a_procedure("plumber", accounts=("plumber",), call_types=("complaint",))
ALL = a_library(INBOUND, PHONE, COMPLAINT, SURGERY, PLUMBER)


def test_account_weighs_more_than_type_and_type_more_than_direction_and_that_more_than_channel() -> None:
    assert picked(ALL, call_type="complaint") == ("surgery", "account surgery, inbound")
    assert picked(ALL, account="law", call_type="complaint") == ("complaint", "type complaint")
    assert picked(ALL, account="law") == ("inbound", "inbound")
    assert picked(ALL, account="law", direction="outbound") == ("phone", "phone")
    assert picked(ALL, account="law", direction="outbound", channel="chat") is None


def test_ties_go_by_id() -> None:
    assert picked(a_library(a_procedure("b", channels=("phone",)), PHONE)) == ("b", "phone")


def test_a_procedure_for_a_type_waits_until_the_type_is_known() -> None:
    assert picked(a_library(COMPLAINT)) is None


def test_one_that_names_nothing_it_is_for_is_opened_by_hand_only() -> None:
    assert picked(a_library(a_procedure("handover"))) is None


def test_what_the_account_prefers_counts_as_its_own_for_inbound_calls() -> None:
    library = a_library(INBOUND, a_procedure("ours"), a_procedure("out", directions=("outbound",)))
    assert picked(library, "ours", line="020 7946 0018") == ("ours", "line 020 7946 0018, inbound")
    assert picked(library, "out") == ("inbound", "inbound")
    assert picked(library, "gone") == ("inbound", "inbound")
    assert picked(library, "ours", direction="outbound") == ("out", "outbound")


def test_a_preference_for_another_accounts_procedure_is_not_followed() -> None:
    assert picked(a_library(INBOUND, PLUMBER), "plumber") == ("inbound", "inbound")


def test_a_protocol_is_never_chosen_for_a_call_nor_offered_in_it() -> None:
    outage = a_procedure("outage", protocol="outage", directions=("inbound",))
    call = {"account": "surgery", "channel": "phone", "direction": "inbound", "call_type": ""}
    assert picked(a_library(outage), "outage") is None
    assert offered(a_library(outage), **call) == []
    assert protocol(a_library(outage), "outage") == outage
    assert protocol(a_library(outage), "emergency") is None


def test_what_is_offered_has_the_best_fit_first_and_leaves_out_other_accounts() -> None:
    found = offered(ALL, account="surgery", channel="phone", direction="inbound", call_type="")
    assert [procedure.id for procedure in found] == ["surgery", "inbound", "phone", "complaint"]


def test_an_accounts_own_protocol_comes_before_the_sites_and_that_before_the_shipped_one() -> None:
    shipped = a_procedure("a-shipped", protocol="outage", source=shipped_folder() / "a.toml")
    site = a_procedure("z-site", protocol="outage", source=Path("config/procedures/z.toml"))
    own = a_procedure("zz-own", protocol="outage", accounts=("surgery",), source=Path("config/procedures/o.toml"))
    library = a_library(shipped, site, own)
    assert protocol(library, "outage") == site
    assert protocol(library, "outage", account="surgery") == own


def test_the_shipped_library_answers_every_kind_of_call() -> None:
    library = load_library([shipped_folder()])
    assert picked(library) == ("call-handling", "inbound")
    assert picked(library, direction="outbound") == ("outbound-call", "outbound")
    assert picked(library, call_type="message") == ("message-taking", "type message")
    assert picked(library, call_type="complaint") == ("complaint", "type complaint")
    assert {kind: protocol(library, kind).id for kind in ("escalation", "emergency", "outage")} == {  # type: ignore[union-attr]
        "escalation": "call-escalation",
        "emergency": "emergency-response",
        "outage": "system-outage",
    }


NAMES = st.lists(st.sampled_from(("surgery", "plumber")), max_size=1).map(tuple)


@given(
    st.lists(st.tuples(NAMES, st.booleans(), st.sampled_from(((), ("complaint",)))), max_size=5),
    st.sampled_from(("surgery", "plumber", "law")),
    st.sampled_from(("", "complaint")),
)
def test_another_accounts_procedure_or_a_protocol_is_never_chosen(
    kinds: list[tuple[tuple[str, ...], bool, tuple[str, ...]]], account: str, call_type: str
) -> None:
    procedures = [
        a_procedure(f"p{n}", accounts=a, protocol="outage" if p else None, call_types=t, directions=("inbound",))
        for n, (a, p, t) in enumerate(kinds)
    ]
    chosen: Chosen | None = choose(
        a_library(*procedures), account=account, channel="phone", direction="inbound",
        call_type=call_type, preferred="p0",
    )  # fmt: skip
    if chosen:
        assert chosen.procedure.protocol is None
        assert not chosen.procedure.accounts or account in chosen.procedure.accounts
        assert chosen.because
