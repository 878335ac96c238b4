"""``roundtable report`` on a tiny round: the files it writes, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def tiny(tiny: dict[str, Any]) -> dict[str, Any]:
    """A second department, so that there is somebody to share costs with."""
    tiny["departments"].append({"id": "E"})
    return tiny


@pytest.fixture
def out_file(run: Run, tiny_file: Path, tmp_path: Path) -> Path:
    path = tmp_path / "outcome.json"
    assert run("solve", tiny_file, "--workers", 1, "-o", path)[0] == 0
    return path


def test_a_folder_takes_both_files(run: Run, tiny_file: Path, out_file: Path) -> None:
    folder = out_file.parent / "for" / "the board"
    code, out, err = run("report", tiny_file, out_file, "-o", folder)
    assert (code, out) == (0, "")
    assert err.count("wrote") == 2
    page = (folder / "report.html").read_text("utf-8")
    assert "Tiny round" in page
    assert 'id="sharing"' in page
    assert openpyxl.load_workbook(folder / "report.xlsx").sheetnames[0] == "Summary"
    assert list(folder.glob(".*")) == []


def test_one_file_by_its_ending(run: Run, tiny_file: Path, out_file: Path) -> None:
    page, book = out_file.with_name("r.html"), out_file.with_name("r.xlsx")
    assert run("report", tiny_file, out_file, "-o", page, "--lang", "zh", "--no-shares")[0] == 0
    text = page.read_text("utf-8")
    assert "小轮次" in text
    assert 'id="sharing"' not in text
    assert run("report", tiny_file, out_file, "-o", book, "--lang", "zh")[0] == 0
    assert not book.with_name("report.xlsx").exists()
    assert openpyxl.load_workbook(book).sheetnames[0] == "总览"


def test_the_meeting_pack_is_a_page_and_a_document(
    run: Run, tiny_file: Path, out_file: Path
) -> None:
    folder, file = out_file.with_name("pack"), out_file.with_name("pack.docx")
    assert run("report", tiny_file, out_file, "--meeting", "-o", folder)[0] == 0
    assert sorted(path.name for path in folder.iterdir()) == ["meeting.docx", "meeting.html"]
    assert "Meeting pack" in (folder / "meeting.html").read_text("utf-8")
    assert run("report", tiny_file, out_file, "-o", file)[0] == 0
    assert file.read_bytes() == (folder / "meeting.docx").read_bytes()


def test_an_infeasible_round_is_reported(run: Run, tiny: dict[str, Any], tmp_path: Path) -> None:
    for project in tiny["projects"]:
        project["mandatory"] = True
    round_file, out_file = tmp_path / "round.json", tmp_path / "outcome.json"
    round_file.write_text(json.dumps(tiny), "utf-8")
    assert run("solve", round_file, "--workers", 1, "-o", out_file)[0] == 4
    page = tmp_path / "report.html"
    assert run("report", round_file, out_file, "-o", page)[0] == 0
    assert "What clashes" in page.read_text("utf-8")


@pytest.mark.parametrize("command", ["report", "show"])
def test_what_is_unsound_is_not_shown(
    run: Run, tiny_file: Path, out_file: Path, command: str
) -> None:
    sound = json.loads(out_file.read_text("utf-8"))

    def call(**changes: Any) -> tuple[int, str]:
        out_file.write_text(json.dumps({**sound, **changes}), "utf-8")
        target = ("-o", out_file.with_name("r.html"))
        arguments = {
            "report": (tiny_file, out_file, *target),
            "show": (out_file, "--round", tiny_file),
        }
        code, _, err = run(command, *arguments[command])
        return code, err

    assert call()[0] == 0
    code, err = call(provenance={**sound["provenance"], "round_hash": "sha256:0"})
    assert (code, "outcome.other-round" in err) == (3, True)
    package = sound["plan"]["projects"][0]["packages"][0]
    late = {**package, "start": package["start"] + 2, "end": package["end"] + 2}
    code, err = call(plan={"projects": [{"project": "P2", "packages": [late]}]})
    assert (code, "package.too-late" in err) == (3, True)
    code, err = call(plan={"projects": [{"project": "no such", "packages": []}]})
    assert (code, "project.unknown" in err) == (3, True)
    code, err = call(objective=[{**sound["objective"][0], "value": 99}])
    assert (code, "outcome.level-value" in err) == (3, True)


def test_shares_may_come_from_a_file(run: Run, tiny_file: Path, out_file: Path) -> None:
    shares, page = out_file.with_name("shares.json"), out_file.with_name("r.html")
    share = run("share", tiny_file, out_file, "--rule", "proportional", "-o", shares)
    assert share[0] == 0, share
    assert run("report", tiny_file, out_file, "--shares", shares, "-o", page)[0] == 0
    assert "proportional" in page.read_text("utf-8").casefold()
    document = json.loads(shares.read_text("utf-8"))
    shares.write_text(json.dumps({**document, "plan_hash": "sha256:0"}), "utf-8")
    code, _, err = run("report", tiny_file, out_file, "--shares", shares, "-o", page)
    assert (code, "shares.other-plan" in err) == (3, True)
    shares.write_text("{}", "utf-8")
    assert run("report", tiny_file, out_file, "--shares", shares, "-o", page)[0] == 3


def test_a_rule_that_does_not_apply_leaves_shares_out(
    run: Run, tiny: dict[str, Any], tmp_path: Path
) -> None:
    tiny["policy"] = {"cost_sharing_rule": "no such rule"}
    round_file, out_file = tmp_path / "round.json", tmp_path / "outcome.json"
    round_file.write_text(json.dumps(tiny), "utf-8")
    assert run("solve", round_file, "--workers", 1, "-o", out_file)[0] == 0
    code, _, err = run("report", round_file, out_file, "-o", tmp_path / "r.html")
    assert (code, "without cost shares" in err) == (0, True)


def test_unwritable_places_are_usage_errors(run: Run, tiny_file: Path, out_file: Path) -> None:
    taken = out_file.with_name("a file")
    taken.write_text("", "utf-8")
    assert run("report", tiny_file, out_file, "-o", taken / "r.html")[0] == 2
    assert run("report", tiny_file, out_file, "-o", taken)[0] == 2
    assert run("report", tiny_file, out_file, "-o", out_file.parent / "no" / "r.html")[0] == 2
    assert taken.read_text("utf-8") == ""
