"""The rows of the sources (A1 … E8) in a few words, and what of the console serves each beside the procedures."""

from typing import Final

from msgspec import Struct


class Row(Struct, frozen=True, kw_only=True):
    """One row of the sources. `features` are what an operator or supervisor uses for it; keys and commands in
    backticks, deeds of the palette in quotation marks. `later` is what of it nothing serves yet.
    """

    id: str
    asks: str
    features: tuple[str, ...] = ()
    later: str = ""

    @property
    def part(self) -> str:
        """The letter of the source it comes from."""
        return self.id[0]


PARTS: Final = {
    "A": "Communications operator",
    "B": "Call centre",
    "C": "Customer service representative",
    "D": "Contact centre specialist",
    "E": "How a procedure is built, and its five forms",
}

# fmt: off
ROWS: Final = (
    Row(id="A1", asks="Greet, listen, inform or transfer: every inbound call",
        features=("`F2` answers with the account's greeting", "`F6` transfers")),
    Row(id="A2", asks="Messages: from whom, how to reach them, what, and what to mind",
        features=("the form's message", "`Ctrl+S`", "`Ctrl+A` reads it back")),
    Row(id="A3", asks="Emergencies recognised, ranked, and the right teams told",
        features=("`F9` from anywhere", "`Ctrl+K` marks who is told")),
    Row(id="A4", asks="Complaints heard, met with empathy, solved or passed on"),
    Row(id="A5", asks="Correct and current information found", features=("`F3` finds in everything at once",)),
    Row(id="A6", asks="What must be escalated, documented and handed to the right person", features=("`F7`",)),
    Row(id="A7", asks="Equipment: find the fault, one step at a time, then technical support"),
    Row(id="A8", asks="Technical support: diagnose, offer a solution, note the steps taken"),
    Row(id="A9", asks="Satisfaction surveys: whom to ask, how, and what is learnt", later="surveys counted up"),
    Row(id="A10", asks="A handover without a break in service",
        features=("`F10`", "`callpilot handover`", "`Ctrl+W` lists open work")),
    Row(id="B1", asks="Inbound calls: within 30 seconds, greeted, by the script for the type, or to a supervisor",
        features=("`callpilot ring`", "the waiting time on the screen", "`F11` opens a script")),
    Row(id="B2", asks="Outbound calls: purpose, courtesy, outcome, follow-up",
        features=("“Begin a call, or another contact”", "`F2` with nothing ringing")),
    Row(id="B3", asks="Agents and supervisors, each with their part"),
    Row(id="B4", asks="Regular monitoring against set measures, with feedback"),
    Row(id="B5", asks="Resolution time, abandonment, satisfaction"),
    Row(id="B6", asks="Training of new people, with calls as real as can be",
        features=("`callpilot demo` rings by itself, on a throwaway site",)),
    Row(id="B7", asks="Refreshers, and everybody up to date on new procedures",
        features=("“Notices”", "`callpilot notices`")),
    Row(id="B8", asks="A log of all calls: when, who, what about", features=("`callpilot log`", "`callpilot show`")),
    Row(id="B9", asks="Reports on figures and trends"),
    Row(id="B10", asks="Outages: a set protocol, callers told and offered another way",
        features=("“Declare an outage”: what callers are told stands on every call",)),
    Row(id="B11", asks="References, revisions and approval of every procedure",
        features=("`callpilot procedures show`", "each call keeps the version it ran under")),
    Row(id="B12", asks="Company, department and operator filled in wherever a text has a blank",
        features=("`callpilot init`", "blanks such as {company} in every text")),
    Row(id="C1", asks="Greeting and opening, and the caller's details confirmed",
        features=("the account's greeting", "the caller's number is known or completed")),
    Row(id="C2", asks="Identity confirmed, data private",
        features=("sensitive fields are hidden once left", "card numbers are masked before they reach the disk")),
    Row(id="C3", asks="The problem recognised, read back, written down", features=("`Ctrl+A` reads it back",)),
    Row(id="C4", asks="Diagnose, mend, or pass to a higher level", features=("`F7` carries the steps taken",)),
    Row(id="C5", asks="Difficult callers calmed, and the operator looked after", features=("“Break”",)),
    Row(id="C6", asks="An exact record, the client's details, the tasks that follow",
        features=("following the procedure writes the record", "`callpilot amend`", "`Ctrl+U`")),
    Row(id="C7", asks="Products known, understanding checked, regularly renewed", later="assessments"),
    Row(id="C8", asks="Requests, orders, payments: taken, confirmed, done, told"),
    Row(id="C9", asks="The call summed up, confirmed, written down", features=("`F8` asks for what is missing",)),
    Row(id="C10", asks="Closed well, outcome noted, follow-ups kept", features=("`F8`", "`Ctrl+U`", "`Ctrl+W`")),
    Row(id="C11", asks="Complaints acknowledged at once and settled in time", features=("`Ctrl+W` shows what is due",)),
    Row(id="C12", asks="Telephone, e-mail, chat, social: each its own way",
        features=("`callpilot ring --channel`", "each channel opens its own procedure")),
    Row(id="C13", asks="Severity first, the supervisor with all that is known, followed until solved",
        features=("`F7`", "`Ctrl+W` holds it to its deadline")),
    Row(id="C14", asks="Deadlines by the type of enquiry",
        features=("`respond_within` and `resolve_within` of each procedure set follow-ups' due times",
                  "`[escalation]` in the settings sets escalations'")),
    Row(id="C15", asks="When, who, what, and everything that was said and done",
        features=("`callpilot show`", "every step with its time and answer")),
    Row(id="D1", asks="Greet, gather, assist or escalate", features=("`F2`", "`F7`")),
    Row(id="D2", asks="E-mail: concise, correct, every concern answered"),
    Row(id="D3", asks="Chat: opened at once, answered promptly, passed on when needed"),
    Row(id="D4", asks="Complaints: listen, empathise, solve"),
    Row(id="D5", asks="When to escalate a call, and how without a jolt", features=("`F7`", "`F6`")),
    Row(id="D6", asks="Knowledge kept current, searched, shared",
        features=("`F3`", "`callpilot procedures check`", "“Notices”")),
    Row(id="D7", asks="Calls, e-mails and chats evaluated against a standard"),
    Row(id="D8", asks="Shifts, breaks, enough people",
        features=("“Break”, “Training” and “Away from the desk” count in the shift's figures",),
        later="staffing levels"),
    Row(id="D9", asks="Fair and regular evaluation of performance"),
    Row(id="D10", asks="Customers' data protected",
        features=("files only their owner can read", "`callpilot records verify`"), later="encryption"),
    Row(id="E1", asks="Title, purpose, scope, process, references, revisions",
        features=("the procedure file", "`callpilot procedures show`", "`callpilot procedures check`")),
    Row(id="E2", asks="The article: numbered steps to be understood", features=("`Space` goes through it",)),
    Row(id="E3", asks="The picture guide: steps with a picture each, tips, warnings"),
    Row(id="E4", asks="The workflow: conditions that lead on, back, or out",
        features=("`1` – `9` choose", "`b` goes back, answers stay")),
    Row(id="E5", asks="Questions and answers",
        features=("`F3` finds an answer", "`/` filters the questions", "what was used is noted")),
    Row(id="E6", asks="The checklist: groups, items, sign-off, a note for the next shift",
        features=("`x` ticks an item", "`o` signs it off; its note goes into the handover")),
    Row(id="E7", asks="Procedures easily made and changed, current, found at once",
        features=("`F3`", "`callpilot procedures list`", "`callpilot procedures edit`",
                  "`callpilot procedures check`")),
    Row(id="E8", asks="A long document made into a guided procedure", features=("`callpilot procedures import`",)),
)
# fmt: on
