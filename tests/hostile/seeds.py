"""Inputs that the parsers take: what is mutated from."""

SHEET = (
    b'{"n":0,"do":"call-opened","at":"2026-11-20T10:00:00.000Z","mono":1,'
    b'"id":"20261120-desk-3-0001","values":{"name":"A"}}\n'
    b'{"n":1,"do":"typed","at":"2026-11-20T10:00:01.000Z","mono":2,"field":"name","place":1,"cut":0,"text":"nna"}\n'
    b'{"n":2,"do":"focused","at":"2026-11-20T10:00:02.000Z","mono":3,"field":"message","cursor":2}\n'
)
LINE = (
    b'{"seq":1,"at":"2026-11-20T10:42:17.031Z","desk":"desk-3","by":"maria","kind":"call","id":"20261120-desk-3-0001",'
    b'"rev":1,"why":null,"digest":"00","data":{"id":"20261120-desk-3-0001","name":"Anna","fields":{"a":"b"},'
    b'"salt":"0"},"prev":"0","hash":"1"}\n'
)
RING = (
    b'{"event":"ringing","number":"+442079460018","name":"Anna","line":"surgery",'
    b'"call_id":"x","at":"2026-11-20T10:00:00.000Z"}'
)
PROCEDURE = b"""id = "odd"
title = "Odd"
form = "workflow"
[[revision]]
version = "1"
date = 2026-01-01
author = "a"
change = "c"
[[step]]
id = "a"
title = "A"
say = "Hello, {caller}"
within = "30s"
[[step.field]]
name = "x"
type = "choice"
choices = ["a", "b"]
[[step.choice]]
when = "w"
if = { x = "a" }
go = "close"
"""
SITE = b"""name = "N"
country = "GB"
time_zone = "Europe/London"
answer_within = "30s"
desks = ["desk-3"]
[escalation]
high = "1h"
[[shift]]
name = "early"
hours = "07:00-15:00"
[[line]]
id = "l"
number = "+44 20 7946 0101"
[keys]
find = "f3"
"""
DIRECTORY = b"""[[contact]]
id = "c0"
name = "Zoe"
phone = "+44 20 7946 0018"
hours = "mon-fri 08:00-17:00"
deputies = ["c0"]
"""
ROSTER = b"""title = "R"
fallback = ["c0"]
[[duty]]
days = "mon-fri"
hours = "08:00-18:00"
who = ["c0"]
[[duty]]
since = 2026-11-20T08:00:00Z
until = 2026-11-21T08:00:00Z
who = "c0"
"""
CSV = b"Name;Phone;E-Mail;Notes\r\nZoe;+44 20 7946 0018;zoe@post.example;=1+1\r\n"
VCF = b"BEGIN:VCARD\r\nVERSION:3.0\r\nN:Quill;Zoe\r\nFN:Zoe Quill\r\nTEL;TYPE=cell:+44 20 7946 0018\r\nEND:VCARD\r\n"
ICS = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Zoe\r\nDTSTART:20261120T080000Z\r\n"
    b"DTEND:20261121T080000Z\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
TEXT = b"""Title: Lost card

Purpose: help

1. Greet: "Hello"
2. Ask: is it lost?
   - Yes: go to 3
   - No: close
3. Close
"""
MARKDOWN = b"# Lost card\n\n## Steps\n\n1. Greet\n2. **Ask** [x](javascript:x)\n\n| a | b |\n|---|---|\n| c | d |\n"
HTML = b"""<html><body><h1>Lost card</h1><ol><li>Greet<li>Ask
<table><tr><td>a<td>b</table></ol><script>x</script></body></html>"""
