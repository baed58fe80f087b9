"""The site's settings: everything has a default, every fault is named and nothing raises."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callpilot.plain.problems import Problem
from callpilot.site.countries import country_code, country_of_language, settled_country
from callpilot.site.home import find_home
from callpilot.site.loading import load_site, site_at
from callpilot.site.model import DEFAULT_SHIFTS, Account, ShiftHours, Site


def load(tmp_path: Path, site: str | None = None, **accounts: str) -> tuple[Site, list[Problem]]:
    if site is not None:
        (tmp_path / "site.toml").write_text(site, encoding="utf-8")
    if accounts:
        (tmp_path / "accounts").mkdir()
    for name, text in accounts.items():
        (tmp_path / "accounts" / f"{name}.toml").write_text(text, encoding="utf-8")
    return load_site(tmp_path, locale_country="GB")


def only(problems: list[Problem]) -> Problem:
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


def test_without_any_file_the_site_is_usable_at_once(tmp_path: Path) -> None:
    site, problems = load_site(tmp_path / "none", locale_country="GB")
    assert not problems
    assert (site.name, site.country, site.answer_within, site.bell) == ("callpilot", "GB", 30, True)
    assert [account.name for account in site.accounts] == ["Main line"]
    assert [shift.name for shift in site.shifts] == ["early", "late", "night"]
    assert site.account_of("anything") is site.accounts[0]
    assert site.deadline("critical") == 900


def test_the_country_is_the_languages_when_nobody_names_one() -> None:
    assert country_of_language({"LANG": "de_AT.UTF-8"}) == "AT"
    assert country_of_language({"LC_ALL": "en_GB", "LANG": "en_US"}) == "GB"
    assert country_of_language({"LANG": "C.UTF-8"}) is None
    assert [country_code(text) for text in ("uk", " gb ", "XX", "England")] == ["GB", "GB", None, None]


def test_without_a_country_every_program_of_a_home_has_that_of_the_first_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = find_home(str(tmp_path), {})
    home.prepare()
    for name in ("LC_ALL", "LC_TELEPHONE", "LC_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    seen: list[str] = []
    for language in ("C", "en_GB.UTF-8", "C", "de_DE.UTF-8"):
        monkeypatch.setenv("LANG", language)
        seen.append(site_at(home)[0].country)
    assert seen == ["US", "GB", "GB", "GB"]
    (home.config / "site.toml").write_text('country = "DE"')
    assert site_at(home)[0].country == "DE"


@pytest.mark.parametrize("kept", [b"", b"nowhere", b"\xff\xfe", b"GB" * 10_000])
def test_a_damaged_note_of_the_country_is_written_anew(tmp_path: Path, kept: bytes) -> None:
    (tmp_path / "country").write_bytes(kept)
    assert settled_country(tmp_path, {"LANG": "en_GB.UTF-8"}) == "GB"
    assert (tmp_path / "country").read_text() == "GB\n"


def test_a_cache_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    assert settled_country(tmp_path / "none", {"LANG": "en_GB.UTF-8"}) == "GB"


def test_a_site_is_read_as_it_is_written(tmp_path: Path) -> None:
    site, problems = load(
        tmp_path,
        """
        format = 1
        name = "Northgate"
        company = "Northgate Ltd"
        country = "uk"
        time_zone = "Europe/London"
        answer_within = "20s"
        bell = false
        theme = "high-contrast"
        call_types = ["message", "order"]
        desks = ["desk-1"]
        operators = ["maria", "maria"]
        [keys]
        escalate = "f7"
        answer = ["f2", "ctrl+a"]
        [escalation]
        critical = "5m"
        [[shift]]
        name = "day"
        hours = "7:00 – 15:00"
        [[line]]
        id = "front"
        number = "020 7946 0101"
        account = "a"
        """,
        a='name = "A"\nanswer_within = "10s"\nrequired = ["name"]\n[[line]]\nid = "back"\n',
        b='id = "bee"\nname = "B"\ncompany = "Bee"\ntime_zone = "Asia/Tokyo"\n',
    )
    assert not problems
    assert (site.country, site.answer_within, site.bell, site.operators) == ("GB", 20, False, ("maria",))
    assert site.keys == {"escalate": "f7", "answer": ["f2", "ctrl+a"]}
    assert (site.deadline("critical"), site.deadline("high"), site.deadline("odd")) == (300, 3600, 14400)
    assert site.shifts == (ShiftHours(name="day", hours="07:00-15:00"),)
    assert [(line.id, line.account) for line in site.lines] == [("front", "a"), ("back", "a")]
    first, second = site.accounts
    assert (first.id, first.company, site.answer_target(first)) == ("a", "Northgate Ltd", 10)
    assert (second.id, second.company, site.answer_target(second)) == ("bee", "Bee", 20)
    assert str(site.zone(second)) == "Asia/Tokyo"
    assert str(site.zone(first)) == "Europe/London"


def test_an_unknown_key_is_named_with_its_line_and_the_nearest_known(tmp_path: Path) -> None:
    site, problems = load(tmp_path, 'name = "N"\nanswer_witin = "20s"\n')
    problem = only(problems)
    assert (problem.source, problem.line, problem.key) == (tmp_path / "site.toml", 2, "answer_witin")
    assert 'did you mean "answer_within"?' in problem.message
    assert (site.name, site.answer_within) == ("N", 30)


def test_an_unknown_key_with_no_near_one_lists_the_known(tmp_path: Path) -> None:
    assert "known here: hours, name" in only(load(tmp_path, '[[shift]]\nname = "a"\nzzz = 1\n')[1]).message


@pytest.mark.parametrize(
    "setting",
    [
        "name = 1",
        "answer_within = 30",
        'answer_within = "soon"',
        'answer_within = "0s"',
        'answer_within = "99999999999999d"',
        'bell = "yes"',
        "desks = 'a'",
        "desks = [1]",
        "keys = 1",
        'country = "Narnia"',
        'time_zone = "Moon/Crater"',
        'time_zone = "../../etc/passwd"',
        "shift = 1",
        "shift = [1]",
        "line = 'a'",
        "escalation = []",
        'format = "two"',
        "[keys]\nanswer = 1",
        '[escalation]\nhigh = "x"',
        '[[shift]]\nhours = "07:00-15:00"',
        '[[shift]]\nname = "a"\nhours = "25:00-26:00"',
        "[[line]]\naccount = 'main'",
    ],
)
def test_a_wrong_value_is_a_problem_and_the_default_holds(tmp_path: Path, setting: str) -> None:
    site, problems = load(tmp_path, f"{setting}\n")
    problem = only(problems)
    assert problem.line > 0
    assert problem.key
    default = Site(country="GB", accounts=site.accounts)
    assert site in (default, Site(country="GB", accounts=site.accounts, shifts=(ShiftHours(name="a"),)))


def test_the_line_is_that_of_the_table_at_fault(tmp_path: Path) -> None:
    text = '[[shift]]\nname = "a"\nhours = "07:00-15:00"\n\n[[shift]]\nname = "b"\nhours = "never"\n'
    problem = only(load(tmp_path, text)[1])
    assert (problem.line, problem.key) == (7, "shift.hours")


def test_a_broken_site_file_leaves_the_defaults_and_the_accounts(tmp_path: Path) -> None:
    site, problems = load(tmp_path, "name = \n", a='name = "A"\n')
    assert only(problems).line == 1
    assert [account.name for account in site.accounts] == ["A"]
    assert site.shifts == DEFAULT_SHIFTS


def test_a_broken_account_leaves_the_others(tmp_path: Path) -> None:
    site, problems = load(tmp_path, a="name = [\n", b='name = "B"\n')
    assert only(problems).source == tmp_path / "accounts" / "a.toml"
    assert [account.id for account in site.accounts] == ["b"]


def test_two_accounts_of_one_id_leave_the_first(tmp_path: Path) -> None:
    site, problems = load(tmp_path, a='id = "x"\nname = "A"\n', b='id = "x"\nname = "B"\n[[line]]\nid = "l"\n')
    assert only(problems).source == tmp_path / "accounts" / "b.toml"
    assert [account.name for account in site.accounts] == ["A"]
    assert site.lines == ()


def test_a_newer_format_is_one_problem_and_what_is_known_is_read(tmp_path: Path) -> None:
    site, problems = load(tmp_path, 'format = 2\nname = "N"\nfuture = true\n[shining]\nnew = 1\n')
    assert "newer version (format 2" in only(problems).message
    assert site.name == "N"


def test_lines_without_a_right_account_go_to_the_first_and_say_so(tmp_path: Path) -> None:
    lines = '[[line]]\nid = "1"\naccount = "zzz"\n[[line]]\nid = "2"\n[[line]]\nid = "2"\naccount = "a"\n'
    site, problems = load(tmp_path, lines, a='name = "A"\n', b='name = "B"\n')
    assert [(line.id, line.account) for line in site.lines] == [("1", "a"), ("2", "a")]
    assert [problem.key for problem in problems] == ["line.account", "line.account", "line.id"]
    assert [problem.line for problem in problems] == [3, 4, 7]


def test_a_config_that_is_a_file_or_holds_a_folder_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "site.toml").mkdir()
    (tmp_path / "accounts").write_text("")
    site, problems = load_site(tmp_path)
    assert len(problems) == 2
    assert site.accounts
    assert load_site(tmp_path / "accounts")[0].accounts


def test_a_call_finds_its_account_by_line_id_number_or_name(tmp_path: Path) -> None:
    site, _ = load(
        tmp_path,
        a='name = "A"\n[[line]]\nid = "sales"\nnumber = "+44 20 7946 0101"\n',
        b='name = "B"\n[[line]]\nid = "help"\nnumber = "020 7946 0102"\nname = "Help line"\n',
    )
    for text in ("help", "HELP", "020 7946 0102", "+442079460102", "(020) 79460102", "help LINE", "b"):
        assert site.account_of(text).id == "b", text
    for text in ("sales", "02079460101", "", "?", "+33 7946 0102"):
        assert site.account_of(text).id == "a", text
    assert site.line_named("") is None


def test_the_planned_shift_runs_past_midnight() -> None:
    site = Site(time_zone="Europe/London")
    names = {hour: site.shift_at(datetime(2026, 11, 23, hour, tzinfo=UTC)) for hour in (6, 7, 15, 23, 0)}
    assert [shift.name if shift else None for shift in names.values()] == ["night", "early", "late", "night", "night"]
    assert Site(shifts=(ShiftHours(name="any"),)).shift_at(datetime(2026, 1, 1, tzinfo=UTC)) is None


def test_an_unknown_time_zone_falls_back_to_the_machines() -> None:
    assert Site().zone() is None
    assert Site().zone(Account(id="a", name="A", time_zone="No/Where")) is None


toml_values = st.sampled_from(
    [
        "1",
        "-1.5",
        "true",
        '""',
        '"x"',
        '"30s"',
        "[]",
        "[1]",
        "[[]]",
        "{}",
        "{a=1}",
        "[{}]",
        '[{id="x"}]',
        "2026-01-01",
        "nan",
    ]
)
KEYS = (
    "format name company department country time_zone answer_within bell theme keys call_types shift line desks "
    "operators escalation id greeting required procedure notes other"
)
keys = st.sampled_from(KEYS.split())


@given(st.dictionaries(keys, toml_values, max_size=8))
def test_no_settings_raise_and_there_is_always_an_account(
    tmp_path_factory: pytest.TempPathFactory, settings: dict[str, str]
) -> None:
    config = tmp_path_factory.getbasetemp() / "any"
    (config / "accounts").mkdir(parents=True, exist_ok=True)
    text = "".join(f"{key} = {value}\n" for key, value in settings.items())
    for place in ("site.toml", "accounts/a.toml"):
        (config / place).write_text(text)
    site, problems = load_site(config)
    assert site.accounts
    assert all(line.account in {account.id for account in site.accounts} for line in site.lines)
    assert all("\n" not in str(problem) for problem in problems)
    assert all(problem.line for problem in problems if problem.key), os.linesep.join(map(str, problems))
