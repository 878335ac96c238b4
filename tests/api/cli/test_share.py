"""``roundtable share`` as a user meets it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from scenarios.sample import sample_round

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sample round and its outcome in files."""
    from typer.testing import CliRunner

    from api.cli.app import app

    folder = tmp_path_factory.mktemp("sample")
    round_file, outcome_file = folder / "round.json", folder / "outcome.json"
    round_file.write_text(sample_round().model_dump_json(), "utf-8")
    # Any plan will do: the best value is proven long before the levels after it.
    options = ["--objective", "value", "--workers", "1"]
    CliRunner().invoke(app, ["solve", str(round_file), "-o", str(outcome_file), *options])
    return round_file, outcome_file


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A round of three departments that need one another, and its outcome, in files."""
    from typer.testing import CliRunner

    from api.cli.app import app
    from tests.sharing.plans.rounds import by_hand

    folder = tmp_path_factory.mktemp("few")
    round_file, outcome_file = folder / "round.json", folder / "outcome.json"
    round_file.write_text(by_hand().model_dump_json(), "utf-8")
    CliRunner().invoke(app, ["solve", str(round_file), "-o", str(outcome_file)])
    return round_file, outcome_file


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_tables_fit_eighty_columns(run: Run, sample: tuple[Path, Path], lang: str) -> None:
    code, out, _ = run("share", *sample, "--lang", lang)
    assert code == 0
    total = json.loads(run("share", *sample, "--json")[1])["total_cents"]
    tables = out[: out.index("certificate" if lang == "en" else "证明")]
    assert max(cell_len(line) for line in tables.splitlines()) <= 80
    assert f"{total / 100:,.2f}" in out
    assert ("Customer Service" in out) == (lang == "en")


def test_certificate_shows_every_line(run: Run, sample: tuple[Path, Path]) -> None:
    short = run("share", *sample)[1]
    full = run("share", *sample, "--certificate")[1]
    assert "core: In the core" in full
    assert "core: In the core" not in short


def test_json_and_file_are_one_document(
    run: Run, sample: tuple[Path, Path], tmp_path: Path
) -> None:
    path = tmp_path / "shares.json"
    code, out, err = run("share", *sample, "--rule", "nucleolus", "--json", "-o", path)
    assert code == 0
    assert "wrote" in err
    document = json.loads(out)
    assert document == json.loads(path.read_text("utf-8"))
    assert document["rule"] == "nucleolus"
    assert sum(d["pays_cents"] for d in document["departments"]) == document["total_cents"]


def test_policy_on_top(run: Run, sample: tuple[Path, Path]) -> None:
    code, out, _ = run("share", *sample, "--exempt", "data", "--cap", "mfg=400,000.50", "--json")
    assert code == 0
    document: dict[str, Any] = json.loads(out)
    pays = {d["department"]: d["pays_cents"] for d in document["departments"]}
    assert pays["data"] == 0
    assert pays["mfg"] == 40000050
    assert sum(s["cents"] for s in document["adjustments"]) == 0


def test_a_clash_is_named(run: Run, sample: tuple[Path, Path]) -> None:
    code, out, _ = run("share", *sample, "--floor", "data=200000", "--cap", "data=100000")
    assert code == 0
    assert "is above its" in out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--rule", "fairest"), 3),
        (("--rule", "owen"), 3),
        (("--rule", "proportional", "--by", "ability"), 3),
        (("--rule", "proportional", "--by", "luck"), 2),
        (("--cap", "rd"), 2),
        (("--cap", "nobody=3"), 2),
        (("--cap", "rd=0.001"), 2),
        (("--cap", "rd=nan"), 2),
        (("--exempt", "nobody"), 2),
    ],
)
def test_bad_requests(
    run: Run, sample: tuple[Path, Path], arguments: tuple[str, ...], code: int
) -> None:
    assert run("share", *sample, *arguments)[0] == code


def test_an_outcome_of_another_round_is_a_finding(
    run: Run, sample: tuple[Path, Path], tiny_file: Path, tmp_path: Path
) -> None:
    code, out, _ = run("share", tiny_file, sample[1], "--json")
    assert code == 3
    assert json.loads(out)["findings"][0]["code"] == "outcome.other-round"
    spoiled = json.loads(sample[1].read_text("utf-8"))
    spoiled["plan"]["projects"][0]["packages"].pop()
    path = tmp_path / "spoiled.json"
    path.write_text(json.dumps(spoiled), "utf-8")
    code, out, _ = run("share", sample[0], path, "--json")
    assert code == 3
    assert "package.missing" in {f["code"] for f in json.loads(out)["findings"]}
    spoiled["plan"] = None
    path.write_text(json.dumps(spoiled), "utf-8")
    code, out, _ = run("share", sample[0], path, "--json")
    assert (code, json.loads(out)["findings"][0]["code"]) == (3, "outcome.no-plan")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "options",
    [
        ("--game", "linear"),
        ("--alone",),
        ("--game", "stand-alone"),
        ("--game", "stand-alone", "--kind", "value", "--rule", "nucleolus"),
    ],
    ids=["linear", "alone", "cost", "value"],
)
def test_solved_games_fit_eighty_columns(
    run: Run, few: tuple[Path, Path], tmp_path: Path, lang: str, options: tuple[str, ...]
) -> None:
    code, out, _ = run("share", *few, *options, "--lang", lang, "--cache", tmp_path)
    assert code == 0
    words = ("certificate", "证明", "the plan's own", "计划自身")
    tables = out[: min(out.index(word) for word in words if word in out)]
    assert max(cell_len(line) for line in tables.splitlines()) <= 80


def test_solved_again_from_the_cache(run: Run, few: tuple[Path, Path], tmp_path: Path) -> None:
    command = ("share", *few, "--game", "stand-alone", "--cache", tmp_path)
    first = json.loads(run(*command, "--json")[1])
    second = json.loads(run(*command, "--json")[1])
    assert first["notes"][1]["en"] != second["notes"][1]["en"]
    assert "0 coalitions solved" in second["notes"][1]["en"]
    assert first["departments"] == second["departments"]
    assert len(list(tmp_path.iterdir())) == 1


def test_without_solving_the_figures_are_intervals(run: Run, few: tuple[Path, Path]) -> None:
    options = ("--game", "stand-alone", "--solves", 0, "--no-cache")
    code, out, _ = run("share", *few, *options, "--json")
    assert code == 8
    document = json.loads(out)
    assert document["exact"] is False
    assert any(d["alone_cents"]["low"] < d["alone_cents"]["high"] for d in document["departments"])
    assert "known only as intervals" in document["notes"][1]["en"]
    assert " … " in run("share", *few, *options)[1]


def test_costs_of_coalitions_sampled(run: Run, few: tuple[Path, Path], tmp_path: Path) -> None:
    options = ("--game", "stand-alone", "--rule", "sampled-shapley", "--cache", tmp_path)
    code, out, _ = run("share", *few, *options, "--json")
    assert code == 0
    document = json.loads(out)
    assert document["exact"] is False
    assert sum(d["pays_cents"] for d in document["departments"]) == document["total_cents"]
    verdicts = {line["axiom"]: line["verdict"] for line in document["certificate"]}
    assert verdicts["efficiency"] == "pass"
    assert run("share", *few, *options, "--budget", 3)[0] == 3


def test_prices_are_no_division_of_the_plan(run: Run, few: tuple[Path, Path]) -> None:
    code, out, _ = run("share", *few, "--game", "linear", "--json")
    assert code == 0
    document = json.loads(out)
    planned = sum(d["plan_points"] for d in document["departments"])
    assert document["total_points"] >= planned
    assert document["prices"]
    handed = sum(d["share_points"] for d in document["departments"])
    assert handed == pytest.approx(document["total_points"])
    assert sum(p["points"] for p in document["prices"]) == pytest.approx(handed)


def test_few_coalitions_give_the_nucleolus_of_all(
    run: Run, few: tuple[Path, Path], tmp_path: Path
) -> None:
    options = (
        "--game",
        "stand-alone",
        "--kind",
        "value",
        "--rule",
        "nucleolus",
        "--cache",
        tmp_path,
    )
    by_table = json.loads(run("share", *few, *options, "--json")[1])
    code, out, _ = run("share", *few, *options, "--rows", "--json")
    assert code == 0
    by_rows = json.loads(out)
    assert by_rows["departments"] == by_table["departments"]
    assert run("share", *few, *options[:-4], "--rule", "shapley", "--rows", "--no-cache")[0] == 3


def test_few_coalitions_share_the_cost_as_all_do(
    run: Run, few: tuple[Path, Path], tmp_path: Path
) -> None:
    options = ("--game", "stand-alone", "--rule", "nucleolus", "--cache", tmp_path)
    by_table = json.loads(run("share", *few, *options, "--json")[1])
    code, out, _ = run("share", *few, *options, "--rows", "--json")
    assert code == 0
    by_rows = json.loads(out)
    assert by_rows["departments"] == by_table["departments"]
    assert by_rows["transfers"] == by_table["transfers"]
    assert {"core", "least-core"} <= {line["axiom"] for line in by_rows["certificate"]}
    code, out, _ = run("share", *few, *options, "--rows", "--cap", "A=1", "--json")
    assert code == 0
    assert {d["department"]: d["pays_cents"] for d in json.loads(out)["departments"]}["A"] <= 100


def test_a_sample_of_coalitions_shares_the_value(run: Run, few: tuple[Path, Path]) -> None:
    options = ("--game", "stand-alone", "--kind", "value", "--no-cache")
    by_table = json.loads(run("share", *few, *options, "--rule", "shapley", "--json")[1])
    sampled = ("--rule", "sampled-shapley", "--budget", 72)
    code, out, _ = run("share", *few, *options, *sampled, "--json")
    assert code == 0
    by_sample = json.loads(out)
    # Of three departments the sample holds every coalition.
    for one, other in zip(by_sample["departments"], by_table["departments"], strict=True):
        assert one["share_points"] == pytest.approx(other["share_points"], abs=0.01)
    assert not by_sample["exact"]
    assert run("share", *few, *options, "--rule", "sampled-shapley", "--budget", 1)[0] == 3


@pytest.mark.parametrize(
    "options",
    [
        ("--game", "stand-alone", "--kind", "value", "--cap", "A=1"),
        ("--game", "stand-alone", "--kind", "value", "--markup", "5"),
        ("--game", "linear", "--exempt", "A"),
        ("--game", "linear", "--rule", "shapley"),
    ],
)
def test_what_has_no_meaning_is_refused(
    run: Run, few: tuple[Path, Path], options: tuple[str, ...]
) -> None:
    assert run("share", *few, *options)[0] == 2


def test_an_unknown_rule_is_refused_before_anything_is_solved(
    run: Run, few: tuple[Path, Path], tmp_path: Path
) -> None:
    folder = tmp_path / "cache"
    options = ("--game", "stand-alone", "--rule", "nonsense", "--cache", folder)
    assert run("share", *few, *options)[0] == 3
    assert not folder.exists()
