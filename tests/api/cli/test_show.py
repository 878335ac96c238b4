"""``roundtable show``: everything in eighty columns, one project or one person in detail."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from optimizer.domain import Outcome, Round
from scenarios.formats import write_json
from tests.scenarios.rounds import hand_outcome, hand_round, infeasible_outcome

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def show(run: Run, tmp_path: Path) -> Callable[..., str]:
    """Show an outcome of a round: what stands on stdout, at most 80 columns wide."""

    def call(
        *arguments: object, outcome: Outcome | None = None, round_: Round | None = None
    ) -> str:
        round_file, out_file = tmp_path / "round.json", tmp_path / "outcome.json"
        write_json(round_ or hand_round(), round_file)
        shown = outcome or hand_outcome()
        out_file.write_text(shown.model_dump_json(), "utf-8")
        code, out, err = run("show", out_file, "--round", round_file, *arguments)
        assert (code, err) == (0, "")
        assert max(map(cell_len, out.splitlines())) <= 80
        return out

    return call


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_part_is_there(show: Callable[..., str], lang: str) -> None:
    out = show("--lang", lang)
    parts = {
        "zh": ("最紧的资源", "立项的项目", "未入选的项目", "变动", "甘特图", "人员负荷", "设施使用",
               "资金（元）", "部门："),
        "en": ("where it is tight", "accepted projects", "projects left out", "changes against",
               "Gantt chart", "load per person", "use of facilities", "money by fund",
               "departments:"),
    }[lang]  # fmt: skip
    places = [out.index(part) for part in parts]
    assert places == sorted(places)


def test_the_figures_are_the_plan_s(show: Callable[..., str]) -> None:
    out = " ".join(show("--lang", "en").split())
    assert "+ P3 Third B 3 4 2026-02-02 2026-02-15" in out
    assert "~ P1 First A 1 60 2026-01-05 2026-02-22 (+2)" in out
    assert "- P2 (16) exclusive-group" in out
    assert "FA Alpha's fund A 300 170 30 100 63%" in out
    assert "Gamma 1/7 14% 0/1 5 0 0" in out
    assert "at least 80.0% of it" in out


def test_long_lists_are_cut_and_say_so(show: Callable[..., str]) -> None:
    out = show("--lang", "en", "--top", 1)
    assert out.count("1 of 2 shown; --all shows every one") >= 4
    assert "Ann Two" in out  # the fullest
    assert "Ben One" not in out
    assert "--all" not in show("--lang", "en")
    assert "--all" not in show("--lang", "en", "--all", "--top", 1)


def test_one_project(show: Callable[..., str]) -> None:
    out = " ".join(show("--lang", "en", "--project", "P1").split())
    assert "P1 First" in out
    assert "worth 60 = 15 × 4" in out
    assert "CNY 286 = People 61" in out
    assert "Ann Two, 1 from outside" in out
    assert "Alpha's fund cash 140" in out
    assert "P3" not in out
    left_out = show("--lang", "zh", "--project", "P4")
    assert "未入选" in left_out
    assert "资源有限" in left_out
    assert "displaced" in left_out
    assert "3 人周" in left_out


def test_one_person(show: Callable[..., str]) -> None:
    out = " ".join(show("--lang", "en", "--person", "b1").split())
    assert "b1 Ben One" in out
    assert "3.5 / 10 person-weeks (35%)" in out
    assert re.search(r"P1 First One 2026-01-05 –( 2026-01-25)? 50% Alpha", out)
    idle = infeasible_outcome()
    assert "no assignment" in show("--lang", "en", "--person", "a1", outcome=idle)


def test_unknown_ids_are_usage_errors(run: Run, tmp_path: Path) -> None:
    round_file, out_file = tmp_path / "round.json", tmp_path / "outcome.json"
    write_json(hand_round(), round_file)
    out_file.write_text(hand_outcome().model_dump_json(), "utf-8")
    for option, close in (("--project", "P1"), ("--person", "a1")):
        code, _, err = run("show", out_file, "--round", round_file, option, close + "x")
        assert code == 2
        assert close in err


def test_without_a_plan(show: Callable[..., str]) -> None:
    out = show("--lang", "en", outcome=infeasible_outcome())
    assert "mandatory:P1" in out
    assert "where it is tight" in out
    assert "Gantt" not in out


def test_long_names_do_not_widen_it(show: Callable[..., str]) -> None:
    data: dict[str, Any] = hand_round().model_dump(mode="json")
    for group in ("departments", "experts", "funds", "facilities", "skills"):
        for thing in data[group]:
            thing["name"] = {"zh": "超长名称" * 20, "en": "long [bold]name[/] " * 10}
    for project in data["projects"]:
        project["title"] = {"zh": "超长名称" * 20, "en": "long [bold]name[/] " * 10}
    round_ = Round.model_validate(data)
    hash_ = {"round_hash": round_.content_hash()}
    provenance = hand_outcome().provenance.model_copy(update=hash_)
    outcome = hand_outcome().model_copy(update={"provenance": provenance})
    for lang in ("zh", "en"):
        out = show("--lang", lang, round_=round_, outcome=outcome)
        assert ("[bold]" in out) == (lang == "en")
        show("--lang", lang, "--project", "P1", round_=round_, outcome=outcome)
        show("--lang", lang, "--person", "b1", round_=round_, outcome=outcome)
