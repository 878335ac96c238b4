"""The smallest sound round, as JSON data, to break in one place at a time."""

from __future__ import annotations

from typing import Any

from optimizer.checks import check_round
from optimizer.domain import Round


def sound() -> dict[str, Any]:
    """Return a round with one of everything and nothing wrong with it."""
    mode = {
        "id": "m", "duration": 2,
        "staffing": [{"id": "s", "skill": "welding"}],
        "facilities": [{"id": "f", "kind": "lab"}],
        "datasets": [{"dataset": "weather", "purpose": "research"}],
        "money": [{"id": "c", "category": "travel", "amount_cents": 50}],
    }  # fmt: skip
    return {
        "calendar": {"start": "2026-01-05", "periods": 8},
        "departments": [{"id": "north"}],
        "skills": [{"id": "welding"}],
        "experts": [{"id": "li", "department": "north", "skills": [{"skill": "welding"}]}],
        "facilities": [{"id": "hall", "kind": "lab", "department": "north"}],
        "datasets": [{"id": "weather", "department": "north", "purposes": ["research"]}],
        "funds": [
            {"id": "purse", "department": "north", "amount_cents": 100, "categories": ["travel"]}
        ],
        "projects": [
            {"id": "bridge", "sponsor": "north", "packages": [
                {"id": "a", "modes": [mode]},
                {"id": "b", "modes": [{"id": "m", "duration": 1}], "predecessors": [
                    {"package": "a"}]},
            ]},
        ],
    }  # fmt: skip


def codes(data: dict[str, Any]) -> set[str]:
    """Return the codes found in a well-formed round; every finding speaks both languages."""
    findings = check_round(Round.model_validate(data))
    for item in findings:
        assert all((item.message_zh, item.message_en, item.suggestion_zh, item.suggestion_en))
        assert item.place.pointer.startswith("/")
    return {item.code for item in findings}


def set_at(data: Any, pointer: str, value: Any) -> None:
    """Set a value at a JSON pointer; ``-`` appends to a list."""
    *path, last = pointer.strip("/").split("/")
    for step in path:
        data = data[int(step)] if isinstance(data, list) else data.setdefault(step, {})
    if isinstance(data, list) and last == "-":
        data.append(value)
    elif isinstance(data, list):
        data[int(last)] = value
    else:
        data[last] = value
