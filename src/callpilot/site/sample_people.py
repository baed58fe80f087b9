"""The people of the sample site: its directory and rosters. They are invented, their numbers kept for fiction."""

_DIRECTORY = """\
# Who calls and messages are passed to. The ways of each are in the order in which they are tried.
format = 1

# -- Northgate itself: for every account ----------------------------------------------------------------
[[contact]]
id = "duty-supervisor"
name = "Duty supervisor"
kind = "service"
role = "decides what operators may not"
phone = "+44 20 7946 0900"
deputies = ["on-call-manager"]

[[contact]]
id = "tessa-bright"
name = "Tessa Bright"
role = "Operations manager"
department = "Northgate"
mobile = "+44 20 7946 0901"
email = "t.bright@northgate.example"
hours = "mon-fri 08:00-18:00"
deputies = ["omar-field"]

[[contact]]
id = "omar-field"
name = "Omar Field"
role = "Deputy manager"
department = "Northgate"
mobile = "+44 20 7946 0902"
languages = ["English", "Arabic"]

[[contact]]
id = "it-support"
name = "IT support"
kind = "service"
role = "telephones, network, this console"
phone = "+44 20 7946 0910"
hours = "mon-fri 07:00-19:00"
deputies = ["on-call-manager"]

[[contact]]
id = "telephone-provider"
name = "Telephone provider, fault line"
kind = "service"
phone = "+44 20 7946 0911"
notes = "Have the customer number ready: it is on the card beside the router."

[[contact]]
id = "complaints-officer"
name = "Priya Shah"
role = "Complaints officer"
phone = "+44 20 7946 0915"
email = "p.shah@northgate.example"
hours = "mon-fri 09:00-17:00"
deputies = ["duty-supervisor"]

[[contact]]
id = "public-emergency-service"
name = "Emergency services"
kind = "service"
role = "ambulance, fire brigade, police"
phone = "999"

[[contact]]
id = "ambulance"
name = "Ambulance"
kind = "service"
phone = "999"

[[contact]]
id = "fire-brigade"
name = "Fire brigade"
kind = "service"
phone = "999"

[[contact]]
id = "police"
name = "Police"
kind = "service"
phone = "999"

[[contact]]
id = "site-security"
name = "Site security"
kind = "service"
phone = "+44 20 7946 0912"

[[contact]]
id = "first-aiders"
name = "First aiders"
kind = "service"
phone = "+44 20 7946 0913"
hours = "daily 07:00-23:00"
notes = "By night: site security has the first-aid kit and the defibrillator."

[[contact]]
id = "building-management"
name = "Building management"
kind = "department"
phone = "+44 20 7946 0914"
hours = "mon-fri 07:00-17:00"
deputies = ["site-security"]

[[contact]]
id = "accounts-office"
name = "Accounts office"
kind = "department"
phone = "+44 20 7946 0916"

[[contact]]
id = "fraud-unit"
name = "Fraud unit"
kind = "service"
phone = "+44 20 7946 0919"

[[contact]]
id = "dispatch-office"
name = "Dispatch office"
kind = "department"
phone = "+44 20 7946 0917"

[[contact]]
id = "press-office"
name = "Press office"
kind = "department"
phone = "+44 20 7946 0918"

# -- Dr Osei's surgery -----------------------------------------------------------------------------------
[[contact]]
id = "dr-osei"
name = "Dr Ama Osei"
role = "General practitioner"
department = "Surgery"
accounts = ["surgery"]
hours = "mon-fri 08:30-18:00"
languages = ["English", "Twi"]
deputies = ["dr-novak"]
notes = "Results are discussed between 12:00 and 13:00."
[[contact.way]]
kind = "mobile"
to = "+44 20 7946 0150"
[[contact.way]]
kind = "pager"
to = "0800 0146"
note = "by night, then wait five minutes"

[[contact]]
id = "dr-novak"
name = "Dr Petr Novak"
role = "General practitioner"
department = "Surgery"
accounts = ["surgery"]
mobile = "+44 20 7946 0151"
hours = "mon, wed, fri 08:30-13:00"
languages = ["English", "Czech"]

[[contact]]
id = "surgery-reception"
name = "Surgery reception"
kind = "department"
accounts = ["surgery"]
phone = "+44 20 7946 0152"
hours = "mon-fri 08:30-18:00"

# -- Brook & Daughters -----------------------------------------------------------------------------------
[[contact]]
id = "ella-brook"
name = "Ella Brook"
role = "Heating engineer"
accounts = ["plumbing"]
mobile = "+44 161 496 0250"
deputies = ["ruth-brook"]

[[contact]]
id = "ruth-brook"
name = "Ruth Brook"
role = "Plumber"
accounts = ["plumbing"]
mobile = "+44 161 496 0251"

# -- Hartley Lund ----------------------------------------------------------------------------------------
[[contact]]
id = "ms-hartley"
name = "Ms Hartley"
role = "Solicitor, property"
accounts = ["law"]
phone = "+44 20 7946 0350"
email = "hartley@hartley-lund.example"
hours = "mon-fri 09:00-17:30"

[[contact]]
id = "mr-lund"
name = "Mr Lund"
role = "Solicitor, family"
accounts = ["law"]
phone = "+44 20 7946 0351"
email = "lund@hartley-lund.example"
hours = "mon-thu 09:00-17:30"
languages = ["English", "Danish"]

[[contact]]
id = "ms-adeyemi"
name = "Ms Adeyemi"
role = "Solicitor, criminal defence"
accounts = ["law"]
mobile = "+44 20 7946 0352"
notes = "At any hour when somebody is held."

# -- Castle Court ----------------------------------------------------------------------------------------
[[contact]]
id = "lift-engineer"
name = "Lift engineer"
kind = "service"
role = "there within the hour"
accounts = ["property"]
phone = "+44 113 496 0450"

[[contact]]
id = "caretaker"
name = "Caretaker, Castle Court"
accounts = ["property"]
mobile = "+44 113 496 0451"
hours = "mon-sat 07:00-19:00"
deputies = ["property-manager"]

[[contact]]
id = "property-manager"
name = "Joan Mills"
role = "Property manager"
accounts = ["property"]
mobile = "+44 113 496 0452"
email = "j.mills@castle-court.example"
"""

_MANAGER = """\
title = "On-call manager"
fallback = ["tessa-bright", "omar-field"]

[[duty]]
who = ["tessa-bright", "omar-field"]
hours = "mon-fri 08:00-18:00"

[[duty]]
who = "omar-field"
hours = "mon-fri 18:00-08:00"

[[duty]]
who = "tessa-bright"
hours = "weekend 08:00-08:00"
"""

_DOCTOR = """\
title = "Doctor on call"
account = "surgery"
fallback = ["dr-osei"]

[[duty]]
who = "dr-osei"
hours = "mon-fri 08:30-18:00"

[[duty]]
who = ["dr-novak", "dr-osei"]
hours = "mon-thu 18:00-08:30"

[[duty]]
who = "dr-osei"
hours = ["fri 18:00-00:00", "sat, sun 00:00-00:00", "mon 00:00-08:30"]

[[duty]]
who = "dr-novak"
since = 2026-12-24T18:00:00
until = 2026-12-27T08:30:00
note = "Christmas"
"""

_PLUMBER = """\
title = "Plumber on call"
account = "plumbing"

[[duty]]
who = ["ella-brook", "ruth-brook"]
hours = "mon-thu"

[[duty]]
who = ["ruth-brook", "ella-brook"]
hours = "fri-sun"
"""

PEOPLE = {
    "directory.toml": _DIRECTORY,
    "rosters/on-call-manager.toml": _MANAGER,
    "rosters/doctor-on-call.toml": _DOCTOR,
    "rosters/plumber-on-call.toml": _PLUMBER,
}
"""The sample's people files by their place under `config/`."""
