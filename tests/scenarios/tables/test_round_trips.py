"""A round written as tables and read again is the same round."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.domain import Round
from scenarios.formats import read_file, write_file
from scenarios.sample import sample_round
from scenarios.tables.facts import leaf_paths
from tests.scenarios.tables.rounds import filled_paths, rounds

CARRIERS = [("xlsx", "round.xlsx"), ("csv", "round"), ("csv", "round.zip")]
OFFICE = shutil.which("soffice")


def back(round_: Round, folder: Path, format: str, name: str, lang: str = "zh") -> Round:
    write_file(round_, folder / name, format, lang)
    return read_file(folder / name)


@pytest.mark.parametrize(("format", "name"), CARRIERS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sample_comes_back(tmp_path: Path, format: str, name: str, lang: str) -> None:
    round_ = sample_round()
    again = back(round_, tmp_path, format, name, lang)
    assert again == round_
    assert again.content_hash() == round_.content_hash()


@pytest.mark.parametrize(("format", "name"), CARRIERS)
def test_contended_instance_comes_back(
    shared_data: Path, tmp_path: Path, format: str, name: str
) -> None:
    round_ = read_file(shared_data / "contended" / "L1.json.gz")
    assert back(round_, tmp_path, format, name).content_hash() == round_.content_hash()


def test_every_field_comes_back(tmp_path: Path) -> None:
    """Also that the rounds drawn do use every field of the domain."""
    seen: set[str] = set()

    @settings(suppress_health_check=list(HealthCheck))
    @given(round_=rounds(), lang=st.sampled_from(("zh", "en")))
    def comes_back(round_: Round, lang: str) -> None:
        seen.update(filled_paths(round_.model_dump(mode="json")))
        for format, name in CARRIERS[:2]:
            again = back(round_, tmp_path, format, name, lang)
            assert again == round_
            assert again.content_hash() == round_.content_hash()

    comes_back()
    assert leaf_paths() - seen == set(), "fields that no round drawn has used"


@pytest.mark.parametrize(("format", "name"), CARRIERS[::2])
def test_equal_rounds_give_equal_files(tmp_path: Path, format: str, name: str) -> None:
    round_ = sample_round()
    back(round_, tmp_path, format, name)
    first = (tmp_path / name).read_bytes()
    back(round_, tmp_path, format, name)
    assert (tmp_path / name).read_bytes() == first


def test_smaller_round_leaves_nothing_of_a_larger_one(tmp_path: Path) -> None:
    round_ = sample_round()
    write_file(round_, tmp_path / "folder", "csv")
    smaller = round_.model_copy(update={"projects": round_.projects[:1], "experts": ()})
    write_file(smaller, tmp_path / "folder", "csv")
    assert read_file(tmp_path / "folder") == smaller


@pytest.mark.skipif(OFFICE is None, reason="soffice (LibreOffice) is not installed")
@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.long)])
def test_workbook_saved_by_another_program_comes_back(tmp_path: Path, lang: str) -> None:
    round_ = sample_round()
    write_file(round_, tmp_path / "round.xlsx", "xlsx", lang)
    out = tmp_path / "saved"
    subprocess.run(
        [
            str(OFFICE), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
            "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out),
            str(tmp_path / "round.xlsx"),
        ],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    again = read_file(out / "round.xlsx")
    assert again == round_
