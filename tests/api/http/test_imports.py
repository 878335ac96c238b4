"""Files in: a preview that stores nothing, a commit that stores everything or nothing."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from scenarios.tables import write_csv, write_workbook
from tests.api.http.service import Service, service_in
from tests.api.http.test_requests import PROJECT, RULES, step, write
from tests.scenarios.tables.books import small_round

EXPERT: dict[str, Any] = {"id": "E1", "department": "lab", "rate_cents": 5000}
Edit = Callable[[Any], None]


def send(service: Service, who: str, content: bytes, name: str = "file", **more: str) -> Any:
    return service.client.post(
        f"/v1/imports?filename={name}",
        content=content,
        headers={**service.headers[who], "Content-Type": "application/octet-stream", **more},
    )


def as_json(**things: Any) -> bytes:
    return json.dumps(things).encode()


def ready(service: Service, who: str, content: bytes) -> str:
    answer = send(service, who, content)
    assert answer.status_code == 201, answer.text
    assert answer.json()["state"] == "ready", answer.text
    return str(answer.headers["location"])


def commit(service: Service, who: str, at: str, key: str = "k") -> Any:
    headers = {**service.headers[who], "Idempotency-Key": key}
    return service.client.post(f"{at}/commit", headers=headers)


def effects(answer: Any) -> dict[str, str]:
    return {change["key"]: change["effect"] for change in answer.json()["changes"]}


def keys(service: Service, kind: str = "experts") -> list[str]:
    listed = service.client.get(f"/v1/inventory/{kind}", headers=service.headers["office"])
    return [item["key"] for item in listed.json()["items"]]


def workbook(tmp_path: Path, lang: str = "en") -> bytes:
    write_workbook(small_round(), tmp_path / "r.xlsx", lang)
    return (tmp_path / "r.xlsx").read_bytes()


def edited(content: bytes, edit: Edit) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    edit(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def write_cell(content: bytes, sheet: str, old: object, new: object) -> bytes:
    """Return a workbook with a value in the place of another."""

    def edit(book: Any) -> None:
        cell = next(c for row in book[sheet].iter_rows() for c in row if c.value == old)
        cell.value = new

    return edited(content, edit)


@pytest.mark.parametrize("form", ["xlsx", "zip", "json"])
def test_every_form_is_previewed_then_committed(
    service: Service, tmp_path: Path, form: str
) -> None:
    if form == "json":
        content = small_round().model_dump_json().encode()
    elif form == "xlsx":
        content = workbook(tmp_path)
    else:
        write_csv(small_round(), tmp_path / "r.zip")
        content = (tmp_path / "r.zip").read_bytes()
    answer = send(service, "office", content, "our%20round.bin")
    assert answer.status_code == 201
    found = effects(answer)
    assert found.pop("data") == "unchanged"
    assert found == dict.fromkeys(("rd", "analysis", "testing", "E1", "E2", "B1", "P1"), "create")
    assert answer.json()["filename"] == f"our round.{form}"
    assert keys(service) == []
    at = str(answer.headers["location"])
    done = commit(service, "office", at)
    assert done.json()["state"] == "committed"
    assert keys(service) == ["E1", "E2"]
    requests = service.client.get("/v1/requests", headers=service.headers["office"]).json()
    assert [(r["key"], r["state"]) for r in requests["items"]] == [("P1", "draft")]
    # What was committed is unchanged when it comes again.
    assert set(effects(send(service, "office", content)).values()) == {"unchanged"}
    # The same request again has no second effect; another commit is refused.
    assert commit(service, "office", at).headers["idempotent-replayed"] == "true"
    assert commit(service, "office", at, "other").status_code == 409


def test_a_commit_needs_a_key(service: Service) -> None:
    at = ready(service, "office", as_json(experts=[EXPERT]))
    answer = service.client.post(f"{at}/commit", headers=service.headers["office"])
    assert (answer.status_code, answer.json()["code"]) == (400, "key-required")
    assert keys(service) == []


def test_an_update_names_its_fields_and_takes_the_confirmation_away(service: Service) -> None:
    lab = service.headers["lab"]
    made = service.client.post("/v1/inventory/experts", json=EXPERT, headers=lab)
    service.client.post(f"{made.headers['location']}/confirm", headers=lab)
    answer = send(service, "lab", as_json(experts=[{**EXPERT, "rate_cents": 6000}]))
    (change,) = answer.json()["changes"]
    assert (change["effect"], change["fields"]) == ("update", ["rate_cents"])
    assert commit(service, "lab", str(answer.headers["location"])).status_code == 200
    item = service.client.get(made.headers["location"], headers=lab).json()
    assert (item["document"]["rate_cents"], item["version"]) == (6000, 3)
    assert item["confirmed_at"] is None


def test_one_error_stops_everything_and_is_told_by_its_cell(
    service: Service, tmp_path: Path
) -> None:
    content = write_cell(workbook(tmp_path), "Staffing needs", "analysis", "astrology")
    answer = send(service, "office", content, "r.xlsx")
    assert answer.json()["state"] == "refused"
    (finding,) = [f for f in answer.json()["findings"] if f["severity"] == "error"]
    assert finding["code"] == "reference.unknown-skill"
    assert finding["place"]["sheet"] == "Staffing needs"
    assert {"row", "column", "cell"} <= finding["place"].keys()
    assert effects(answer)["P1"] == "error"
    assert effects(answer)["E1"] == "create"
    at = str(answer.headers["location"])
    refused = commit(service, "office", at)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    assert refused.json()["findings"] == answer.json()["findings"]
    assert keys(service) == []
    for lang, front in (("en", "Error"), ("zh", "错误")):
        headers = {**service.headers["office"], "Accept-Language": lang}
        marked = service.client.get(f"{at}/marked.xlsx", headers=headers)
        assert marked.status_code == 200
        book = openpyxl.load_workbook(io.BytesIO(marked.content))
        cell = book["Staffing needs"][finding["place"]["cell"]]
        assert cell.value == "astrology"
        assert cell.comment.text.startswith(f"{front}  reference.unknown-skill")


def test_only_a_workbook_is_marked(service: Service) -> None:
    at = ready(service, "office", as_json(experts=[EXPERT]))
    assert service.client.get(f"{at}/marked.xlsx", headers=service.headers["office"]).json()[
        "code"
    ] == ("conflict")


def test_references_are_to_what_is_stored_as_well(service: Service) -> None:
    expert = {**EXPERT, "skills": [{"skill": "test"}]}
    answer = send(service, "office", as_json(experts=[expert]))
    assert [f["code"] for f in answer.json()["findings"]] == ["reference.unknown-skill"]
    assert answer.json()["findings"][0]["place"]["pointer"].startswith("/experts/0/")
    service.client.post(
        "/v1/inventory/skills", json={"id": "test"}, headers=service.headers["office"]
    )
    ready(service, "office", as_json(experts=[expert]))


def test_a_contact_imports_for_its_department_only(service: Service) -> None:
    office = service.headers["office"]
    service.client.post("/v1/inventory/skills", json={"id": "test"}, headers=office)
    skill = service.client.get("/v1/inventory/skills", headers=office).json()["items"][0]
    content = as_json(
        skills=[skill["document"]],
        experts=[EXPERT, {**EXPERT, "id": "E2", "department": "data"}],
    )
    answer = send(service, "lab", content)
    assert effects(answer) == {"test": "unchanged", "E1": "create", "E2": "error"}
    codes = [(f["code"], f["place"]["pointer"]) for f in answer.json()["findings"]]
    assert codes == [("import.not-yours", "/experts/1")]
    assert commit(service, "lab", str(answer.headers["location"])).status_code == 422
    for things in (
        {"skills": [{"id": "new"}]},
        {"departments": [{"id": "lab", "name": {"zh": "实验室", "en": "Lab"}}]},
        {"projects": [{**PROJECT, "id": "P9", "sponsor": "data"}]},
    ):
        found = {f["code"] for f in send(service, "lab", as_json(**things)).json()["findings"]}
        assert "import.not-yours" in found


def test_what_belongs_to_others_is_not_taken_over(service: Service) -> None:
    data = {**EXPERT, "department": "data"}
    service.client.post("/v1/inventory/experts", json=data, headers=service.headers["data"])
    answer = send(service, "lab", as_json(experts=[EXPERT]))
    assert [f["code"] for f in answer.json()["findings"]] == ["import.key-taken"]
    # A copy of another's thing is refused, whatever it says: nothing is told about it.
    answer = send(service, "lab", as_json(experts=[data]))
    assert [f["code"] for f in answer.json()["findings"]] == ["import.not-yours"]


def test_a_submitted_request_is_not_changed(service: Service) -> None:
    office = service.headers["office"]
    service.client.post("/v1/inventory/skills", json={"id": "test"}, headers=office)
    service.client.post("/v1/rounds", json={"title": "R", "rules": RULES}, headers=office)
    at, _ = write(service)
    changed = as_json(projects=[{**PROJECT, "tier": 1}])
    assert effects(send(service, "lab", changed)) == {"P1": "update"}
    step(service, at, "submit", "lab")
    answer = send(service, "lab", changed)
    assert "import.not-open" in {f["code"] for f in answer.json()["findings"]}


def test_a_preview_that_is_overtaken_is_not_committed(service: Service) -> None:
    lab = service.headers["lab"]
    at = ready(service, "lab", as_json(experts=[EXPERT]))
    other = {**EXPERT, "id": "E7"}
    service.client.post("/v1/inventory/experts", json=other, headers=lab)
    answer = commit(service, "lab", at)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert keys(service) == ["E7"]
    # What other departments do to things of their own spoils nothing.
    at = ready(service, "lab", as_json(experts=[EXPERT]))
    foreign = {**EXPERT, "id": "E8", "department": "data"}
    service.client.post("/v1/inventory/experts", json=foreign, headers=service.headers["data"])
    assert commit(service, "lab", at, "later").status_code == 200


def test_uploads_are_private(service: Service) -> None:
    at = ready(service, "lab", as_json(experts=[EXPERT]))
    assert service.client.get(at, headers=service.headers["data"]).status_code == 404
    assert commit(service, "data", at).status_code == 404
    assert service.client.get(at, headers=service.headers["office"]).status_code == 200
    assert commit(service, "office", at).status_code == 403
    assert send(service, "leader", as_json(experts=[])).status_code == 403


def test_a_commit_is_one_link_of_the_chain(service: Service) -> None:
    at = ready(service, "lab", as_json(experts=[EXPERT, {**EXPERT, "id": "E2"}]))
    commit(service, "lab", at)
    auditor = service.headers["auditor"]
    last = service.client.get("/v1/audit?size=500", headers=auditor).json()["items"][-1]
    assert (last["action"], last["detail"]["counts"]) == ("import.commit", {"create": 2})
    assert last["detail"]["changes"] == [["create", "experts", "E1"], ["create", "experts", "E2"]]
    assert service.client.get("/v1/audit/verdict", headers=auditor).json()["holds"] is True


# Files that are refused.


def packed(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def with_member(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    members[name] = change(members.get(name, b""))
    return packed(**members)


def test_macros_and_old_or_damaged_workbooks_are_refused(service: Service, tmp_path: Path) -> None:
    good = workbook(tmp_path)
    for content, code in (
        (with_member(good, "xl/vbaProject.bin", lambda _: b"x"), "file.macro-workbook"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "file.old-workbook"),
        (good[: len(good) // 2], "file.damaged"),
        (packed(**{"notes.txt": b"x"}), "file.no-tables"),
    ):
        answer = send(service, "office", content)
        assert answer.status_code == 422
        assert [f["code"] for f in answer.json()["findings"]] == [code]


def test_what_is_no_table_is_an_unsupported_type(service: Service) -> None:
    for content in (b"", b"hello", b"\x1f\x8b\x08", b"%PDF-1.7"):
        answer = send(service, "office", content)
        assert (answer.status_code, answer.json()["code"]) == (415, "unsupported-type")
    assert send(service, "office", b"{").status_code == 422


def test_archives_that_explode_are_refused(tmp_path: Path) -> None:
    service = service_in(tmp_path, upload_bytes=20_000)
    bomb = packed(**{"experts.csv": b"0" * 1_000_000})
    assert len(bomb) < 20_000
    answer = send(service, "office", bomb)
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


def test_uploads_without_a_length_are_limited_too(tmp_path: Path) -> None:
    service = service_in(tmp_path, upload_bytes=1000)
    for more in ({}, {"Idempotency-Key": "k"}):
        answer = service.client.post(
            "/v1/imports",
            content=iter([b"{" + b" " * 600, b" " * 600]),
            headers={**service.headers["office"], **more},
        )
        assert answer.status_code == 413


def test_external_entities_are_never_read(service: Service, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hunter2")
    outside = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'.encode()
    good = workbook(tmp_path)

    def attack(member: bytes) -> bytes:
        head, mark, rest = member.partition(b"?>")
        return head + mark + outside + rest.replace(b"analysis", b"&e;")

    for part in ("workbook", "styles", "sharedStrings", "comments11", "worksheets/sheet9"):
        name = f"xl/{part}.xml"
        answer = send(service, "office", with_member(good, name, attack))
        assert answer.status_code in (201, 422), name
        assert "hunter2" not in answer.text
        if answer.status_code == 201:
            at = answer.headers["location"]
            marked = service.client.get(f"{at}/marked.xlsx", headers=service.headers["office"])
            assert marked.status_code in (200, 422)
            assert b"hunter2" not in marked.content


def test_entities_that_explode_are_refused(service: Service, tmp_path: Path) -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE x [<!ENTITY e0 "lol">{levels}]>'.encode()

    def attack(member: bytes) -> bytes:
        head, mark, rest = member.partition(b"?>")
        return head + mark + bomb + rest.replace(b"analysis", b"&e9;")

    content = with_member(workbook(tmp_path), "xl/sharedStrings.xml", attack)
    answer = send(service, "office", content)
    assert answer.status_code in (201, 422)
    assert len(answer.content) < 1_000_000


def test_a_name_is_only_a_name(service: Service) -> None:
    answer = send(service, "office", as_json(experts=[EXPERT]), "..%2F..%2Fetc%2Fpass%00wd")
    assert answer.json()["filename"] == "pass_wd.json"
