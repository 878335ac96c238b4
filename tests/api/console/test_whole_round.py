"""Four roles take a round from nothing to published proposals through the pages alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from api.access import Actor, GrantedRole, Role
from api.console.voice import Voice
from api.store import Database
from api.usecases import principals
from tests.api.console.browser import WIDE, Console, chromium_path, console_of
from tests.api.console.hands import Hands, Keyboard, Mouse
from tests.api.console.organisation import PASSWORD, Organisation
from tests.api.http.served import served

PEOPLE = {
    "office": GrantedRole(Role.OFFICE),
    "leader": GrantedRole(Role.LEADER),
    "lab": GrantedRole(Role.CONTACT, department="lab"),
    "team": GrantedRole(Role.TEAM, project="P"),
}


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Console]:
    """A console with nothing in it but people."""
    if chromium_path() is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium here")
        pytest.skip("no Chromium here: the whole round is NOT tested")
    data = tmp_path / "data"
    people_in(data)
    organisation = Organisation(data, {})
    with served(data, {}) as service, console_of(service.port, organisation) as console:
        yield console


def people_in(data: Path) -> None:
    data.mkdir()
    database = Database(f"sqlite:///{data / 'roundtable.sqlite3'}")
    database.migrate()
    with database.writing() as session:
        principals.begin(session)
        system = Actor("system", "system", (GrantedRole(Role.ADMIN),))
        for lang in ("zh", "en"):
            for login, grant in PEOPLE.items():
                own = replace(
                    grant,
                    department=grant.department and f"{grant.department}-{lang}",
                    project=grant.project and f"{grant.project}-{lang}",
                )
                principals.add(session, system, login, f"{login}-{lang}", [own], PASSWORD)
    database.close()


@pytest.mark.parametrize(
    ("lang", "kind"),
    [("zh", Mouse), pytest.param("en", Keyboard, marks=pytest.mark.long)],
    ids=["zh-mouse", "en-keyboard"],
)
def test_four_roles_take_a_round_to_its_end(empty: Console, lang: str, kind: type[Hands]) -> None:
    voice = Voice(lang)

    def at(login: str) -> Hands:
        page = empty.page(f"{login}-{lang}", lang, WIDE)
        page.on("dialog", lambda dialog: dialog.accept())
        return kind(page, voice)

    office, leader, lab, team = (at(login) for login in PEOPLE)
    begin(office, lang)
    report(lab, lang)
    request(lab, lang)
    decide_request(office, leader, lang)
    solve(office, lang)
    review(lab, lang)
    again(office)
    accept_all(lab, lang)
    leader.open(ROUNDS[lang])
    leader.button("round.decide")
    leader.told("notice.round-decide")
    office.open(ROUNDS[lang])
    office.button("round.publish")
    office.told("notice.round-publish")
    office.link("now.go-plan")
    office.told("plan.projects")
    team.open(ROUNDS[lang])
    team.told("now.published")
    office.open(ROUNDS[lang])
    office.button("round.close")
    office.told("notice.round-close")


ROUNDS: dict[str, str] = {}
"""Language to the address of its round."""


def begin(office: Hands, lang: str) -> None:
    """The office makes its lists and opens a round."""
    for kind, id_ in (("departments", f"lab-{lang}"), ("skills", f"test-{lang}")):
        office.open(f"/inventory?kind={kind}")
        office.link("inventory.add", kind=office.voice.coded("kind", kind))
        office.fill("id", id_)
        if kind == "departments":
            office.fill("weight", "1")
        office.button("form.save")
        office.told("notice.inventory-reported")
    office.open("/rounds/new")
    office.fill("title", f"R {lang}")
    office.fill("periods", "8")
    office.button("rules.draft")
    office.told("notice.round-drafted")
    office.button("round.open")
    office.told("notice.round-open")
    ROUNDS[lang] = office.page.url


def report(lab: Hands, lang: str) -> None:
    """The contact reports two people of the department and stands by it."""
    for number in (1, 2):
        lab.open("/inventory/experts/new")
        lab.fill("id", f"E{number}-{lang}")
        lab.choose("skills-0-skill", f"test-{lang}")
        lab.fill("skills-0-level", "3")
        lab.button("form.save")
        lab.told("notice.inventory-reported")
    lab.button("inventory.confirm-shown", count=2)
    lab.told("notice.inventory-confirmed")


def request(lab: Hands, lang: str) -> None:
    """The contact writes a request, sees that it can be served, and submits it."""
    lab.open(ROUNDS[lang])
    lab.link("now.go-new-request")
    lab.fill("id", f"P-{lang}")
    lab.fill("title-en" if lang == "en" else "title-zh", "Test rig" if lang == "en" else "试验台")
    lab.choose("benefits-0-department", f"lab-{lang}")
    lab.fill("benefits-0-value", "10")
    lab.fill("p0-id", "A")
    lab.fill("p0-duration", "2")
    lab.choose("p0-staffing-0-skill", f"test-{lang}")
    lab.fill("p0-staffing-0-headcount", "1")
    lab.told("request.feasible")
    lab.button("request.save-draft")
    lab.told("notice.request-written")
    lab.button("request.submit")
    lab.told("notice.request-submit")


def decide_request(office: Hands, leader: Hands, lang: str) -> None:
    """The office assesses, the leader approves."""
    office.open("/requests?state=submitted")
    office.press(office.page.get_by_role("link", name=title(lang)))
    office.fill("score", "80")
    office.button("request.assess")
    office.told("notice.request-assess")
    leader.open(ROUNDS[lang])
    leader.link("now.go-requests")
    leader.press(leader.page.get_by_role("link", name=title(lang)))
    leader.button("request.approve")
    leader.told("notice.request-approve")


def title(lang: str) -> str:
    return "Test rig" if lang == "en" else "试验台"


def solve(office: Hands, lang: str) -> None:
    """The office freezes, solves and puts the plan under review."""
    office.open(ROUNDS[lang])
    office.link("round.preview")
    office.button("round.freeze-now")
    office.told("notice.round-freeze")
    office.link("now.go-runs")
    office.fill("time_limit", "5")
    office.button("runs.start")
    office.told("notice.run-submitted")
    put_under_review(office)


def put_under_review(office: Hands) -> None:
    """Wait for the run on this page to end, look at its plan, put it under review."""
    office.link("run.open-plan")
    office.told("plan.projects")
    office.open(office.page.url.removesuffix("/plan"))
    office.button("runs.review")
    office.told("notice.review-begun")


def review(lab: Hands, lang: str) -> None:
    """The contact wants another start, with a reason, and accepts the rest."""
    lab.open(ROUNDS[lang])
    lab.link("now.go-plan")
    row = lab.page.locator("tr").filter(has_text=lab.voice("lines.time")).first
    lab.press(row.locator("summary"))
    id_ = row.get_attribute("id")
    assert id_ is not None
    line = id_.removeprefix("line-")
    lab.fill(f"why-{line}", "rig is booked")
    lab.fill(f"wanted-{line}", "3")
    lab.button("lines.object-send")
    lab.page.get_by_text("rig is booked").first.wait_for()


def again(office: Hands) -> None:
    """The office solves again with the objection as a pin."""
    office.open(ROUNDS[office.voice.lang])
    office.link("now.go-plan")
    office.fill("seconds", "5")
    office.button("lines.rerun")
    office.told("notice.rerun")
    put_under_review(office)


def accept_all(lab: Hands, lang: str) -> None:
    """The contact accepts what is asked now, line by line."""
    lab.open(f"{ROUNDS[lang]}/plan/lines?state=open")
    rows = lab.page.locator("tr[id^=line-]")
    for _ in range(rows.count()):
        lab.press(rows.first.locator("form button").first)
        lab.page.locator("tr[id^=line-] .badge.good").first.wait_for()
        lab.open(f"{ROUNDS[lang]}/plan/lines?state=open")
    assert rows.count() == 0
