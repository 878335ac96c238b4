"""Writing: what a format holds comes back, and what it has no place for is named, all of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.domain import Round
from optimizer.errors import NoPlace
from scenarios.formats import FORMATS, detect_format, format_of_name, read_file, write_file
from scenarios.sample import sample_round
from tests.optimizer.checks.rounds import set_at, sound
from tests.scenarios.formats.samples import ENDINGS, TEXTS

PARTIAL = sorted(set(TEXTS))


def sample_of(folder: Path, format: str) -> Round:
    path = folder / f"small{ENDINGS[format]}"
    path.write_text(TEXTS[format], encoding="utf-8")
    return read_file(path, format)


def lost(round_: Round, folder: Path, format: str) -> dict[str, str]:
    """The pointers of what a format has no place for, with what is there."""
    path = folder / f"lost{ENDINGS[format]}"
    with pytest.raises(NoPlace) as caught:
        write_file(round_, path, format)
    assert not path.exists()
    for finding in caught.value.findings:
        assert finding.code == "format.no-place"
        assert finding.message_zh
        assert finding.suggestion_en
    return {finding.place.pointer: finding.found for finding in caught.value.findings}


@pytest.mark.parametrize("format", PARTIAL)
@pytest.mark.parametrize("packed", ["", ".gz"])
def test_what_was_read_is_written_back(tmp_path: Path, format: str, packed: str) -> None:
    round_ = sample_of(tmp_path, format)
    path = tmp_path / f"small{ENDINGS[format]}{packed}"
    write_file(round_, path, format)
    assert detect_format(path) == format
    assert read_file(path) == round_
    first = path.read_bytes()
    write_file(round_, path, format)
    assert path.read_bytes() == first


@pytest.mark.parametrize("format", PARTIAL)
def test_everything_without_a_place_is_named(tmp_path: Path, format: str) -> None:
    found = lost(sample_round(), tmp_path, format)
    tops = {pointer.split("/")[1] for pointer in found}
    assert {"calendar", "departments", "experts", "projects", "datasets"} <= tops
    assert found["/datasets"].startswith("6 (")


@pytest.mark.parametrize(
    ("format", "pointer", "value", "gone"),
    [
        ("patterson", "/projects/0/packages/1/name", "Dig", "/projects/0/packages/1/name/en"),
        ("patterson", "/projects/0/mandatory", False, "/projects/0/mandatory"),
        ("patterson", "/facilities/0/units", 10**9, None),
        ("psplib", "/projects/0/packages/1/modes/0/money/0/timing", "end",
         "/projects/0/packages/1/modes/0/money/0/timing"),
        ("psplib", "/projects/0/packages/1/predecessors/0/min_lag", 1, None),
        ("mplib", "/projects/0/deadline", 9, "/projects/0/deadline"),
        ("imopse", "/experts/0/max_packages", 1, "/experts/0/max_packages"),
        ("imopse", "/skills/-", {"id": "Q9"}, "/skills"),
        ("mspsp", "/experts/0/rate_cents", 5, "/experts/0/rate_cents"),
        ("contended", "/experts/0/clearance", "core", "/experts/0/clearance"),
        ("contended", "/pins", [{"kind": "project", "project": "P0", "accepted": True}], "/pins"),
    ],
)  # fmt: skip
def test_one_thing_without_a_place(
    tmp_path: Path, format: str, pointer: str, value: Any, gone: str | None
) -> None:
    data = sample_of(tmp_path, format).model_dump(mode="json")
    set_at(data, pointer, value)
    round_ = Round.model_validate(data)
    if pointer.endswith("units"):
        write_file(round_, tmp_path / "small.txt", format)
        assert read_file(tmp_path / "small.txt", format) == round_
    elif gone is None:  # a lag also moves the horizon that the layout implies
        assert "/projects/0/packages/1/predecessors/0/min_lag" in lost(round_, tmp_path, format)
    else:
        assert list(lost(round_, tmp_path, format)) == [gone]


def test_a_round_without_projects_has_no_place(tmp_path: Path) -> None:
    empty = Round.model_validate({"calendar": sound()["calendar"]})
    for format in ("patterson", "psplib", "mplib", "imopse", "mspsp"):
        assert "/projects" in lost(empty, tmp_path, format)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), format=st.sampled_from(PARTIAL))
def test_any_round_is_written_faithfully_or_refused(
    tmp_path: Path, data: st.DataObject, format: str
) -> None:
    """Also one with unknown ids, circles and a horizon beyond all dates."""
    document = (
        sound() if data.draw(st.booleans()) else sample_of(tmp_path, format).model_dump(mode="json")
    )
    for _ in range(data.draw(st.integers(0, 3))):
        pointer, value = data.draw(
            st.sampled_from(
                [
                    ("/title", "v1.2"),
                    ("/projects/0/id", "P1"),
                    ("/projects/0/packages/0/predecessors", [{"package": "nowhere"}]),
                    ("/projects/0/packages/0/predecessors", [{"package": "2"}, {"package": "W1"}]),
                    ("/projects/0/packages/0/id", "1"),
                    ("/projects/0/packages/0/modes/0/staffing", []),
                    ("/projects/0/packages/0/modes/0/duration", 100_000),
                    ("/facilities", []),
                    ("/funds", []),
                    ("/experts/-", {"id": "7", "department": "x", "rate_cents": 10**13}),
                    ("/skills/-", {"id": "a b"}),
                    ("/calendar/start", "9999-12-30"),
                    ("/experts", [{"id": "E0", "department": "D0", "leave": [
                        {"first_day": "9999-12-30", "last_day": "9999-12-31"}]}]),
                ]
            )
        )  # fmt: skip
        set_at(document, pointer, value)
    round_ = Round.model_validate(document)
    path = tmp_path / f"any{ENDINGS[format]}"
    named = None
    try:
        write_file(round_, path, format)
    except NoPlace as error:
        named = error.findings
    if named is None:
        assert read_file(path, format).model_copy(update={"title": round_.title}) == round_
    else:
        assert named


@pytest.mark.parametrize(
    ("name", "format"),
    [("a.sm", "psplib"), ("a.MM.gz", "psplib"), ("a.def", "imopse"), ("a.dzn", "mspsp"),
     ("a.rcp", "patterson"), ("a.rcmp", "mplib"), ("a.json.gz", "json"), ("a.txt", None)],
)  # fmt: skip
def test_a_name_says_the_format(name: str, format: str | None) -> None:
    assert format_of_name(Path(name)) == format


def test_an_unknown_format_is_not_written(tmp_path: Path) -> None:
    round_ = Round.model_validate(sound())
    with pytest.raises(ValueError, match="stone"):
        write_file(round_, tmp_path / "x", "stone")
    for format in set(FORMATS) & set(PARTIAL):  # every format that is read is written
        assert lost(round_, tmp_path, format)
