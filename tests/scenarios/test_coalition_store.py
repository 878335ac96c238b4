"""Coalitions on disk: what was written is read again, and nothing else is believed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from optimizer.coalitions import Known
from scenarios.coalition_store import CoalitionStore, default_folder


def test_what_was_put_is_there_next_time(tmp_path: Path) -> None:
    store = CoalitionStore(tmp_path / "new" / "folder", "sha256:abc")
    assert store.path.name == "abc.jsonl"
    store.put("value x", Known(3, 5, 2.0))
    store.put("value x", Known(4, 4, None))
    again = CoalitionStore(tmp_path / "new" / "folder", "sha256:abc")
    assert again.get("value x") == Known(4, 4, None)
    assert again.get("cost x") is None
    assert CoalitionStore(tmp_path / "new" / "folder", "sha256:abd").get("value x") is None


def test_broken_and_foreign_lines_are_not_there(tmp_path: Path) -> None:
    store = CoalitionStore(tmp_path, "sha256:abc")
    store.put("good", Known(1, 1))
    entry = json.loads(store.path.read_text("utf-8"))
    other = entry | {"key": "old", "version": "0.0.0-other"}
    backwards = entry | {"key": "backwards", "low": 2, "high": 1}
    lines = [json.dumps(other), json.dumps(backwards), "[]", "{", '{"version": 1}', "\udcff"]
    with store.path.open("a", encoding="utf-8", errors="surrogateescape") as stream:
        stream.write("\n".join(lines))
    again = CoalitionStore(tmp_path, "sha256:abc")
    assert again.get("good") == Known(1, 1)
    assert again.get("old") is None
    assert again.get("backwards") is None


def test_the_folder_follows_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_folder() == tmp_path / "roundtable" / "coalitions"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert default_folder().parts[-3:] == (".cache", "roundtable", "coalitions")
