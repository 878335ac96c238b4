"""``roundtable solve --share``: the outcome and who pays for it, in one go."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from tests.sharing.plans.rounds import by_hand

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """A round of three departments that need one another, in a file."""
    path = tmp_path / "round.json"
    path.write_text(by_hand().model_dump_json(), "utf-8")
    return path


@pytest.mark.parametrize(
    ("lang", "word"), [("zh", "分摊总额 43.75 CNY"), ("en", "43.75 CNY shared")]
)
def test_shares_stand_below_the_summary(run: Run, few: Path, lang: str, word: str) -> None:
    code, out, _ = run("solve", few, "--share", "shapley", "--lang", lang)
    assert code == 0
    assert word in out
    tables = out[: out.index("certificate" if lang == "en" else "证明")]
    assert max(cell_len(line) for line in tables.splitlines()) <= 80


def test_json_holds_the_outcome_and_the_shares(run: Run, few: Path, tmp_path: Path) -> None:
    kept = tmp_path / "outcome.json"
    code, out, _ = run("solve", few, "--share", "policy", "--json", "-o", kept)
    assert code == 0
    document = json.loads(out)
    assert document["outcome"] == json.loads(kept.read_text("utf-8"))
    assert document["shares"]["rule"] == "shapley"
    alone = json.loads(run("share", few, kept, "--json")[1])
    assert document["shares"] == alone
    # Without a rule the shape is the outcome's own.
    assert json.loads(run("solve", few, "--json")[1])["status"] == "optimal"


def test_a_rule_that_does_not_exist_stops_before_the_solve(
    run: Run, few: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "outcome.json"
    code, out, _ = run("solve", few, "--share", "nonsense", "--json", "-o", kept)
    assert code == 3
    assert json.loads(out)["findings"][0]["code"] == "rule.unknown"
    assert not kept.exists()


def test_a_rule_that_does_not_apply_leaves_the_outcome_kept(
    run: Run, few: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "outcome.json"
    code, _, err = run("solve", few, "--share", "serial", "-o", kept)
    assert code == 3
    assert "rule.not-for-plans" in err
    assert kept.exists()


def test_without_a_plan_there_is_nothing_to_share(
    run: Run, tiny: dict[str, Any], tmp_path: Path
) -> None:
    for project in tiny["projects"]:
        project["mandatory"] = True
    path = tmp_path / "round.json"
    path.write_text(json.dumps(tiny), "utf-8")
    code, out, _ = run("solve", path, "--share", "shapley", "--json")
    assert code == 4
    assert json.loads(out)["shares"] is None
