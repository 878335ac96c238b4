"""Whatever a file holds, a command answers with findings: no trace, and never nothing."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from scenarios.formats import source
from tests.optimizer.checks.rounds import sound
from tests.scenarios.formats.samples import ENDINGS, TEXTS

Run = Callable[..., tuple[int, str, str]]

WORDS = [
    b"-1", b"99999999999999999999", b"1e999", b"NaN", b"-Infinity", b"null", b"[]", b"{}", b'"x"',
    b"", b"\x00", b"\xff\xfe", b'"\\ud800"', b"1.5", b"true", b"100000", b'"2026-13-45"',
    b'"9999-12-31"', b"\r\n", b"\xe4\xb8\xad",
]  # fmt: skip
VALUES = [None, -1, 10**20, 100_000, "", [], {}, [None], True, {"x": 1}, "9999-12-31", "\ud800", 0]
TOKEN = re.compile(rb'-?\d+(\.\d+)?|"[^"]*"|true|false|null')


def damaged(content: bytes, rng: random.Random) -> bytes:
    """Cut, overwrite, replace a word, repeat or drop a line, or open a thousand brackets."""
    at = rng.randrange(len(content) + 1)
    way = rng.randrange(6)
    if way == 0:
        return content[:at]
    if way == 1:
        return content[:at] + bytes([rng.randrange(256)]) + content[at + 1 :]
    if way in (2, 3):
        tokens = list(TOKEN.finditer(content))
        if tokens:
            token = rng.choice(tokens)
            return content[: token.start()] + rng.choice(WORDS) + content[token.end() :]
    if way == 4:
        lines = content.split(b"\n")
        lines.insert(rng.randrange(len(lines)), rng.choice(lines))
        del lines[rng.randrange(len(lines))]
        return b"\n".join(lines)
    return content[:at] + b"[" * 1000 + content[at:]


def twisted(document: object, rng: random.Random) -> bytes:
    """Put a value of another kind somewhere inside a document."""
    copied = json.loads(json.dumps(document))
    node = copied
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        key = rng.choice(keys)
        if isinstance(node[key], dict | list) and node[key] and rng.random() < 0.8:
            node = node[key]
            continue
        node[key] = rng.choice(VALUES)
        return json.dumps(copied).encode()


def hold_to_it(run: Run, folder: Path, seed: int, count: int) -> None:
    rng = random.Random(seed)
    good, outcome = folder / "good.json", folder / "outcome.json"
    good.write_text(json.dumps(sound()), "utf-8")
    assert run("solve", good, "--workers", 1, "-o", outcome)[0] == 0
    whole = {
        "round.json": good.read_bytes(),
        "outcome.json": outcome.read_bytes(),
        **{f"small{ENDINGS[name]}": text.encode() for name, text in TEXTS.items()},
    }
    refused = 0
    for _ in range(count):
        name, content = rng.choice(sorted(whole.items()))
        bad = folder / f"bad-{name}"
        if name.endswith("n.json") or rng.random() < 0.7:
            content = damaged(content, rng)
        elif name.endswith(".json"):
            content = twisted(json.loads(content), rng)
        if rng.random() < 0.2:
            bad = folder / f"bad-{name}.gz"
            content = gzip.compress(content)
            if rng.random() < 0.3:
                content = damaged(content, rng)
        bad.write_bytes(content)
        command = rng.choice(
            [
                ("check", bad),
                ("check", bad, "--json"),
                ("verify", bad, outcome),
                ("verify", good, bad),
                ("show", outcome, "--round", bad),
                ("show", bad, "--round", good),
                ("convert", bad, folder / "out.json"),
                ("convert", bad, folder / "out.dzn"),
                ("solve", bad, "--time-limit", 0.1, "--workers", 1),
            ]
        )
        code, out, err = run(*command)  # raises whatever the command raises
        assert code in (0, 1, 3, 4, 7, 8), (command, content, err)
        assert code != 1 or command[0] == "verify"
        if code == 3:
            refused += 1
            assert "findings" in out or "error" in err + out
    assert refused > count // 2


def test_damaged_files_give_findings(run: Run, tmp_path: Path) -> None:
    hold_to_it(run, tmp_path, 7, 100)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(6))
def test_many_damaged_files_give_findings(run: Run, tmp_path: Path, seed: int) -> None:
    hold_to_it(run, tmp_path, 1000 + seed, 1500)


def test_a_small_file_that_unpacks_to_a_giant_is_refused(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "MAX_BYTES", 1000)
    bomb = tmp_path / "round.json.gz"
    bomb.write_bytes(gzip.compress(b" " * 1001))
    code, out, _ = run("check", bomb, "--json")
    assert code == 3
    assert json.loads(out)["findings"][0]["code"] == "file.too-large"
    bomb.write_bytes(gzip.compress(json.dumps({"x": 1}).encode().ljust(1000)))
    assert json.loads(run("check", bomb, "--json")[1])["findings"][0]["code"] != "file.too-large"


def test_half_a_character_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "round.json"
    text = json.dumps({**sound(), "title": "half"})
    path.write_text(text.replace('"half"', '"\\ud83d"'), "utf-8")
    code, out, _ = run("check", path, "--json")
    assert code == 3
    assert json.loads(out)["findings"][0]["code"] == "file.not-json"
    path.write_text(text.replace('"half"', '"\\ud83d\\ude00"'), "utf-8")
    assert run("check", path, "--json")[0] == 0
