"""What the benchmarks measure with: traces, charts, reports, tasks in their small form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from benchmarks.__main__ import PARTS, main
from benchmarks.chart import Series, log_chart
from benchmarks.instances import makespan_samples
from benchmarks.isolated import round_named, run_isolated, run_task
from benchmarks.report import Report, gap_cell, number_cell, seconds_cell
from benchmarks.trace import Trace

SMALL = "mspsp/inst_set2b_sf0_nc1.5_n30_l12_m18_01.dzn"
LIMITS: dict[str, Any] = {"seconds": 30.0, "workers": 2, "seed": 0}


def test_a_trace_tells_what_was_known_when() -> None:
    trace = Trace(maximise=True)
    for seconds, value, bound in ((0.5, None, 90), (1.0, 40, 90), (2.0, 60, 80), (3.0, 60, 80)):
        trace.add(seconds, value, bound)
    assert trace.first_seconds == 1.0
    assert [trace.at(t) for t in (0.1, 0.9, 1.5, 9.0)] == [
        (None, None),
        (None, 90),
        (40, 90),
        (60, 80),
    ]
    assert trace.reached(50) == 2.0
    assert trace.reached(61) is None
    assert [row[0] for row in trace.to_json()] == [0.5, 1.0, 2.0]


def test_a_chart_is_well_formed_and_marks_every_point() -> None:
    lines = [Series("a < b", [(10, 0.5), (1000, 20)]), Series("c", [(10, 1), (100, 3), (1000, 9)])]
    root = ElementTree.fromstring(log_chart("Growth & more", "x", "y", lines))
    tags = [child.tag.rpartition("}")[2] for child in root]
    assert tags.count("polyline") == 2
    assert tags.count("circle") == 2
    assert tags.count("rect") == 1 + 3 + 2
    with pytest.raises(ValueError, match="above 0"):
        log_chart("", "", "", [Series("a", [(1, 0)])])


def test_a_report_is_on_disk_after_every_line(tmp_path: Path) -> None:
    report = Report("some", "Some figures", tmp_path / "out")
    report.table(["a", "b"])
    report.row(number_cell(12345), gap_cell(0.125))
    report.keep(value=12345)
    text = (tmp_path / "out" / "some.md").read_text("utf-8")
    assert text.startswith("# Some figures\n")
    assert text.endswith("| a | b |\n|---|---|\n| 12,345 | 12.5 % |\n")
    assert json.loads((tmp_path / "out" / "some.json").read_text("utf-8"))["runs"] == [
        {"value": 12345}
    ]
    assert (number_cell(None), gap_cell(None), seconds_cell(None)) == ("–", "–", "–")


def test_every_part_is_there_and_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(__file__).resolve().parent.parent.parent / "benchmarks"
    assert {f"part_{name}.py" for name in PARTS} == {p.name for p in folder.glob("part_*.py")}
    with pytest.raises(SystemExit):
        main(["nonsense"])
    assert "nonsense" in capsys.readouterr().err


def test_a_generated_round_has_the_size_its_name_says() -> None:
    round_ = round_named("generate:30x12:1")
    assert (len(round_.experts), len(round_.projects)) == (30, 12)
    assert round_ == round_named("generate:30x12:1")


@pytest.mark.parametrize("task", ["roundtable", "full-model", "named-model"])
def test_a_task_gives_verified_figures(shared_data: Path, task: str) -> None:
    options = dict(LIMITS) if task == "named-model" else {**LIMITS, "marks": (0.5, 30.0)}
    found = run_task(task, str(shared_data / SMALL), levels=["makespan"], **options)
    assert found["violations"] == 0
    assert found["bound"] == 26 == found["value"]
    assert found["peak_mb"] > 50
    if "marks" in found:
        assert found["marks"][-1] == {
            "at": 30.0,
            "value": found["value"],
            "bound": found["bound"],
            "gap": found["gap"],
        }


@pytest.mark.parametrize("file", ["mmrcpsp/J10036_3.txt", "imopse/100_20_23_9_D1.def"])
def test_pyjobshop_gets_the_same_instance(shared_data: Path, file: str) -> None:
    pytest.importorskip("pyjobshop")
    found = run_task("pyjobshop", str(shared_data / file), **LIMITS)
    assert found["violations"] == 0
    assert found["bound"] <= found["value"]


def test_a_round_that_pyjobshop_has_no_model_of_is_refused(shared_data: Path) -> None:
    pytest.importorskip("pyjobshop")
    from benchmarks.pyjobshop_model import NotModelled

    with pytest.raises(NotModelled, match="several people"):
        run_task("pyjobshop", str(shared_data / SMALL), **LIMITS)


def test_a_failing_run_says_why_instead_of_stopping_the_table(tmp_path: Path) -> None:
    found = run_isolated("roundtable", tmp_path / "absent.txt", **LIMITS)
    assert "absent.txt" in found["error"]


def test_samples_carry_their_best_known(shared_data: Path) -> None:
    samples = makespan_samples("rcpsp")
    assert [sample.best_known for sample in samples] == [144, 109, 121, 108, 131, 599]
    assert all(sample.path.is_relative_to(shared_data) for sample in samples)


@pytest.mark.long
@pytest.mark.parametrize("part", ["makespan", "frontier", "rounds", "growth", "bounds"])
def test_the_small_form_of_a_part_runs(shared_data: Path, tmp_path: Path, part: str) -> None:
    pytest.importorskip("pyjobshop")
    assert shared_data.is_dir()
    assert main([part, "--quick", "--out", str(tmp_path)]) == 0
    data = json.loads((tmp_path / f"{part}.json").read_text("utf-8"))
    assert data["runs"]
    assert [run for run in data["runs"] if "error" in run] == []
