"""Requests of published rounds: what is served stays there, the rest is for the next round."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

from api.access.life import RequestState, RoundState
from api.store import Session, requests, rounds
from api.store.database import MIGRATIONS
from api.usecases.rounds import preview
from optimizer.domain import Project
from tests.api.http.planned import Planned, planned_in
from tests.api.http.published import published_in


def add(planned: Planned, session: Session, key: str) -> None:
    """Leave an approved request that is like P2 in the store."""
    document = {"id": key, "sponsor": "data", "packages": [{"id": "A", "modes": [MODE]}]}
    full = Project.model_validate(document).model_dump(mode="json")
    requests.add_request(session, key, "data", planned.ids["data"], RequestState.APPROVED, full)


MODE = {"id": "m", "duration": 2, "staffing": [{"id": "s", "skill": "test"}]}


def of_round(planned: Planned) -> dict[str, str | None]:
    with planned.service.database.reading() as session:
        return {row.key: row.round_id for row in requests.list_requests(session)}


def projects_of_the_next(planned: Planned) -> list[str]:
    with planned.service.database.writing() as session:
        rules = {"calendar": {"start": "2026-09-07", "periods": 8}}
        row = rounds.add_round(session, "next", RoundState.COLLECTING, rules)
        round_, findings, _ = preview(session, row)
        assert round_ is not None, findings
        return [project.id for project in round_.projects]


def test_what_a_published_plan_serves_is_not_asked_for_again(tmp_path: Path) -> None:
    planned = published_in(tmp_path)
    here = planned.round_id
    assert of_round(planned) == {"P1": here, "P2": here}
    with planned.service.database.writing() as session:
        add(planned, session, "P5")
    assert projects_of_the_next(planned) == ["P5"]
    planned.service.database.close()


def test_what_a_published_plan_leaves_out_is_for_the_next_round(tmp_path: Path) -> None:
    planned = planned_in(tmp_path)
    with planned.service.database.writing() as session:
        add(planned, session, "P5")
        requests.take_requests(
            session, requests.approved_requests(session, planned.round_id), planned.round_id
        )
    assert projects_of_the_next(planned) == []
    with planned.service.database.writing() as session:
        requests.settle_requests(session, planned.round_id, {"P1", "P2"})
    assert projects_of_the_next(planned) == ["P5"]
    planned.service.database.close()


def test_stores_of_before_give_requests_to_the_rounds_that_have_them(tmp_path: Path) -> None:
    planned = published_in(tmp_path)
    database = planned.service.database
    with database.writing() as session:
        add(planned, session, "P5")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.connect() as connection:
        connection = connection.execution_options(writes=True)
        config.attributes["connection"] = connection
        command.downgrade(config, "0012")
        command.upgrade(config, "head")
        connection.commit()
    assert of_round(planned) == {"P1": planned.round_id, "P2": planned.round_id, "P5": None}
    database.close()
