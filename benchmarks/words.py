"""What made-up callers are called and ask for. Nobody of them exists."""

FIRST = (
    "Anna", "Omar", "Priya", "James", "Grace", "Ivan", "Leila", "Tom", "Sofia", "Marek", "Aisha", "Daniel", "Nora",
    "Hugh", "Mei", "Carlos", "Ruth", "Amir", "Elsa", "Kofi", "Julia", "Peter", "Dina", "Sam", "Olga", "Femi",
    "Clara", "Noah", "Zara", "Luke", "Ines", "Victor", "Hana", "Paul", "Yusuf", "Marta", "Eric", "Layla", "Colin",
    "Rosa", "Jonas", "Tess", "Abdul", "Wendy", "Igor", "Lucy", "Raj", "Fiona", "Sean", "Emma", "Bilal", "Helen",
    "Kenji", "Sara", "Martin", "Uma", "Gareth", "Lina", "Owen", "Alma",
)  # fmt: skip
LAST = (
    "Petrov", "Lund", "Osei", "Brennan", "Castle", "Ahmed", "Novak", "Silva", "Marsh", "Whitfield", "Okafor",
    "Jansen", "Ferreira", "Haddad", "Larsson", "Kovac", "Nakamura", "Doyle", "Hughes", "Banerjee", "Costa",
    "Fischer", "Grant", "Holloway", "Ibrahim", "Jensen", "Keane", "Lambert", "Mensah", "Nilsson", "Ortega",
    "Pratt", "Quinn", "Reyes", "Stone", "Tanaka", "Underwood", "Vance", "Weaver", "Yates", "Zhang", "Abbott",
    "Bishop", "Carver", "Dalton", "Ellis", "Frost", "Gibbs", "Hale", "Irving", "Joyce", "Kemp", "Lowry", "Mercer",
    "Nash", "Olsen", "Penn", "Rowe", "Sharp", "Tyler", "Upton", "Vega", "Wells", "York", "Archer", "Barlow",
    "Crane", "Drew", "Eaton", "Fenn", "Gale", "Hurst",
)  # fmt: skip
COMPANIES = (
    "Hill Dental", "Northgate Lettings", "Castle Street Surgery", "Brightwell Plumbing", "Orchard Vets",
    "Fenwick & Daughters", "Harbour Freight", "Lakeside Hotel", "Willow Care Home", "Beacon Solicitors",
    "St Brides School", "Redfern Motors", "Ashdown Pharmacy", "Meridian Couriers", "Kingfisher Heating",
    "Larkspur Events",
)  # fmt: skip
ACCOUNTS = (
    ("dr-osei", "Dr Osei's surgery"), ("hill-dental", "Hill Dental"), ("northgate", "Northgate"),
    ("brightwell", "Brightwell"), ("orchard-vets", "Orchard Vets"), ("beacon", "Beacon"), ("willow", "Willow"),
    ("harbour", "Harbour"), ("ashdown", "Ashdown"), ("meridian", "Meridian"), ("kingfisher", "Kingfisher"),
    ("larkspur", "Larkspur"),
)  # fmt: skip
MATTERS = (
    "the results of Tuesday's test", "a repeat prescription", "an appointment next week",
    "the invoice of last month", "a delivery that hasn't come", "a boiler without pressure",
    "the lift that stands still", "a card that was declined", "the keys to the flat", "a parcel for number nine",
    "the opening hours", "a visit by the engineer", "a change of address", "the meeting on Friday",
    "the night bell", "a lost wallet", "the contract for the hall", "a dog that has eaten chocolate",
    "the booking for twelve people", "the noise upstairs", "an order of spare parts", "the password of the portal",
    "the ward's telephone", "a referral letter", "the water that runs into the cellar",
)  # fmt: skip
REASONS = (
    "Will ring again tomorrow.", "Asks to be rung back after four.", "Was told that it takes two days.",
    "Sounded upset, was calm at the end.", "Has rung before about this.", "Would rather have an e-mail.",
    "The address on file is right.", "Reads the number back as given.", "Is at work until six.",
    "Nobody answered at the first try.", "Leaves it with the duty desk.", "Thanks for the quick help.",
)  # fmt: skip
RARE = (
    "zephyr", "quixotic", "obelisk", "marzipan", "theodolite", "kumquat", "peregrine", "xylophone", "samovar",
    "gargoyle", "hygrometer", "isthmus", "jacaranda", "larder", "mandolin", "nettle",
)  # fmt: skip
OUTCOMES = (
    ("resolved", 46), ("message taken", 30), ("transferred", 10), ("escalated", 3), ("callback promised", 3),
    ("no answer", 4), ("wrong number", 3), ("abandoned", 1),
)  # fmt: skip
WHOM = (
    "Dr Osei", "Mr Brennan", "the duty nurse", "Ms Castle", "the workshop", "reception", "the on-call engineer",
    "Ms Larsson", "accounts", "the site manager",
)  # fmt: skip
OPERATORS = (
    "maria", "omar", "priya", "james", "grace", "ivan", "leila", "tom",
)  # fmt: skip
