"""A small organisation with something of every kind, for changes to act on."""

from __future__ import annotations

from typing import Any

from optimizer.domain import Round

__all__ = ["organisation"]


def organisation() -> Round:
    """Two departments that need each other: `lab` has the bench, `data` people and a dataset."""
    projects: list[dict[str, Any]] = [
        _project("P1", "lab", 40, needs={"facilities": [{"id": "f", "facility": "bench"}]}),
        _project("P2", "data", 60, needs={"datasets": [{"dataset": "sales"}]}),
        _project("P3", "lab", 10, prerequisites=[{"project": "P2"}]),
    ]
    return Round.model_validate(
        {
            "title": {"zh": "小机构", "en": "Small organisation"},
            "calendar": {"start": "2026-07-06", "period": "week", "periods": 8},
            "departments": [
                {"id": "lab", "name": {"zh": "实验室", "en": "Laboratory"}},
                {"id": "data", "name": {"zh": "数据部", "en": "Data"}},
            ],
            "skills": [{"id": "test", "name": {"zh": "测试", "en": "Testing"}}, {"id": "stats"}],
            "experts": [
                _expert("E1", "lab", "test", 3),
                _expert("E2", "data", "stats", 4),
                _expert("E3", "data", "test", 2),
            ],
            "facilities": [
                {
                    "id": "bench",
                    "kind": "lab",
                    "department": "lab",
                    "units": 2,
                    "exceptions": [{"start": 1, "end": 4, "value": 1}],
                }
            ],
            "datasets": [{"id": "sales", "department": "data"}],
            "funds": [
                {"id": "F1", "department": "lab", "amount_cents": 100_001},
                {
                    "id": "F2",
                    "department": "data",
                    "slots": [
                        {"start": 0, "end": 4, "amount_cents": 50_000},
                        {"start": 4, "end": 8, "amount_cents": 70_000},
                    ],
                },
            ],
            "projects": projects,
            "pins": [
                {"kind": "person", "project": "P1", "package": "A", "need": "s", "expert": "E1"}
            ],
        }
    )


def _expert(id_: str, department: str, skill: str, level: int) -> dict[str, Any]:
    return {
        "id": id_,
        "department": department,
        "skills": [{"skill": skill, "level": level}],
        "rate_cents": 10_000,
        "access": {"scope": "anyone"},
    }


def _project(
    id_: str, sponsor: str, value: int, needs: dict[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    mode = {"id": "m", "duration": 2, "staffing": [{"id": "s", "skill": "test"}], **(needs or {})}
    return {
        "id": id_,
        "sponsor": sponsor,
        "participants": ["lab", "data"],
        "benefits": [
            {"department": "lab", "value": value},
            {"department": "data", "value": value // 2},
        ],
        "packages": [{"id": "A", "modes": [mode], "needed_by": ["data"]}],
        **more,
    }
