"""What is installed when the tree is built and installed somewhere else."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGES = ("api", "optimizer", "scenarios")


@pytest.mark.long
def test_wheel_holds_every_file_of_the_packages(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    for name in ("pyproject.toml", "LICENSE", *PACKAGES):
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(
                source,
                tree / name,
                ignore=shutil.ignore_patterns("__pycache__", ".*", "*.egg-info"),
            )
        else:
            shutil.copy(source, tree / name)
    expected = {
        path.relative_to(tree).as_posix()
        for package in PACKAGES
        for path in (tree / package).rglob("*")
        if path.is_file()
    }
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", *options, "--wheel-dir", str(tmp_path), str(tree)],
        check=True,
    )
    (wheel,) = tmp_path.glob("roundtable-*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    assert expected - held == set()
    assert {name.split("/")[0] for name in held if ".dist-info/" not in name} == set(PACKAGES)
