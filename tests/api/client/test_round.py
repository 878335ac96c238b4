"""The client against the service: a whole round, and its shapes against the service's own."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from api.client import Client, Figures, ServiceProblem, answers, delivered, urgent
from api.client.answers import Answer
from tests.api.http.service import Service
from tests.api.http.test_requests import PROJECT, RULES

NAMES = {
    "Attempt": "AttemptAnswer",
    "Bill": "BillAnswer",
    "Certificate": "CertificateAnswer",
    "Delivery": "DeliveryAnswer",
    "Effect": "EffectAnswer",
    "Figures": "ActualFigures",
    "PlanChange": "PlanChangeAnswer",
    "Report": "ReportAnswer",
    "RoundReview": "ReviewDocument",
    "Said": "ChangeAnswerSaid",
    "Used": "UsedLine",
    "Webhook": "WebhookAnswer",
    "AllocationRound": "RoundAnswer",
    "AuditLink": "Event",
    "Begun": "ReviewBegun",
    "Change": "ChangeAnswer",
    "Choice": "ChoiceAnswer",
    "Found": "FindingAnswer",
    "Grant": "GrantBody",
    "Import": "ImportAnswer",
    "Key": "KeyAnswer",
    "Line": "LineAnswer",
    "Principal": "PrincipalAnswer",
    "Proposal": "ProposalAnswer",
    "Publication": "PublicationAnswer",
    "Request": "RequestAnswer",
    "Run": "RunAnswer",
    "Verdict": "ChainVerdict",
}
"""What the service calls the shapes that the client calls otherwise."""
OURS = {"Answer", "FoundAt", "Page", "RunEvent", "Versioned"}
"""Shapes that the service's document does not name."""


def client_of(service: Service, who: str) -> Client:
    key = service.headers[who]["Authorization"].removeprefix("Bearer ")
    return Client("", key, http=service.client)


def shapes() -> list[type[BaseModel]]:
    found = [
        getattr(module, name) for module in (answers, delivered, urgent) for name in module.__all__
    ]
    return [s for s in found if issubclass(s, Answer) and s.__name__ not in OURS]


def test_every_field_that_the_client_reads_is_one_that_the_service_gives(service: Service) -> None:
    document = service.client.get("/v1/openapi.json").json()["components"]["schemas"]
    assert not [name for name in document if "__" in name], "two shapes have one name"
    for shape in shapes():
        told = document[NAMES.get(shape.__name__, shape.__name__)]["properties"]
        missing = {n for n, f in shape.model_fields.items() if f.is_required()} - set(told)
        assert not missing, shape.__name__
        assert set(shape.model_fields) <= set(told), shape.__name__


def test_a_whole_round(working: Any) -> None:
    service = working.service
    office, leader, lab = (client_of(service, who) for who in ("office", "leader", "lab"))
    assert [grant.role for grant in lab.me().grants] == ["contact"]
    (round_,) = office.rounds.every()
    said: list[str] = []
    run = office.runs.submit(round_, seconds=20, key="once")
    assert office.runs.submit(round_, seconds=20, key="once").id == run.id
    run = office.runs.wait(run, on_event=lambda event: said.append(event.kind))
    assert (run.state, said[0]) == ("done", "state")
    outcome = office.runs.outcome(run)
    assert outcome.plan is not None
    assert office.rounds.snapshot(round_).content_hash() == round_.snapshot_hash
    begun = office.review.begin(round_, run)
    assert begun.open == begun.lines == 2
    with pytest.raises(ServiceProblem) as caught:
        leader.review.decide(round_)  # the round has a newer version since
    assert caught.value.code == "precondition-failed"
    for line in lab.review.lines(round_):
        assert lab.review.accept(line).state == "accepted"
    leader.review.decide(leader.rounds.read(round_))
    round_ = office.rounds.read(round_)
    published = office.review.publish(round_, key="publish")
    assert office.review.publish(round_, key="publish") == published
    assert office.review.shares(round_).total_cents > 0
    proposal = client_of(service, "team").review.proposal(round_, "P1")
    assert proposal.final
    assert proposal.accepted
    assert b"BEGIN:VEVENT" in lab.review.calendar(round_, "P1")
    release = {"kind": "extension", "project": "P1", "package": "A", "periods": 1}
    team = client_of(service, "team")
    change = team.changes.submit(round_, release, "more to test", from_period=0)
    change = team.changes.wait(change, timeout=60)
    assert change.feasibility == "feasible"
    assert team.changes.effect(change).asked == ("lab",)
    change = lab.changes.accept(lab.changes.read(change))
    assert [said.accepted for said in change.said] == [True]
    assert office.changes.apply(change).number == 2
    assert [p.number for p in lab.delivery.publications(round_)] == [1, 2]
    settled = office.delivery.settlement(round_)
    assert sum(d.receives_cents for d in settled.departments) == 0
    bill = lab.delivery.bill(round_, "lab")
    assert bill.statement.pays_cents == sum(part.cents for part in bill.projects) > 0
    assert lab.delivery.certificate(round_).number == 2
    report = team.delivery.report(round_, "P1", Figures(cost_cents=100))
    report = team.delivery.report(round_, "P1", Figures(cost_cents=200), before=report)
    assert team.delivery.reported(round_, "P1") == report
    assert office.delivery.evaluation(round_).projects[0].actual_cents == 200
    assert {line.owner for line in lab.delivery.use(round_)} == {"lab"}
    office.rounds.close(office.rounds.read(round_))
    review = office.delivery.review(round_)
    assert sum(credit.earned for credit in review.credits) == 0
    auditor = client_of(service, "auditor")
    assert auditor.audit.verify().holds
    assert "round.published" in [link.action for link in auditor.audit.every()]


def test_inventory_requests_and_people(service: Service) -> None:
    office, lab, leader = (client_of(service, who) for who in ("office", "lab", "leader"))
    for number in range(3):
        office.inventory.report("skills", {"id": f"S{number}"})
    item = next(office.inventory.every("skills"))
    changed = office.inventory.change(item, {"id": "S0", "name": "first"})
    assert changed.version == item.version + 1
    with pytest.raises(ServiceProblem, match="changed it meanwhile"):
        office.inventory.remove(item)
    office.inventory.remove(office.inventory.confirm(changed))
    assert [i.key for i in office.inventory.every("skills")] == ["S1", "S2"]
    with pytest.raises(ServiceProblem) as caught:
        office.inventory.check("experts", {"id": "E", "department": "lab", "rate_cents": -1})
    assert caught.value.pointers == ("/rate_cents",)
    office.rounds.open(office.rounds.draft("R", RULES))
    assert lab.requests.feasibility(PROJECT).feasible is False
    request = lab.requests.submit(lab.requests.write(PROJECT))
    request = office.requests.assess(request, score=70)
    assert leader.requests.approve(request).state == "approved"
    upload = office.imports.upload(b'{"skills": [{"id": "S9"}]}', "s.json")
    assert office.imports.commit(upload).state == "committed"
    assert office.inventory.workbook()[:2] == office.inventory.template()[:2] == b"PK"
    admin = client_of(service, "admin")
    added = admin.principals.add("Ann", "ann", [answers.Grant(role="auditor")])
    key = admin.principals.issue_key(added.id, "laptop")
    assert Client("", key.key, http=service.client).me().name == "Ann"
    assert key.key not in repr(key)
    admin.principals.revoke_key(key.id)
    with pytest.raises(ServiceProblem) as refused:
        Client("", key.key, http=service.client, lang="zh").me()
    assert (refused.value.code, refused.value.title) == ("unauthenticated", "请先登录。")


def test_webhooks_by_the_client(service: Service) -> None:
    lab = client_of(service, "lab")
    hook = lab.webhooks.register("https://hooks.example/", ["round.publish"], "mine")
    assert hook.secret is not None
    assert hook.secret not in repr(hook)
    hook = lab.webhooks.change(hook, "https://hooks.example/b")
    rotated = lab.webhooks.rotate(hook)
    assert rotated.secret not in (None, hook.secret)
    lab.webhooks.test(hook)
    (delivery,) = lab.webhooks.deliveries(hook)
    assert (delivery.kind, delivery.state, delivery.attempts) == ("webhook.test", "waiting", ())
    assert lab.webhooks.resend(hook, delivery).message_id == delivery.message_id
    assert lab.webhooks.disable(hook).reason == "asked"
    enabled = lab.webhooks.enable(hook)
    assert [w.id for w in lab.webhooks.every()] == [enabled.id]
    lab.webhooks.remove(enabled)
    assert list(lab.webhooks.every()) == []
