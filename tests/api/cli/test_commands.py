"""Every command on a round small enough to know its answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from optimizer import __version__
from optimizer.domain.schema import Document, published_schema

Run = Callable[..., tuple[int, str, str]]


def test_version(run: Run) -> None:
    assert run("--version") == (0, f"roundtable {__version__}\n", "")


def test_unknown_option_is_a_usage_error(run: Run, tiny_file: Path) -> None:
    assert run("check", tiny_file, "--no-such-option")[0] == 2


def test_unknown_format_is_a_usage_error(run: Run, tiny_file: Path) -> None:
    code, _, err = run("check", tiny_file, "--format", "stone-tablet")
    assert code == 2
    assert "psplib" in err


def test_check_of_a_sound_round(run: Run, tiny_file: Path) -> None:
    code, out, _ = run("check", tiny_file, "--json")
    assert code == 0
    assert not [f for f in json.loads(out)["findings"] if f["severity"] == "error"]


def test_check_names_an_unknown_skill(run: Run, tiny: dict[str, Any], tmp_path: Path) -> None:
    tiny["experts"][0]["skills"][0]["skill"] = "alchemy"
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(tiny), "utf-8")
    code, out, _ = run("check", path, "--json")
    assert code == 3
    assert any("alchemy" in finding["found"] for finding in json.loads(out)["findings"])
    assert run("solve", path, "-o", tmp_path / "out.json")[0] == 3
    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe\x00", b'{"calendar": 3}', b"[[[1]]]"])
@pytest.mark.parametrize("command", ["check", "solve"])
def test_bad_file_gives_findings(run: Run, tmp_path: Path, command: str, content: bytes) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    code, out, _ = run(command, path, "--json")
    assert code == 3
    assert json.loads(out)["findings"]


def test_absent_file_gives_findings(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("check", tmp_path / "absent.json")
    assert code == 3
    assert "file.unreadable" in out
    code, _, err = run("solve", tmp_path / "absent.json")
    assert code == 3
    assert "file.unreadable" in err


def test_solve_verify_show(run: Run, tiny_file: Path, tmp_path: Path) -> None:
    out_file = tmp_path / "outcome.json"
    arguments = ("--time-limit", 20, "--workers", 1, "-o", out_file)
    code, out, _ = run("solve", tiny_file, *arguments)
    assert code == 0
    assert "value" in out
    outcome = json.loads(out_file.read_text("utf-8"))
    assert outcome["status"] == "optimal"
    assert [p["project"] for p in outcome["plan"]["projects"]] == ["P2"]
    assert {"name", "value", "bound", "gap"} <= outcome["objective"][0].keys()
    assert list(tmp_path.glob(".*")) == []  # nothing half written stays behind

    assert run("verify", tiny_file, out_file)[:2] == (0, "")

    code, out, _ = run("show", out_file, "--round", tiny_file)
    assert code == 0
    assert "Chen Siyuan" in out
    assert "Platform" in out
    assert max(map(cell_len, out.splitlines())) <= 80
    code, out, _ = run("show", out_file, "--round", tiny_file, "--lang", "zh")
    assert code == 0
    assert "陈思远" in out
    assert max(map(cell_len, out.splitlines())) <= 80


def test_verify_finds_what_was_tampered_with(run: Run, tiny_file: Path, tmp_path: Path) -> None:
    out_file = tmp_path / "outcome.json"
    run("solve", tiny_file, "--workers", 1, "-o", out_file)
    sound = json.loads(out_file.read_text("utf-8"))

    def verify(**changes: Any) -> tuple[int, str]:
        out_file.write_text(json.dumps({**sound, **changes}), "utf-8")
        return run("verify", tiny_file, out_file)[:2]

    assert verify()[0] == 0
    code, out = verify(provenance={**sound["provenance"], "round_hash": "sha256:0"})
    assert code == 1
    assert "answers another round" in out
    code, out = verify(objective=[{**sound["objective"][0], "value": 99}])
    assert code == 1
    assert "stated 99" in out
    package = sound["plan"]["projects"][0]["packages"][0]
    moved = {**package, "start": package["start"] + 2, "end": package["end"] + 2}
    code, out = verify(plan={"projects": [{"project": "P2", "packages": [moved]}]})
    assert code == 1
    assert "package.too-late" in out
    assert verify(plan=None)[0] == 1
    assert verify(status="splendid")[0] == 3


@pytest.mark.parametrize("objective", ["makespan", "cost", "value"])
def test_single_objective(run: Run, tiny_file: Path, tmp_path: Path, objective: str) -> None:
    out_file = tmp_path / "outcome.json"
    code, out, _ = run(
        "solve", tiny_file, "--objective", objective, "--workers", 1, "-o", out_file, "--json"
    )
    assert code == 0
    assert [level["name"] for level in json.loads(out)["objective"]] == [objective]
    assert run("verify", tiny_file, out_file)[0] == 0


def test_infeasible_is_explained(run: Run, tiny: dict[str, Any], tmp_path: Path) -> None:
    for project in tiny["projects"]:
        project["mandatory"] = True
    path, out_file = tmp_path / "round.json", tmp_path / "outcome.json"
    path.write_text(json.dumps(tiny), "utf-8")
    code, out, _ = run("solve", path, "--workers", 1, "-o", out_file)
    assert code == 4
    outcome = json.loads(out_file.read_text("utf-8"))
    assert outcome["status"] == "infeasible"
    assert outcome["plan"] is None
    assert "P1" in out
    assert "P2" in out


def test_deterministic_solves_give_the_same_bytes(
    run: Run, tiny_file: Path, tmp_path: Path
) -> None:
    files = [tmp_path / "first.json", tmp_path / "second.json"]
    for path in files:
        assert run("solve", tiny_file, "--deterministic", "--seed", 7, "-o", path)[0] == 0
    assert files[0].read_bytes() == files[1].read_bytes()


def test_unwritable_output_is_a_usage_error(run: Run, tiny_file: Path, tmp_path: Path) -> None:
    assert run("solve", tiny_file, "-o", tmp_path / "no" / "such" / "folder.json")[0] == 2
    assert run("solve", tiny_file, "-o", tmp_path)[0] == 2


def test_show_refuses_another_round(
    run: Run, tiny: dict[str, Any], tiny_file: Path, tmp_path: Path
) -> None:
    out_file, other = tmp_path / "outcome.json", tmp_path / "other.json"
    run("solve", tiny_file, "--workers", 1, "-o", out_file)
    other.write_text(json.dumps({**tiny, "title": "Other"}), "utf-8")
    code, _, err = run("show", out_file, "--round", other)
    assert code == 3
    assert "outcome.other-round" in err


def test_convert_keeps_the_round(run: Run, tiny_file: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    assert run("convert", tiny_file, first)[0] == 0
    assert run("convert", first, second)[0] == 0
    assert first.read_bytes() == second.read_bytes()
    assert json.loads(first.read_text("utf-8"))["title"]["zh"] == "小轮次"


def test_doctor_knows_what_is_installed(run: Run) -> None:
    code, out, _ = run("doctor", "--json")
    report = json.loads(out)
    assert {"ortools", "typer"} <= {row["name"] for row in report["packages"]}
    agree = all(row["found"] == row["expected"] for row in report["packages"])
    assert (code == 0) == (agree and report["python_supported"])


@pytest.mark.parametrize("document", ["round", "outcome"])
def test_schema_prints_the_published_file(run: Run, document: Document) -> None:
    assert run("schema", document) == (0, published_schema(document), "")


def test_schema_of_something_else_is_a_usage_error(run: Run) -> None:
    assert run("schema", "budget")[0] == 2


def test_convert_goes_by_the_name(run: Run, tmp_path: Path) -> None:
    source, target = tmp_path / "small.rcp", tmp_path / "small.sm"
    source.write_text("2 1\n4\n3 2 1 2\n1 4 0\n", "utf-8")
    assert run("convert", source, target)[0] == 0
    assert "RESOURCEAVAILABILITIES" in target.read_text("utf-8")
    assert run("convert", target, tmp_path / "out.txt")[0] == 2
    assert run("convert", target, tmp_path / "out.txt", "--to", "patterson")[0] == 0
    numbers = (tmp_path / "out.txt").read_text("utf-8").split()
    assert " ".join(numbers) == "2 1 4 3 2 1 2 1 4 0"


def test_convert_names_what_has_no_place(run: Run, tiny_file: Path, tmp_path: Path) -> None:
    code, _, err = run("convert", tiny_file, tmp_path / "out.def")
    assert code == 3
    assert "format.no-place" in err
    assert "/projects" in err
    assert not (tmp_path / "out.def").exists()
