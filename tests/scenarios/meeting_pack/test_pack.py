"""The meeting pack: what is contested is in it, nothing else is, and both writers say the same."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from docx import Document

from optimizer.domain import Blocker, Outcome, Rejection, Text
from optimizer.sharing import share_plan
from scenarios.figures import OutcomeFigures, figures_of
from scenarios.meeting_pack import (
    Dispute,
    Pack,
    Unsigned,
    meeting_pack,
    render_document,
    render_pack,
)
from scenarios.meeting_pack.words import WORDS
from tests.scenarios.report.reading import ReadPage
from tests.scenarios.rounds import hand_outcome, hand_round, infeasible_outcome

SAID = Dispute(
    project="P1",
    package="A",
    kind="time",
    subject="",
    owner="D1",
    document={"first_day": "2026-07-06", "last_day": "2026-07-19"},
    reason="<b>Too early & too short.</b>",
    by="Su He",
)


@pytest.fixture(scope="module")
def figures() -> OutcomeFigures:
    return figures_of(hand_round(), hand_outcome())


def keys(pack: Pack) -> list[str]:
    return [section.key for section in pack.sections]


def document_text(content: bytes) -> str:
    made = Document(io.BytesIO(content))
    cells = [c.text for table in made.tables for row in table.rows for c in row.cells]
    return "\n".join([*(p.text for p in made.paragraphs), *cells])


def test_what_is_said_and_unsigned_stands_first(figures: OutcomeFigures) -> None:
    unsigned = Unsigned("plan", "", "", "open", (Text(zh="领导签批", en="A leader signs"),))
    settled = replace(SAID, settled=True)
    pack = meeting_pack(figures, "en", disputes=(SAID, settled), unsigned=(unsigned,))
    assert keys(pack)[:3] == ["objections", "settled", "unsigned"]
    (item,) = pack.sections[0].items
    assert (item.quote, item.by) == (SAID.reason, "Su He")
    assert item.choices[0] == "Uphold: solve again around it"
    without = meeting_pack(figures, "en", disputes=(replace(SAID, becomes_pin=False),))
    assert "inventory" in without.sections[0].items[0].choices[0]
    assert ("Rules to meet", "A leader signs") in pack.sections[2].items[0].facts


def test_nothing_that_nobody_contests_is_in_it(figures: OutcomeFigures) -> None:
    pack = meeting_pack(figures, "en")
    assert set(keys(pack)) <= {"close", "losers"}
    told = {item.code for section in pack.sections for item in section.items}
    assert figures.plan is not None
    assert not told & {p.project for p in figures.plan.projects}


def test_losers_stand_by_worth_and_no_more_than_can_be_talked_about(
    figures: OutcomeFigures,
) -> None:
    (losers,) = [s for s in meeting_pack(figures, "en").sections if s.key == "losers"]
    worth = {row.project: row.worth for row in figures.left_out}
    listed = [worth[item.code] for item in losers.items]
    assert listed == sorted(listed, reverse=True)
    assert losers.count == len(listed)


def displaced(outcome: Outcome, inside: str, outside: str) -> Outcome:
    blocker = Blocker(kind="people", package="A", start=0, end=1, missing=1, held_by=(inside,))
    rejection = Rejection(
        project=outside, code="displaced", reason=Text(en="held"), blockers=(blocker,)
    )
    others = tuple(r for r in outcome.rejected if r.project != outside)
    return outcome.model_copy(update={"rejected": (rejection, *others)})


def test_a_close_call_is_one_whose_worth_differs_little(figures: OutcomeFigures) -> None:
    free = [row for row in figures.accepted if not row.mandatory and row.pinned is None]
    out = [row for row in figures.left_out if not row.mandatory and row.pinned is None]
    for inside in free:
        for outside in out:
            outcome = displaced(figures.outcome, inside.project, outside.project)
            pack = meeting_pack(figures_of(figures.round, outcome), "zh")
            close = 100 * (inside.worth - outside.worth) <= 25 * max(inside.worth, outside.worth)
            found = [i.code for s in pack.sections if s.key == "close" for i in s.items]
            assert (f"{inside.project} / {outside.project}" in found) is close
    assert free
    assert out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_writers_say_all_of_it(figures: OutcomeFigures, lang: str) -> None:
    assert figures.plan is not None
    shares = share_plan(figures.round, figures.plan)
    pack = meeting_pack(figures, lang, disputes=(SAID,), shares=shares)
    page, document = ReadPage(render_pack(pack)).text, document_text(render_document(pack))
    for section in pack.sections:
        for item in section.items:
            for words in (item.title, item.quote, *item.choices, *(v for _, v in item.facts)):
                assert " ".join(words.split()) in page
                assert words in document


def test_equal_packs_give_equal_bytes(figures: OutcomeFigures) -> None:
    pack = meeting_pack(figures, "zh", disputes=(SAID,))
    assert render_document(pack) == render_document(pack)
    assert render_pack(pack) == render_pack(pack)


def test_without_a_plan_or_a_contest_it_says_so() -> None:
    figures = figures_of(hand_round(), infeasible_outcome())
    quiet = replace(meeting_pack(figures, "en"), sections=())
    assert "Nothing is contested." in ReadPage(render_pack(quiet)).text
    assert "Nothing is contested." in document_text(render_document(quiet))


def test_every_word_is_in_both_languages() -> None:
    for key, (zh, en) in WORDS.items():
        assert zh.strip(), key
        assert en.strip(), key
