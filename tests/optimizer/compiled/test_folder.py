"""Machine code is kept where there is room, is found again, and is never stale."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from optimizer.compiled import folder as folder_module
from optimizer.compiled import folder_of

KERNEL = """
from optimizer.compiled import kernel

@kernel
def double(x):
    return 2 * x
"""


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package of its own with the folders in it, at home in a directory of its own."""
    for name in ("compiled", "instance", "part"):
        (tmp_path / "tree" / name).mkdir(parents=True)
    (tmp_path / "tree" / "part" / "code.py").write_text("a = 1\n", "utf-8")
    monkeypatch.setattr(folder_module, "SOURCES", tmp_path / "tree")
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    folder_of.cache_clear()
    yield tmp_path / "tree"
    folder_of.cache_clear()


def again() -> Path:
    """The folder as another process would find it."""
    folder_of.cache_clear()
    return folder_of("part").path


def test_the_folder_is_beside_the_sources(tree: Path) -> None:
    assert folder_of("part").path.parent == tree / "part" / "__pycache__"
    assert not folder_of("part").is_complete


def test_another_source_is_another_folder_and_the_old_one_goes(tree: Path) -> None:
    before = folder_of("part")
    before.mark_complete()
    (tree / "instance" / "constants.py").write_text("b = 2\n", "utf-8")
    after = again()
    assert after != before.path
    assert before.path.is_dir()
    folder_of("part").mark_complete()
    assert folder_of("part").is_complete
    assert not before.path.exists()


@pytest.mark.usefixtures("tree")
def test_the_chosen_folder_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "chosen"))
    assert again().parent == tmp_path / "chosen"


def test_without_room_beside_the_sources_it_is_the_users(tree: Path, tmp_path: Path) -> None:
    (tree / "part" / "__pycache__").write_text("in the way", "utf-8")
    assert again().parent == tmp_path / "home" / "roundtable"


def test_without_room_anywhere_it_is_this_process_alone(tree: Path, tmp_path: Path) -> None:
    (tree / "part" / "__pycache__").write_text("in the way", "utf-8")
    (tmp_path / "home").write_text("in the way", "utf-8")
    path = again()
    assert path.is_dir()
    assert tmp_path not in path.parents


def test_a_complete_folder_is_taken_before_one_with_room(tree: Path) -> None:
    (tree / "part" / "__pycache__").write_text("in the way", "utf-8")
    folder = folder_of("part")
    folder.mark_complete()
    (tree / "part" / "__pycache__").unlink()
    assert again() == folder.path


def test_a_kernel_is_read_from_a_folder_closed_for_writing(tmp_path: Path) -> None:
    said = []
    for _ in range(2):
        script = (
            "import code_under_test as c; c.double(3); print(dict(c.double.stats.cache_hits) != {})"
        )
        (tmp_path / "code_under_test.py").write_text(KERNEL, "utf-8")
        environment = {
            **os.environ,
            "NUMBA_CACHE_DIR": str(tmp_path / "cache"),
            "PYTHONPATH": f"{tmp_path}{os.pathsep}{Path.cwd()}",
        }
        done = subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        said.append(done.stdout.strip())
        for folder in (tmp_path / "cache").iterdir():
            folder.chmod(0o555)
    for folder in (tmp_path / "cache").iterdir():
        folder.chmod(0o755)
    assert said == ["False", "True"]
