"""Where files are kept: named by the user, private whatever the umask, refused in one line."""

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from callpilot.site.home import Home, HomeError, find_home, make_private, private_open

POSIX_ONLY = pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")


@pytest.fixture(params=[0o000, 0o022, 0o077, 0o377])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_option_is_stronger_than_the_environment(tmp_path: Path) -> None:
    environ = {"CALLPILOT_HOME": str(tmp_path / "environ")}
    assert find_home(str(tmp_path / "option"), environ).data == tmp_path / "option" / "data"
    assert find_home(None, environ).config == tmp_path / "environ" / "config"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="XDG is Linux's")
def test_without_either_the_users_own_folders_are_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "DATA", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    home = find_home(None, {"CALLPILOT_HOME": ""})
    assert home == Home(*(tmp_path / name / "callpilot" for name in ("CONFIG", "DATA", "CACHE")))


def test_a_home_is_absolute_and_makes_nothing_until_it_is_asked_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    home = find_home("here", {})
    assert home.cache == tmp_path / "here" / "cache"
    assert not any(tmp_path.iterdir())


@POSIX_ONLY
def test_every_folder_is_private_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    home = find_home(str(tmp_path / "far" / "away"), {})
    home.prepare()
    home.prepare()
    folders = [home.config, home.data, home.cache, home.open, home.journal, home.inbox, home.quarantine, home.locks]
    assert [mode(folder) for folder in (*folders, tmp_path / "far", tmp_path / "far" / "away")] == [0o700] * 10


@POSIX_ONLY
def test_a_file_is_private_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    with open(tmp_path / "a", "w", opener=private_open) as file:
        file.write("x")
    assert mode(tmp_path / "a") == 0o600


@POSIX_ONLY
def test_an_existing_folder_is_tightened_but_not_the_one_it_lies_in(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "data").mkdir(mode=0o755)
    make_private(tmp_path / "data")
    assert (mode(tmp_path / "data"), mode(tmp_path)) == (0o700, 0o755)


@pytest.mark.parametrize("place", ["", "data", "data/inbox"])
def test_a_file_in_the_way_is_named_in_one_line(tmp_path: Path, place: str) -> None:
    blocked = tmp_path / "home" / place
    blocked.parent.mkdir(parents=True, exist_ok=True)
    blocked.write_text("")
    with pytest.raises(HomeError) as fault:
        find_home(str(tmp_path / "home"), {}).prepare()
    assert str(fault.value) == f"{blocked}: is a file, not a folder; name another with --home DIR"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_can_not_be_made_is_said_in_one_line(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(HomeError, match="can't make this folder"):
        find_home(str(tmp_path / "home"), {}).prepare()
    tmp_path.chmod(0o700)


@pytest.mark.parametrize("option", ["", "  ", "~nobody-of-this-name/x"])
def test_a_home_without_a_usable_name_is_refused(option: str) -> None:
    with pytest.raises(HomeError) as fault:
        find_home(option, {})
    assert "\n" not in str(fault.value)
    assert "--home" in str(fault.value)


def test_each_folder_in_which_folders_were_made_is_asked_once_to_keep_their_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda fd: synced.append(str(Path(f"/proc/self/fd/{fd}").readlink())))
    made = find_home(str(tmp_path / "new"), {})
    made.prepare()
    if not Path("/proc/self/fd").exists():
        pytest.skip("nothing here tells which folder a descriptor is")
    assert sorted(synced) == sorted(str(one) for one in (tmp_path.parent, tmp_path, tmp_path / "new", made.data))
    made.prepare()
    assert len(synced) == 4
