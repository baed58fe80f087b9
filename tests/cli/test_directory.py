"""The directory on the command line, and people from other programs."""

import json

import pytest

CARDS = """BEGIN:VCARD
VERSION:3.0
FN:Ann Hale
TITLE:Nurse
ORG:Ward 4;Surgery
TEL;TYPE=WORK,VOICE:+44 20 7946 0301
TEL;TYPE=CELL,PREF:+44 20 7946 0302
TEL;TYPE=CELL:+44 20 7946 0303
TEL;TYPE=FAX:+44 20 7946 0304
EMAIL:hale@example.org
NOTE:Not before nine.\\n[red]x
END:VCARD
BEGIN:VCARD
VERSION:3.0
THIS IS NO CARD
END:VCARD
BEGIN:VCARD
VERSION:4.0
N:Stone;Bo;;;
TEL;VALUE=uri;PREF=1:tel:+44-20-7946-0305
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Cut off
"""
TABLE = (
    "\ufeffFull Name;Job Title;Telephone;E-mail Address;Language\n"
    "Ann Hale;Nurse;020 7946 0301;hale@example.org;English, Welsh\n"
    ";;;;\n;Porter;1;;\n"
)


def facts(place, identity):
    place.run("directory", "show", identity, "--json")
    return json.loads(place.out)


def test_a_contact_is_listed_and_shown(site):
    site.run("directory", "list")
    assert "Dr Ama Osei" in site.out
    site.run("directory", "list", "--account", "law")
    assert "Dr Ama Osei" not in site.out
    assert "IT support" in site.out
    site.run("directory", "show", "dr ama osei")
    assert site.status == 0
    assert "0800 0146  (by night, then wait five minutes)" in site.out
    site.run("directory", "show", "nobody")
    assert (site.status, site.out) == (1, "")


def test_cards_are_read_one_by_one_and_a_broken_one_takes_no_other_with_it(site, tmp_path):
    file = tmp_path / "cards.vcf"
    file.write_text(CARDS)
    site.run("directory", "import", str(file))
    assert site.status == 1
    assert site.err.count("\n") >= 1
    ann = facts(site, "ann-hale")
    assert (ann["name"], ann["role"], ann["department"]) == ("Ann Hale", "Nurse", "Ward 4, Surgery")
    assert [(w["kind"], w["to"]) for w in ann["ways"]] == [
        ("phone", "+44 20 7946 0301"), ("mobile", "+44 20 7946 0302"), ("mobile", "+44 20 7946 0303"),
        ("email", "hale@example.org"),
    ]  # fmt: skip
    assert ann["notes"] == "Not before nine.\n[red]x"
    assert facts(site, "bo-stone")["ways"][0]["to"] == "+44-20-7946-0305"
    assert facts(site, "dr-osei")["name"] == "Dr Ama Osei"  # who was there is there still


def test_a_table_is_read_whatever_its_columns_are_called(site, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text(TABLE)
    site.run("directory", "import", str(file))
    assert "4: no name; the row is left out" in site.err
    ann = facts(site, "ann-hale")
    assert (ann["languages"], ann["ways"][0]["to"]) == (["English", "Welsh"], "020 7946 0301")


def test_who_is_there_is_replaced_only_when_that_is_asked_for(site, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("id,name,role\ndr-osei,Dr A. Osei,Partner\n")
    site.run("directory", "import", str(file))
    assert "1 already there" in site.out
    assert facts(site, "dr-osei")["role"] == "General practitioner"
    site.run("directory", "import", str(file), "--replace")
    osei = facts(site, "dr-osei")
    assert (osei["role"], osei["deputies"], len(osei["ways"])) == ("Partner", ["dr-novak"], 2)


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.vcf", "hello"), ("a.csv", "one,two\n1,2\n"), ("a.csv", "\0\1"), ("a.xlsx", "PK"), ("a.csv", "")],
)
def test_a_file_of_which_nothing_can_be_read_is_one_line_and_changes_nothing(site, tmp_path, name, text):
    before = (site.folder / "config" / "directory.toml").read_bytes()
    (tmp_path / name).write_text(text)
    site.run("directory", "import", str(tmp_path / name))
    assert (site.status, site.out, site.err.count("\n")) == (3, "", 1)
    assert (site.folder / "config" / "directory.toml").read_bytes() == before


def test_a_directory_that_is_broken_is_mended_first(site, tmp_path):
    (site.folder / "config" / "directory.toml").write_text("[[contact")
    (tmp_path / "a.csv").write_text("name\nAnn\n")
    site.run("directory", "import", str(tmp_path / "a.csv"))
    assert site.status == 1
    assert "mend it first" in site.err
    assert (site.folder / "config" / "directory.toml").read_text() == "[[contact"


def test_two_of_one_name_are_told_apart_and_cards_are_masked(site, tmp_path):
    (tmp_path / "a.csv").write_text(
        "sep=;\nName;Tel;Notes\nAnna Lee;+44 20 7946 0311;\nAnna Lee;+44 20 7946 0312;\n"
        "Bo;4111 1111 1111 1111;pays by 4111111111111111\n"
    )
    site.run("directory", "import", str(tmp_path / "a.csv"), "--replace")
    assert site.status == 1
    assert "two are called “anna-lee”; the second is left out" in site.err
    assert "2 added" in site.out
    assert [way["to"] for way in facts(site, "anna-lee")["ways"]] == ["+44 20 7946 0311"]
    written = (site.folder / "config" / "directory.toml").read_text()
    assert "4111111111111111" not in written
    assert "4111 1111" not in written
