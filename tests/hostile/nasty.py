"""The nastiest texts that a caller, a file or another program can hand over, by what they try."""

ESC, CSI, ST = "\x1b", "\x1b[", "\x1b\\"

ACTING = {
    "title": f"{ESC}]0;owned\x07",
    "clipboard": f"{ESC}]52;c;b3duZWQ={ST}",
    "link": f"{ESC}]8;;file:///etc/passwd{ST}x{ESC}]8;;{ST}",
    "paint": f"{CSI}31;44mred",
    "clear": f"{CSI}2J{CSI}H",
    "scroll region": f"{CSI}5;6r",
    "away from the screen": f"{CSI}?1049l{CSI}?25l",
    "report": f"{CSI}6n{CSI}c{CSI}>q",
    "device control": f"{ESC}P$q q{ST}",
    "picture": f"{ESC}_Ga=T,f=100;AAAA{ST}",
    "sixel": f"{ESC}Pq#0;2;0;0;0#0~~{ST}",
    "private message": f"{ESC}^x{ST}",
    "start of string": f"{ESC}Xx{ST}",
    "reset": f"{ESC}c{ESC}#8{ESC}(0",
    "eight bits": "\x9b2J\x9d0;owned\x9c\x90q\x9c\x9f\x9e\x98\x84\x8d",
    "shift": "\x0e\x0f\x05\x07\x08\x0b\x0c",
    "nothing": "a\x00b\x7fc",
    "return": "first\rover",
    "end of paste": f"{CSI}201~{CSI}31mrm",
    "keys": f"{CSI}>1u{CSI}?2026h",
    "iterm": f"{ESC}]1337;SetUserVar=a=b\x07{ESC}]9;hello\x07{ESC}]777;notify;a;b\x07",
}
"""Acts on a terminal, were it to arrive there as it is."""

TURNING = {
    "override": "abc\u202edcba\u202c",
    "isolate": "\u2066x\u2069\u2067y\u2068z\u2069",
    "marks": "\u200ea\u200fb\u061cc",
    "annotation": "\ufff9a\ufffab\ufffb",
    "lines": "a\u2028b\u2029c\x85d",
    "tags": "flag\U000e0001\U000e0041\U000e007f",
    "order": "\ufeffa\ufffe\uffffb\U0001ffff\ufdd0",
    "half": "a\ud83db\udc80",
}
"""Turns what stands around it, or is no character at all."""

WIDE = {
    "combining": "e" + "\u0301" * 5000 + "x",
    "zalgo": "".join(letter + "\u0336\u0489\u0334" * 9 for letter in "zalgo"),
    "joined": "a\u200db\u200dc\u200dd\u200de",
    "women": "\U0001f469" + "\u200d\U0001f469" * 50,
    "tones": "\U0001f44d" + "\U0001f3fb" * 50,
    "half a flag": "\U0001f1ec \U0001f1e7 x",
    "flags": "\U0001f1ec\U0001f1e7" * 20,
    "fillers": "\u3164\u115f\u1160\uffa0x",
    "syllables": "\u1100" + "\u1161" * 60,
    "selectors": "a" + "\ufe0f" * 40 + "\U000e0100" * 40,
    "wide": "王小明 ｆｕｌｌ 日本語" * 9,
    "right to left": "שלום מה שלומך مرحبا",
    "private": "\ue000\uf8ff\U000f0000",
    "tabs": "a\tb\tc",
    "long": "x" * 100_000,
    "blanks": "a\u00a0\u2003\u3000b",
}
"""Takes more or less room than it seems to."""

UNSEEN = {
    "zero width": "\u200b\u200c\u2060",
    "selector": "\ufe0f",
    "blank": "\u2800",
    "mark": "\u0301",
    "joiner": "\u200d",
}
"""Looks like nothing at all."""

SPEAKING = {
    "action": "[@click=app.quit]x[/]",
    "markup": "[b]bold[/b] [link=https://example.com]l[/link] [on red]r",
    "unbalanced": "[/] ] [ [[ ]] [/x] [#ff0000] \\[b] [1/2] [ok]",
    "emoji": ":smile: :bomb:",
    "format": "{operator.__class__.__init__.__globals__} {0} {caller!r:>9999} {{x}} %s %(x)n %n $HOME `id`",
    "formula": "=cmd|' /C calc'!A0",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:alert(1)'>x</a></style>",
    "quote": '"\' onmouseover="alert(1)" x=\'',
    "markdown": "![x](http://example.com/t.png) [x](javascript:alert(1)) <b onclick=x> | a | `b` \n# c\n---",
    "path": "../../../etc/passwd",
    "windows path": "..\\..\\windows\\win.ini",
    "option": "--home=/nonexistent -rf",
    "search": "\" OR * NEAR( ) name:x AND '; DROP TABLE calls; --",
}
"""Would say something to another language than ours."""

NASTY = {**ACTING, **TURNING, **WIDE, **UNSEEN, **SPEAKING}


class Turn:
    """Hands out one nasty text after the other, so that every field of a home gets one and every text a field."""

    def __init__(self, begin: int = 0, *, longest: int = 120) -> None:
        self._texts = [text[:longest] for text in NASTY.values()]
        self._place = begin

    def __call__(self, head: str = "") -> str:
        """The next one, behind `head`."""
        self._place += 1
        return head + self._texts[self._place % len(self._texts)]
