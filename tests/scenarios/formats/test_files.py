"""Every format: read, found by its content, written back, and refused in words when broken."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.domain import Round, StaffingNeed, Step
from optimizer.errors import BadFile
from scenarios.formats import FORMATS, detect_format, read_file, write_file, write_json
from tests.scenarios.formats.samples import CONTENDED_DATA, ENDINGS, TEXTS


def put(folder: Path, format: str, text: str | None = None) -> Path:
    path = folder / f"small{ENDINGS[format]}"
    path.write_text(TEXTS[format] if text is None else text, encoding="utf-8")
    return path


def read(folder: Path, format: str) -> Round:
    return read_file(put(folder, format))


@pytest.mark.parametrize("format", TEXTS)
def test_format_is_found(tmp_path: Path, format: str) -> None:
    path = put(tmp_path, format)
    assert detect_format(path) == format
    assert read_file(path) == read_file(path, format)
    plain = tmp_path / "small.txt"
    plain.write_text(TEXTS[format], encoding="utf-8")
    assert detect_format(plain) == format


@pytest.mark.parametrize("format", TEXTS)
@pytest.mark.parametrize("name", ["round.json", "round.json.gz"])
def test_json_gives_the_round_back(tmp_path: Path, format: str, name: str) -> None:
    round_ = read(tmp_path, format)
    write_json(round_, tmp_path / name)
    assert detect_format(tmp_path / name) == "json"
    assert read_file(tmp_path / name) == round_


def test_contended_data_comes_back_unchanged(tmp_path: Path) -> None:
    path = put(tmp_path, "contended")
    write_file(read_file(path), path, "contended")
    assert json.loads(path.read_text()) == CONTENDED_DATA


def test_patterson(tmp_path: Path) -> None:
    round_ = read(tmp_path, "patterson")
    assert [(f.id, f.kind, f.units, f.access.scope) for f in round_.facilities] == [
        ("R1", "R1", 5, "anyone"),
        ("R2", "R2", 3, "anyone"),
    ]
    assert round_.calendar.periods == 7
    packages = round_.projects[0].packages
    assert [p.modes[0].duration for p in packages] == [0, 3, 4, 0]
    assert [[q.package for q in p.predecessors] for p in packages] == [[], ["1"], ["1"], ["2", "3"]]
    assert [(n.kind, n.units) for n in packages[1].modes[0].facilities] == [("R1", 2)]
    assert round_.projects[0].mandatory
    assert [level.name for level in round_.policy.levels] == ["makespan"]


def test_mplib(tmp_path: Path) -> None:
    round_ = read(tmp_path, "mplib")
    assert [project.earliest_start for project in round_.projects] == [0, 4]
    assert round_.calendar.periods == 2 + 5 + 4
    assert round_.projects[1].packages[1].predecessors[0].package == "1"


def test_psplib(tmp_path: Path) -> None:
    round_ = read(tmp_path, "psplib")
    fast, slow = round_.projects[0].packages[1].modes
    assert (fast.duration, slow.duration) == (3, 5)
    assert [(n.category, n.amount_cents) for n in fast.money] == [("N1", 7)]
    assert slow.money == ()
    assert [(f.amount_cents, f.categories, f.access.scope) for f in round_.funds] == [
        (9, ("N1",), "anyone")
    ]
    assert round_.calendar.periods == 5


def test_imopse(tmp_path: Path) -> None:
    round_ = read(tmp_path, "imopse")
    assert [expert.rate_cents for expert in round_.experts] == [4770, 3025]
    assert [(s.skill, s.level) for s in round_.experts[0].skills] == [("Q0", 3), ("Q1", 1)]
    last = round_.projects[0].packages[2]
    assert last.modes[0].staffing == (StaffingNeed(id="S1", skill="Q1", min_level=4),)
    assert [p.package for p in last.predecessors] == ["1", "2"]
    assert [level.name for level in round_.policy.levels] == ["makespan", "cost"]


def test_mspsp(tmp_path: Path) -> None:
    round_ = read(tmp_path, "mspsp")
    assert [[s.skill for s in e.skills] for e in round_.experts] == [["S1"], ["S2"], ["S1", "S2"]]
    needs = round_.projects[0].packages[1].modes[0].staffing
    assert [(n.skill, n.headcount, n.load_pct) for n in needs] == [("S1", 1, 100), ("S2", 2, 100)]
    assert [p.package for p in round_.projects[0].packages[3].predecessors] == ["2", "3"]


def test_contended(tmp_path: Path) -> None:
    round_ = read(tmp_path, "contended")
    expert = round_.experts[0]
    assert (expert.availability_pct, expert.access.scope) == (100, "participants")
    assert expert.exceptions == (Step(start=1, end=2, value=0), Step(start=3, end=4, value=50))
    assert round_.facilities[0].access.scope == "anyone"
    assert [(f.categories, f.access.scope) for f in round_.funds] == [
        (("general", "capital"), "own"),
        (("capital",), "participants"),
    ]
    project = round_.projects[0]
    assert (project.earliest_start, project.deadline, project.benefit) == (1, 4, 12)
    assert project.packages[1].predecessors[0].min_lag == -1
    assert [level.name for level in round_.policy.levels] == ["value"]


@pytest.mark.parametrize(
    ("format", "old", "new", "line"),
    [
        ("patterson", "3 2 0 1 4", "3 x 0 1 4", 5),
        ("patterson", "4 4 3 1 4", "4 4 3 1 9", 6),
        ("mplib", "5 1 1 2:3", "5 1 1 1:3", 14),
        ("psplib", "  2      1     3", "  2      1    -3", 20),
        ("psplib", "constrained        :  0", "constrained        :  1", 8),
        ("imopse", "47.7", "much", 7),
        ("imopse", "Tasks: 3", "Tasks: 4", 3),
        ("imopse", "Q1: 3\t1\t2", "Q1: 3\t1\t8", 13),
        ("mspsp", "dur = [0,3", "dur = [0,z", 4),
        ("mspsp", "true,false", "true,maybe", 11),
        ("mspsp", "dur = [0,3,", "dur = [0,", 4),
        ("contended", '"tiny"', "tiny", 1),
    ],
)
def test_findings_name_the_line(tmp_path: Path, format: str, old: str, new: str, line: int) -> None:
    assert old in TEXTS[format]
    path = put(tmp_path, format, TEXTS[format].replace(old, new, 1))
    with pytest.raises(BadFile) as caught:
        read_file(path)
    (finding,) = caught.value.findings
    assert (finding.place.file, finding.place.line) == (path.name, line)
    assert finding.found
    assert finding.expected
    assert finding.suggestion_en
    assert finding.suggestion_zh


def test_findings_name_the_pointer(tmp_path: Path) -> None:
    text = TEXTS["contended"].replace('"load_pct": 50', '"load_pct": 500', 1)
    with pytest.raises(BadFile) as caught:
        read_file(put(tmp_path, "contended", text))
    (finding,) = caught.value.findings
    assert finding.place.pointer == "/projects/0/packages/0/modes/0/roles/0/load_pct"
    assert finding.found == "500"


def test_schema_complaints_are_all_told(tmp_path: Path) -> None:
    path = tmp_path / "round.json"
    path.write_text('{"calendar": {"start": "soon", "periods": 3}, "colour": 1}')
    with pytest.raises(BadFile) as caught:
        read_file(path)
    pointers = {finding.place.pointer for finding in caught.value.findings}
    assert {"/calendar/start", "/colour"} <= pointers


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"  \n",
        b"\x00\x01\x02",
        b"\xff\xfe",
        b"[[[",
        b"[" * 100_000,
        b'{"a":' * 600 + b"1" + b"}" * 600,
        b"nonsense",
        b"1",
        b"{}",
    ],
)
def test_garbage_is_refused(tmp_path: Path, format: str, data: bytes) -> None:
    path = tmp_path / "bad"
    path.write_bytes(data)
    with pytest.raises(BadFile) as caught:
        read_file(path, format)
    assert caught.value.findings


def test_missing_file_and_cut_off_gzip(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"file\.unreadable"):
        read_file(tmp_path / "nowhere.json")
    path = tmp_path / "cut.json.gz"
    path.write_bytes(gzip.compress(TEXTS["contended"].encode())[:-9])
    with pytest.raises(BadFile, match=r"file\.broken-gzip"):
        read_file(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), format=st.sampled_from(sorted(TEXTS)))
def test_damage_never_gives_another_error(tmp_path: Path, data: st.DataObject, format: str) -> None:
    text = TEXTS[format]
    at = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(at, min(len(text), at + 12)))
    put_in = data.draw(st.sampled_from(["", "-1", "9" * 30, "x", ";", "[", "\n", "\u0660", ":"]))
    path = put(tmp_path, format, text[:at] + put_in + text[end:])
    findings: list[object] = []
    round_ = None
    try:
        round_ = read_file(path, format)
    except BadFile as error:
        findings += error.findings
    assert (round_ is None) == bool(findings)


@pytest.mark.parametrize("format", sorted({"patterson", "mplib", "psplib", "imopse", "mspsp"}))
def test_every_cut_at_a_line_is_read_or_refused(tmp_path: Path, format: str) -> None:
    lines = TEXTS[format].splitlines(keepends=True)
    refused = 0
    for count in range(len(lines)):
        try:
            read_file(put(tmp_path, format, "".join(lines[:count])), format)
        except BadFile:
            refused += 1
    assert refused >= len(lines) - 3


def test_public_instances(shared_data: Path, tmp_path: Path) -> None:
    folders = {
        "rcpsp": "patterson",
        "rcmpsp": "mplib",
        "mmrcpsp": "psplib",
        "imopse": "imopse",
        "mspsp": "mspsp",
    }
    for folder, format in folders.items():
        paths = sorted((shared_data / folder).iterdir())
        assert paths
        for path in paths:
            assert detect_format(path) == format
            round_ = read_file(path)
            assert round_.projects
            write_file(round_, tmp_path / path.name, format)
            assert detect_format(tmp_path / path.name) == format
            assert read_file(tmp_path / path.name) == round_


@pytest.mark.parametrize(("name", "places"), [("S1", 223), ("M1", 1494), ("L1", 5384)])
def test_contended_instances(shared_data: Path, name: str, places: int) -> None:
    round_ = read_file(shared_data / "contended" / f"{name}.json.gz")
    first = [package.modes[0] for project in round_.projects for package in project.packages]
    assert sum(need.headcount for mode in first for need in mode.staffing) == places
