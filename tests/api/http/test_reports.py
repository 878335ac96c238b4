"""Reports over HTTP: whole, in the reader's language, with the shares that count."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import openpyxl
import pytest

from api.access.rules import AuthorityRules
from tests.api.http.planned import Planned, planned_in
from tests.api.http.published import ask, get, published_in


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    return published_in(tmp_path_factory.mktemp("published"))


@pytest.mark.parametrize(("lang", "words"), [("zh", "成本分摊"), ("en", "Cost shares")])
def test_the_report_is_one_file_to_save(published: Planned, lang: str, words: str) -> None:
    for at in (published.run, published.at):
        answer = get(published, "leader", f"{at}/report.html?lang={lang}")
        assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
        assert answer.headers["content-type"].startswith("text/html")
        assert words in answer.text
        assert "<link" not in answer.text
        book = get(published, "leader", f"{at}/report.xlsx?lang={lang}")
        assert len(openpyxl.load_workbook(io.BytesIO(book.content)).sheetnames) > 3


def test_only_who_sees_all_takes_reports_away(published: Planned) -> None:
    for who in ("lab", "team"):
        assert get(published, who, f"{published.run}/report.html").status_code == 403
        assert get(published, who, f"{published.at}/report.xlsx").status_code == 403


def test_nothing_published_is_no_report(tmp_path: Path) -> None:
    planned = planned_in(tmp_path)
    assert get(planned, "leader", f"{planned.at}/report.html").status_code == 409
    assert get(planned, "leader", f"{planned.run}/report.html").status_code == 200


@pytest.fixture(scope="module")
def objected(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    rules = AuthorityRules.model_validate(
        {
            "rules": [
                {
                    "id": "leaders",
                    "title": {"zh": "领导签批", "en": "A leader signs"},
                    "applies": {"scopes": ["plan", "line"]},
                    "requires": {"form": "signer", "role": "leader"},
                }
            ]
        }
    )
    planned = planned_in(tmp_path_factory.mktemp("objected"), rules)
    lines = get(planned, "lab", f"{planned.at}/lines").json()["items"]
    line = next(x for x in lines if x["owner"] == "lab" and x["kind"] == "person")
    said = ask(planned, "lab", f"/v1/lines/{line['id']}/object", {"reason": "On leave then."})
    assert said.status_code == 200, said.text
    return planned


def test_the_meeting_pack_holds_objections_and_missing_signatures(objected: Planned) -> None:
    page = get(objected, "leader", f"{objected.run}/meeting.html?lang=en").text
    assert "On leave then." in page
    assert "A leader signs" in page
    assert "The plan as a whole" in page
    file = get(objected, "leader", f"{objected.run}/meeting.docx?lang=en")
    assert file.headers["content-type"].endswith("wordprocessingml.document")
    document = docx.Document(io.BytesIO(file.content))
    assert any("On leave then." in paragraph.text for paragraph in document.paragraphs)
    assert get(objected, "lab", f"{objected.run}/meeting.docx").status_code == 403
