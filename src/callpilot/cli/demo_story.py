"""The calls that a demonstration's site has had already: invented people, numbers kept for fiction."""

from dataclasses import dataclass, field

EARLY, LATE, HERE = "desk-1", "desk-2", "demo-1"
"""The desks of the story; the last is the demonstration's own."""

HILL_DENTAL = "+442079460018"
REDDY = "+441614960733"
LIFT_B = "+441134960442"
WHITLOCK = "+442896496012"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCall:
    """One call of the story: `days` before today at `at` (local), or with `days` 0 so many minutes ago (`ago`).

    `wait` and `talk` are seconds. `says` is what stands in the record by field name; a message in it is taken,
    and `delivered` if it has reached its reader. `severity` makes an escalation of it, still open.
    `end` is a disposition other than the one that follows; `abandoned` means nobody answered.
    """

    desk: str
    account: str
    number: str
    name: str = ""
    days: int = 0
    at: str = ""
    ago: int = 0
    direction: str = "inbound"
    channel: str = "phone"
    wait: int = 8
    talk: int = 110
    says: dict[str, str] = field(default_factory=dict[str, str])
    delivered: bool = True
    severity: str = ""
    to: str = ""
    end: str = ""


def _message(for_: str, subject: str, text: str, **more: str) -> dict[str, str]:
    return {"type": "message", "for": for_, "subject": subject, "message": text, "urgency": "routine", **more}


def _information(subject: str, given: str, **more: str) -> dict[str, str]:
    return {"type": "information", "subject": subject, "information_given": given, **more}


def _request(subject: str, details: str, next_step: str, **more: str) -> dict[str, str]:
    return {"type": "request", "subject": subject, "request_details": details, "next_step": next_step, **more}


STORY = (
    PastCall(days=6, at="08:12", desk=EARLY, account="surgery", number="+442079460544", name="Edith Marlow", talk=95,
             says=_information("the surgery's hours on Friday", "Open 8:30 to 18:00, the last appointment at 17:40.")),
    PastCall(days=6, at="09:47", desk=EARLY, account="plumbing", number="+441614960188", name="Sam Achterberg", wait=14,
             says=_request("a radiator that stays cold", "Front room, cold for two days; bled it, no change.",
                           "Brook & Daughters ring to agree a morning")),
    PastCall(days=6, at="16:31", desk=LATE, account="property", number=LIFT_B, name="Lift B", wait=4, talk=64,
             says=_information("the monthly test of the alarm in lift B", "Heard clearly; the engineer confirmed it.",
                               company="Castle Court")),
    PastCall(days=5, at="07:33", desk=EARLY, account="law", number="+442079460871", name="Colin Farrow", talk=132,
             says=_message("Ms Hartley", "exchange of contracts, 14 Elm Row",
                           "The sellers are ready to exchange. Please ring before noon.", urgency="soon")),
    PastCall(days=5, at="11:20", desk=EARLY, account="surgery", number="anonymous", wait=26, end="abandoned"),
    PastCall(days=5, at="18:02", desk=LATE, account="plumbing", number="+441614960291", name="Grace Olusanya", wait=11,
             says=_information("what a call-out costs on Saturday", "The weekend rate, as in the price list.")),
    PastCall(days=4, at="09:05", desk=EARLY, account="surgery", number=HILL_DENTAL, name="Hill Dental", talk=88,
             says=_message("Dr Osei", "an X-ray sent by mistake",
                           "We have an X-ray that is yours. It goes into tonight's post.", company="Hill Dental")),
    PastCall(days=4, at="15:44", desk=LATE, account="property", number="+441134960518", name="Ivan Kessler", wait=19,
             says=_request("the entrance light at Mill House", "Out since last night, both bulbs.",
                           "The caretaker changes them within the week")),
    PastCall(days=4, at="20:10", desk=LATE, account="law", number="+442079460402", name="Custody desk, Holloway Road",
             wait=6, talk=171, says=_message("Ms Adeyemi", "a client at the police station",
                                             "Interview at 21:00. Ask for the custody sergeant.", urgency="urgent")),
    PastCall(days=3, at="08:51", desk=EARLY, account="plumbing", number="+441614960455", name="Ruth Danby", talk=140,
             says=_request("a new kitchen tap", "Wants one fitted; has bought the tap.", "They ring with two dates")),
    PastCall(days=3, at="10:02", desk=EARLY, account="law", number="+442079460119", wait=3, talk=22,
             says={"name": "not given", "callback": "not given", "for": "nobody", "subject": "a pizza order"},
             end="wrong number"),
    PastCall(days=3, at="17:26", desk=LATE, account="surgery", number="+442079460733", name="Peter Lindqvist", wait=17,
             says=_message("Reception", "a repeat prescription", "Repeat of the usual inhaler; he collects it.")),
    PastCall(days=2, at="07:58", desk=EARLY, account="property", number="+441134960660", name="Dawn Whitfield", wait=9,
             says=_request("water on the stairs of Canal Wharf", "Second floor, dripping from the ceiling light.",
                           "The electrician first, then the plumber, today")),
    PastCall(days=2, at="13:15", desk=EARLY, account="law", number=WHITLOCK, name="J. Whitlock", talk=117,
             says=_message("Mr Lund", "papers for a hearing",
                           "Have the papers arrived? They left here by courier.", company="Whitlock & Co")),
    PastCall(days=2, at="14:22", desk=EARLY, account="surgery", number="+442079460276", name="Nina Castellano", wait=22,
             says=_information("test results", "Results are given by the practice between 11 and 13.")),
    PastCall(days=2, at="19:40", desk=LATE, account="plumbing", number="+441614960622", wait=31, end="abandoned"),
    PastCall(days=1, at="08:26", desk=EARLY, account="plumbing", number="+441614960188", name="Sam Achterberg", talk=76,
             direction="outbound", says={"subject": "the visit about the cold radiator", "call_outcome": "settled",
                                         "notes": "A morning, between 8 and 12, suits them. Somebody is in."}),
    PastCall(days=1, at="10:09", desk=EARLY, account="property", number="", name="Noor Haddad", channel="chat", wait=5,
             says=_information("when the meters are read", "Next week between 9 and 11; nobody need be in.",
                               callback="+44 113 496 0377", handle="noor.h", platform="castlecourt.example")),
    PastCall(days=1, at="11:35", desk=EARLY, account="surgery", number="edith.marlow@post.example", name="Edith Marlow",
             channel="email", wait=240, talk=150,
             says=_information("the hours over the holidays", "Closed on the 25th and 26th; else as usual.",
                               reference="HOL-118", answer_given="The hours, and the number for urgent matters.")),
    PastCall(days=1, at="16:05", desk=LATE, account="surgery", number=HILL_DENTAL, name="Hill Dental", talk=92,
             says=_message("Dr Osei", "a referral letter that hasn't come",
                           "The referral hasn't reached us. Please send it again.", company="Hill Dental")),
    PastCall(days=1, at="17:40", desk=LATE, account="plumbing", number=REDDY, name="Tom Reddy", wait=13, talk=126,
             says=_request("a tap that drips", "Kitchen, hot side, drips day and night.",
                           "Brook & Daughters ring on the day before the visit")),
    PastCall(ago=88, desk=HERE, account="surgery", number="+442079460544", name="Edith Marlow", wait=7, talk=84,
             says=_information("the flu clinic", "Saturdays 9 to 12, no appointment needed.")),
    PastCall(ago=71, desk=HERE, account="law", number="anonymous", wait=24, end="abandoned"),
    PastCall(ago=52, desk=HERE, account="property", number="+441134960660", name="Dawn Whitfield", wait=12, talk=118,
             says=_request("the stairs of Canal Wharf are wet again", "Same place as two days ago, worse.",
                           "Passed on; word by noon"), severity="high", to="Duty supervisor"),
    PastCall(ago=47, desk=HERE, account="property", number="rosa.lindqvist@post.example", name="Rosa Lindqvist",
             channel="email", wait=360, talk=180,
             says=_request("a parking space at Castle Court", "One space from the first of next month, near lift B.",
                           "The office writes to her by tomorrow noon", reference="CC-2041",
                           answer_given="That the office writes by tomorrow noon.")),
    PastCall(ago=43, desk=HERE, account="law", number=WHITLOCK, name="J. Whitlock", wait=9, talk=105, delivered=False,
             says=_message("Mr Lund", "the hearing is moved to 10:30",
                           "Tomorrow's hearing begins at 10:30, not at 11. Please confirm that he knows.",
                           company="Whitlock & Co", urgency="soon")),
    PastCall(ago=25, desk=HERE, account="plumbing", number="+441614960455", name="Ruth Danby", talk=70,
             direction="outbound", says={"subject": "a date for the kitchen tap", "call_outcome": "word left",
                                         "notes": "Left word with her neighbour to ring us."}),
    PastCall(ago=11, desk=HERE, account="surgery", number="+442079460733", name="Peter Lindqvist", wait=16, talk=98,
             delivered=False, says=_message("Dr Osei", "a rash since the new inhaler",
                                            "Since the new inhaler he has a rash on both arms. No trouble breathing.",
                                            urgency="soon", instructions="after 14:00 on the mobile only")),
)  # fmt: skip
"""The calls of the last days and of the shift under way, the oldest first at each desk."""

OPERATORS = {EARLY: ("maria", "early", "07:00-15:00"), LATE: ("jonas", "late", "15:00-23:00")}
"""Who worked the other desks, and in which shift."""

NOTICE = (
    LATE,
    "Castle Court: the gate code changes on Monday. Nobody gives it out by telephone; residents ring the office.",
)
"""At which desk a notice to every operator was left at the end of yesterday's shift, and what it says."""

NOTES = """\
Lift B at Castle Court stopped twice this week. The engineer comes tomorrow at 9.
Mr Lund is in court until 13:00."""
"""What the shift under way has noted for the next one."""

UNDERSTOOD = "Quiet on both desks; the gate code of Castle Court changes on Monday."
"""What was understood of the handovers that waited when the shift began."""
