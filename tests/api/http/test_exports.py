"""Workbooks out: what is imported again changes nothing."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from optimizer.domain import Round
from scenarios.formats import read_file
from tests.api.http.service import Service
from tests.api.http.test_imports import commit, effects, ready, send
from tests.api.http.test_rounds import at, take
from tests.scenarios.tables.books import small_round

__all__ = ["at"]


def filled(service: Service) -> None:
    round_ = small_round()
    upload = ready(service, "office", round_.model_dump_json().encode())
    assert commit(service, "office", upload).status_code == 200
    expert = {"id": "L1", "department": "lab", "rate_cents": 77_700}
    service.client.post("/v1/inventory/experts", json=expert, headers=service.headers["office"])


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("who", ["office", "lab"])
def test_export_then_import_changes_nothing(service: Service, who: str, lang: str) -> None:
    filled(service)
    headers = {**service.headers[who], "Accept-Language": lang}
    book = service.client.get("/v1/inventory.xlsx", headers=headers)
    assert book.status_code == 200
    assert book.headers["content-disposition"] == "attachment; filename*=UTF-8''inventory.xlsx"
    answer = send(service, who, book.content)
    assert answer.json()["state"] == "ready", answer.text
    found = effects(answer)
    assert set(found.values()) == {"unchanged"}
    assert {"L1", "lab", "data", "rd", "analysis"} <= found.keys()
    assert ("E1" in found) is (who == "office")


def test_a_contact_takes_away_its_own_only(service: Service, tmp_path: Path) -> None:
    filled(service)
    book = service.client.get("/v1/inventory.xlsx", headers=service.headers["data"])
    path = tmp_path / "inventory.xlsx"
    path.write_bytes(book.content)
    round_ = read_file(path)
    assert [expert.id for expert in round_.experts] == ["E2"]
    assert round_.funds == ()
    assert (
        service.client.get("/v1/inventory.xlsx", headers=service.headers["team"]).status_code == 403
    )


def test_a_snapshot_is_the_same_round(service: Service, at: str, tmp_path: Path) -> None:
    leader = service.headers["leader"]
    assert service.client.get(f"{at}/snapshot.xlsx", headers=leader).status_code == 404
    take(service, at, "freeze")
    book = service.client.get(f"{at}/snapshot.xlsx", headers=leader)
    path = tmp_path / "snapshot.xlsx"
    path.write_bytes(book.content)
    document = service.client.get(f"{at}/snapshot", headers=leader).json()
    assert read_file(path) == Round.model_validate(document)
    answer = service.client.get(f"{at}/snapshot.xlsx", headers=service.headers["lab"])
    assert answer.status_code == 403


def test_a_template_speaks_the_readers_language_and_offers_the_lists(service: Service) -> None:
    filled(service)
    for lang, sheet in (("zh", "人员"), ("en", "Experts")):
        headers = {**service.headers["team"], "Accept-Language": lang}
        answer = service.client.get("/v1/template.xlsx", headers=headers)
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        assert sheet in book.sheetnames
        words = {c.value for s in book.worksheets for row in s.iter_rows() for c in row}
        assert "analysis" in words
        assert "E1" not in words  # a team sees nobody's people
