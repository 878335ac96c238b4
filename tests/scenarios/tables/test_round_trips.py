"""A round written as tables and read again is the same round."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.domain import Round
from scenarios.formats import read_file, write_file
from scenarios.sample import sample_round

CARRIERS = [("xlsx", "round.xlsx"), ("csv", "round"), ("csv", "round.zip")]


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


@pytest.mark.parametrize(("format", "name"), CARRIERS[::2])
def test_equal_rounds_give_equal_files(tmp_path: Path, format: str, name: str) -> None:
    round_ = sample_round()
    back(round_, tmp_path, format, name)
    first = (tmp_path / name).read_bytes()
    back(round_, tmp_path, format, name)
    assert (tmp_path / name).read_bytes() == first
