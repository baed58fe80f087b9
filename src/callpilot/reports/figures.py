"""The figures of a shift, counted from its calls (B1, B5)."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from callpilot.records.channels import way_of
from callpilot.records.kinds import Call
from callpilot.site.model import Site


class Figures(Struct, frozen=True, kw_only=True):
    """Counts, and averages in seconds (None: there was nothing to average).

    `answered`, `abandoned` and `missed` are of inbound calls, chats and visitors; `in_target` are the answered ones
    that waited no longer than their account's target. `written` are the e-mails and posts that came in: nobody waits
    at their other end, so they have no target. Talk and wrap-up are averaged over all calls, outbound too. `status_s`
    are the seconds in which the operator was available, on call, in wrap-up, on a break, in training or away (D8).
    """

    answered: int = 0
    in_target: int = 0
    abandoned: int = 0
    missed: int = 0
    written: int = 0
    outbound: int = 0
    average_wait_s: float | None = None
    average_talk_s: float | None = None
    average_wrap_s: float | None = None
    messages: int = 0
    escalations: int = 0
    incidents: int = 0
    by_type: dict[str, int] = {}
    by_disposition: dict[str, int] = {}
    follow_ups: int = 0
    status_s: dict[str, float] = {}


def count(
    calls: Iterable[Call], target: Callable[[str], float], *, messages: int, escalations: int, incidents: int,
    follow_ups: int = 0, status_s: Mapping[str, float] | None = None,
) -> Figures:  # fmt: skip
    """Count `calls`; `target` gives an account's answer target in seconds. The other counts stay as given."""
    known = list(calls)
    spoken = [call for call in known if call.disposition not in ("abandoned", "missed")]
    inbound = [call for call in spoken if call.direction != "outbound"]
    answered = [call for call in inbound if way_of(call.channel).is_live]
    # A contact that never rang (a visitor at the counter) has no wait to average.
    waits = [call.wait_s for call in answered if call.ringing_at]
    return Figures(
        answered=len(answered),
        in_target=sum(call.wait_s <= target(call.account) for call in answered),
        abandoned=sum(call.disposition == "abandoned" for call in known),
        missed=sum(call.disposition == "missed" for call in known),
        written=len(inbound) - len(answered),
        outbound=len(spoken) - len(inbound),
        average_wait_s=_mean(waits),
        average_talk_s=_mean([call.talk_s for call in spoken if way_of(call.channel).is_live]),
        average_wrap_s=_mean([call.wrap_s for call in spoken]),
        messages=messages,
        escalations=escalations,
        incidents=incidents,
        follow_ups=follow_ups,
        status_s={name: round(seconds, 1) for name, seconds in (status_s or {}).items()},
        by_type=_tally(call.type or "not given" for call in spoken),
        by_disposition=_tally(call.disposition or "not given" for call in spoken),
    )


def answer_target(site: Site) -> Callable[[str], float]:
    """Return what gives an account's answer target in seconds; unknown ones have the site's (B1)."""

    def target(account_id: str) -> float:
        account = site.account_named(account_id)
        return site.answer_target(account) if account else site.answer_within

    return target


def _mean(values: list[float]) -> float | None:
    return round(sum(values) / len(values), 1) if values else None


def _tally(names: Iterable[str]) -> dict[str, int]:
    """Count names, the most frequent first, equals by name."""
    return dict(sorted(Counter(names).items(), key=lambda pair: (-pair[1], pair[0])))
