"""Departments report for themselves, see their own, and confirm."""

from __future__ import annotations

from tests.api.http.service import Service

EXPERT = {"id": "E1", "department": "lab", "rate_cents": 5000}


def add(service: Service, who: str, document: dict[str, object], kind: str = "experts") -> str:
    answer = service.client.post(
        f"/v1/inventory/{kind}", json=document, headers=service.headers[who]
    )
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"])


def test_a_contact_reports_for_its_department_only(service: Service) -> None:
    at = add(service, "lab", EXPERT)
    assert service.client.get(at, headers=service.headers["lab"]).status_code == 200
    for document in ({**EXPERT, "id": "E2", "department": "data"},):
        answer = service.client.post(
            "/v1/inventory/experts", json=document, headers=service.headers["lab"]
        )
        assert answer.status_code == 403
    answer = service.client.post(
        "/v1/inventory/departments", json={"id": "new"}, headers=service.headers["lab"]
    )
    assert answer.status_code == 403


def test_other_departments_things_do_not_exist_for_a_contact(service: Service) -> None:
    at = add(service, "lab", EXPERT)
    data = service.headers["data"]
    assert service.client.get(at, headers=data).status_code == 404
    assert service.client.get("/v1/inventory/experts", headers=data).json()["items"] == []
    for call in (
        service.client.put(at, json=EXPERT, headers={**data, "If-Match": "*"}),
        service.client.delete(at, headers={**data, "If-Match": "*"}),
        service.client.post(f"{at}/confirm", headers=data),
    ):
        assert call.status_code == 404


def test_a_thing_cannot_be_moved_to_another_department_by_its_contact(service: Service) -> None:
    at = add(service, "lab", EXPERT)
    moved = {**EXPERT, "department": "data"}
    answer = service.client.put(at, json=moved, headers={**service.headers["lab"], "If-Match": "*"})
    assert answer.status_code == 403


def test_an_unknown_department_and_a_taken_id_are_conflicts(service: Service) -> None:
    add(service, "office", EXPERT)
    for document, code in (
        (EXPERT, "key-taken"),
        ({**EXPERT, "id": "E2", "department": "x"}, "conflict"),
    ):
        answer = service.client.post(
            "/v1/inventory/experts", json=document, headers=service.headers["office"]
        )
        assert (answer.status_code, answer.json()["code"]) == (409, code)


def test_validate_only_stores_nothing(service: Service) -> None:
    answer = service.client.post(
        "/v1/inventory/experts?validate_only=true", json=EXPERT, headers=service.headers["lab"]
    )
    assert answer.status_code == 200
    assert (
        service.client.get("/v1/inventory/experts", headers=service.headers["lab"]).json()["items"]
        == []
    )


def test_a_change_takes_the_confirmation_away(service: Service) -> None:
    at, lab = add(service, "lab", EXPERT), service.headers["lab"]
    confirmed = service.client.post(f"{at}/confirm", headers=lab).json()
    assert confirmed["confirmed_by"].startswith("prn_")
    stale = service.client.get("/v1/inventory/experts?stale_days=1", headers=lab).json()
    assert stale["items"] == []
    changed = service.client.put(at, json=EXPERT, headers={**lab, "If-Match": "*"}).json()
    assert changed["confirmed_at"] is None


def test_removed_is_removed(service: Service) -> None:
    at, lab = add(service, "lab", EXPERT), service.headers["lab"]
    assert service.client.delete(at, headers={**lab, "If-Match": "*"}).status_code == 204
    assert service.client.get(at, headers=lab).status_code == 404


def test_every_deed_is_in_the_audit_chain(service: Service) -> None:
    at, lab = add(service, "lab", EXPERT), service.headers["lab"]
    service.client.post(f"{at}/confirm", headers=lab)
    service.client.delete(at, headers={**lab, "If-Match": "*"})
    auditor = service.headers["auditor"]
    events = service.client.get("/v1/audit?size=500", headers=auditor).json()["items"]
    assert [e["action"] for e in events][-3:] == [
        "inventory.report",
        "inventory.confirm",
        "inventory.remove",
    ]
    assert service.client.get("/v1/audit/verdict", headers=auditor).json()["holds"] is True
    assert service.client.get("/v1/audit", headers=lab).status_code == 403
