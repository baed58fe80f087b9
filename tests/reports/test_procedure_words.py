"""How a procedure was gone through, as `callpilot show` says it."""

from typing import Any

from callpilot.reports.procedure_words import items_words, way_lines

TITLES = {"card": {"": "Card", "ask": "Ask", "expired": "Renew it", "fraud": "Block it"}}
STEPS = [{"id": "ask"}, {"id": "expired"}, {"id": "fraud"}]


def way(*trail: str, current: str | None = None, steps: object = STEPS) -> list[str]:
    return way_lines({"id": "card", "steps": steps, "trail": list(trail), "current": current}, TITLES)


def test_a_way_with_a_branch_and_a_return_is_said() -> None:
    assert way("ask", "fraud", "ask", "expired") == ["way taken: Ask → Block it ↩ Ask → Renew it"]
    assert way("ask", current="fraud") == ["way taken: Ask → Block it"]
    assert way("ask", "expired", "ask", current="expired") == ["way taken: Ask → Renew it ↩ Ask → Renew it"]


def test_steps_taken_one_after_the_other_need_no_words() -> None:
    assert way("ask", "expired", "fraud") == way("ask", current="expired") == way() == []
    assert way(current="fraud") == []  # begun by an older version, which noted no way


def test_a_long_way_is_folded_and_of_a_very_long_one_beginning_and_end_are_said() -> None:
    rows = way(*["ask", "fraud"] * 500)
    assert all(len(row) <= 96 for row in rows)
    assert len(rows) < 12
    assert "… 940 more …" in " ".join(" ".join(rows).split())


def test_what_another_program_wrote_never_raises() -> None:
    strange: list[dict[str, Any]] = [{}, {"trail": 3, "steps": "x", "current": 7}, {"trail": [1, "ask", None]}]
    for record in strange:
        way_lines(record, TITLES)
    assert items_words({"items": "x"}) == items_words({"items": ["a"]}) == items_words({}) == ""


def test_ticked_items_are_said_by_number() -> None:
    assert items_words({"items": [1, 3]}) == "ticked 1, 3"
