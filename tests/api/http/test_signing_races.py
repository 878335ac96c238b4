"""Signing at the same moment as binding: what binds is signed, on either database."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from api.access.default_rules import DEFAULT_RULES
from tests.api.http.planned import Planned, planned_in
from tests.api.http.published import ask, get


def decided(folder: Path, database_url: str | None) -> Planned:
    """Return a plan that is signed by everybody and decided."""
    planned = planned_in(folder, DEFAULT_RULES, database_url=database_url)
    for who in ("lab", "data"):
        for line in get(planned, who, f"{planned.at}/lines").json()["items"]:
            if line["owner"] == who:
                assert ask(planned, who, f"/v1/lines/{line['id']}/accept").status_code == 200
    assert said(planned, "office2", "sign").status_code == 200
    assert ask(planned, "leader", f"{planned.at}/decide").status_code == 200
    return planned


def said(planned: Planned, who: str, word: str) -> Any:
    at = f"{planned.at}/chains/plan/plan"
    return ask(
        planned, who, f"{at}/{word}", {"digest": get(planned, "auditor", at).json()["digest"]}
    )


def test_a_signature_is_taken_back_or_binds_never_both(
    tmp_path: Path, database_url: str | None
) -> None:
    planned = decided(tmp_path, database_url)
    deeds: list[Callable[[], Any]] = [
        lambda: said(planned, "office2", "withdraw"),
        lambda: ask(planned, "office", f"{planned.at}/publish"),
    ]
    with ThreadPoolExecutor(2) as pool:
        withdrawn, published = (job.result() for job in [pool.submit(deed) for deed in deeds])
    assert sorted([withdrawn.status_code, published.status_code]) in ([200, 409], [201, 409])
    state = get(planned, "auditor", planned.at).json()["state"]
    assert state == ("published" if published.status_code == 201 else "decided")
    chain = get(planned, "auditor", f"{planned.at}/chains/plan/plan").json()
    assert (chain["state"] == "complete") == (state == "published")
    planned.service.database.close()


def test_of_two_leaders_at_once_both_are_heard(tmp_path: Path, database_url: str | None) -> None:
    planned = planned_in(tmp_path, DEFAULT_RULES, database_url=database_url)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda who: said(planned, who, "sign"), ("leader", "office")))
    assert [answer.status_code for answer in answers] == [200, 200]
    chain = get(planned, "auditor", f"{planned.at}/chains/plan/plan").json()
    assert chain["state"] == "complete"
    assert len(chain["acts"]) == 2
    planned.service.database.close()
