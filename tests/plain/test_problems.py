"""Faults in files, as they are said."""

from pathlib import Path

from callpilot.plain.problems import Problem


def test_a_fault_is_named_by_its_whole_path_or_where_room_is_short_by_its_file():
    fault = Problem(source=Path("/etc/site/config/directory.toml"), line=7, key="contact.id", message="is there twice")
    assert str(fault) == "/etc/site/config/directory.toml:7: contact.id: is there twice"
    assert fault.brief == "directory.toml:7: contact.id: is there twice"
