"""A sample site: an answering service with four accounts. People are invented, numbers kept for fiction."""

from pathlib import Path

from callpilot.site.home import make_private, private_open
from callpilot.site.sample_people import PEOPLE

_SITE = """\
# Northgate Answering: a sample site. Every key is optional.
format = 1
name = "Northgate Answering"
company = "Northgate Answering"
department = "Front desk"
country = "GB"
time_zone = "Europe/London"
answer_within = "30s"
desks = ["desk-1", "desk-2", "desk-3", "demo-1"]
operators = ["maria", "jonas", "priya", "demo"]

[escalation]
critical = "15m"
high = "1h"
medium = "4h"
low = "2d"

[[shift]]
name = "early"
hours = "07:00-15:00"

[[shift]]
name = "late"
hours = "15:00-23:00"

[[shift]]
name = "night"
hours = "23:00-07:00"
"""

_SURGERY = """\
name = "Dr Osei's surgery"
company = "Dr Osei's surgery"
department = "Reception"
greeting = "Good {time_of_day}, Dr Osei's surgery, {operator} speaking. How can I help you?"
answer_within = "20s"
required = ["name", "callback"]
verify_by = "full name, date of birth, and the first line of the address"
notes = \"\"\"
We take messages outside 8:30 to 18:00; in between, calls come here only when reception is busy.
Never give medical advice and never confirm who is a patient.
Chest pain, trouble breathing, heavy bleeding, a child who can't be woken: emergency, at once.
Repeat prescriptions: name, date of birth, medicine; ready after two working days.\"\"\"

[[line]]
id = "surgery"
number = "+44 20 7946 0101"
name = "Surgery, main number"

[[line]]
id = "surgery-rx"
number = "+44 20 7946 0102"
name = "Surgery, prescriptions"
"""

_PLUMBING = """\
name = "Brook & Daughters Plumbing"
company = "Brook & Daughters"
department = "Service desk"
required = ["name", "callback"]
notes = \"\"\"
Water that can't be stopped or a smell of gas: escalate at once, then stay on the line.
Smell of gas: the caller leaves, touches no switch, and rings the gas emergency line as well.
Visits: address, what is wrong and since when, when somebody is in.
Never promise an hour, only morning or afternoon.\"\"\"

[[line]]
id = "plumbing"
number = "+44 161 496 0210"
name = "Brook & Daughters"
"""

_LAW = """\
name = "Hartley Lund Solicitors"
company = "Hartley Lund Solicitors"
department = "Reception"
greeting = "Good {time_of_day}, Hartley Lund Solicitors, you are speaking to {operator}. How may I help?"
required = ["name", "callback", "for"]
notes = \"\"\"
Take a message for the solicitor by name; never say whether somebody is a client or who is in court.
Somebody held at a police station is urgent at any hour: ask for the station and the custody number.
Ms Hartley: property. Mr Lund: family. Ms Adeyemi: criminal defence.\"\"\"

[[line]]
id = "law"
number = "+44 20 7946 0330"
name = "Hartley Lund"
"""

_PROPERTY = """\
name = "Castle Court Property Care"
company = "Castle Court Property Care"
department = "Residents' desk"
greeting = "Castle Court Property Care, good {time_of_day}, {operator} speaking. Is everybody safe?"
answer_within = "15s"
required = ["name", "callback"]
notes = \"\"\"
Lift alarms ring here day and night. Somebody shut in: keep talking, ask how many and how they are.
The lift engineer is there within the hour; the fire service only if somebody is unwell or in danger.
Buildings: Castle Court (lifts A and B), Mill House (lift C), Canal Wharf (lifts D and E).\"\"\"

[[line]]
id = "property"
number = "+44 113 496 0440"
name = "Castle Court, residents"

[[line]]
id = "lift-b"
number = "+44 113 496 0442"
name = "Castle Court, alarm in lift B"
"""

FILES = {
    "site.toml": _SITE,
    "accounts/1-surgery.toml": 'id = "surgery"\n' + _SURGERY,
    "accounts/2-plumbing.toml": 'id = "plumbing"\n' + _PLUMBING,
    "accounts/3-law.toml": 'id = "law"\n' + _LAW,
    "accounts/4-property.toml": 'id = "property"\n' + _PROPERTY,
    **PEOPLE,
}
"""The sample's settings files by their place under `config/`."""


def write_sample(config: Path) -> None:
    """Write the sample site into the folder `config`, over nothing: an existing file raises FileExistsError.

    Raises HomeError or OSError when it can't be written.
    """
    for place, text in FILES.items():
        path = config / place
        make_private(path.parent)
        with open(path, "x", encoding="utf-8", opener=private_open) as file:
            file.write(text)
