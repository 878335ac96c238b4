"""What the repository as a whole keeps to: its texts, its files and their names, its locks."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
LOCKS = sorted((REPOSITORY / "requirements").glob("*.txt"))
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))

# Where the tree comes without git (an archive), these folders are not part of it.
MADE = {"build", "dist", "out", "htmlcov", "__pycache__"}

LINES_ALLOWED = 400
# Path: why this one file is clearer in one piece.
LONG_FILES: dict[str, str] = {}

BYTES_ALLOWED = 2 * 1024 * 1024

# A name that says nothing gathers everything.
SHAPELESS = {"base", "common", "helper", "helpers", "manager", "misc", "util", "utils"}

# One letter stands in brackets, so that no pattern finds itself here.
REGISTRIES = re.compile(
    r"[p]ypi\.(?:org|tuna)|python[h]osted\.org|[a]naconda\.(?:com|org)|[n]pmjs\.(?:com|org)"
    r"|[y]arnpkg\.com|[c]rates\.io|proxy\.[g]olang\.org|[r]ubygems\.org|[j]sdelivr\.net"
    r"|[u]npkg\.com|[c]dnjs\.|(?:docker|ghcr|quay)\.[i]o/|--(?:extra-)?[i]ndex-url|--[f]ind-links",
    re.IGNORECASE,
)
MACHINE_PATHS = re.compile(
    r"(?<![\w./~$)}-])/(?:root|home|work|Users|tmp|mnt|media|srv)/\w|\b[A-Z]:\\\\?(?:Users|home)\\"
)
TICKETS = re.compile(r"\b(?:issue|ticket|pull request|PR)s?\s*#?\d+\b", re.IGNORECASE)
CONFLICTS = re.compile(r"^(?:<{7}|>{7}|\|{7}) ", re.MULTILINE)


def tracked_files() -> list[Path]:
    """The files of the repository that are there, new ones included, ignored ones not."""
    git = shutil.which("git")
    if git and (REPOSITORY / ".git").exists():
        listing = subprocess.run(
            [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=REPOSITORY,
            check=True,
            capture_output=True,
        ).stdout.decode("utf-8")
        names = sorted(set(listing.split("\0")) - {""})
        return [path for name in names if (path := REPOSITORY / name).is_file()]
    found = []
    for folder, subfolders, names in os.walk(REPOSITORY):
        subfolders[:] = [
            name
            for name in subfolders
            if name not in MADE
            and not name.endswith(".egg-info")
            and (not name.startswith(".") or name == ".ci")
        ]
        found += [Path(folder) / name for name in names]
    return sorted(found)


FILES = tracked_files()


def relative(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


def text_of(path: Path) -> str | None:
    """The text of a file, or None where it holds something else (workbooks, images)."""
    content = path.read_bytes()
    return None if b"\0" in content else content.decode("utf-8")


TEXTS = {relative(path): text for path in FILES if (text := text_of(path)) is not None}


def places(pattern: re.Pattern[str]) -> list[str]:
    """Every place in the texts where a pattern stands, as file:line: text."""
    return [
        f"{name}:{number}: {line.strip()}"
        for name, text in TEXTS.items()
        if pattern.search(text)
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(requirements: list[str]) -> dict[str, str]:
    """Version by name, of requirements that are all pinned exactly."""
    found = {}
    for requirement in requirements:
        name, equals, version = requirement.partition("==")
        assert equals, f"{requirement} is not pinned"
        found[normalized(name.split("[")[0])] = version  # without the extras asked for
    return found


def locked(lock: Path) -> dict[str, set[str]]:
    """The versions by name in a lock: several where they depend on the Python or the system."""
    found: dict[str, set[str]] = {}
    for line in lock.read_text("utf-8").splitlines():
        if line and not line.startswith((" ", "#")):
            match = re.fullmatch(r"([\w.-]+)(?:\[[\w,-]+\])?==([\w.!+]+)(?: ; [^\\]+)? \\", line)
            assert match, f"{lock.name}: {line}"
            found.setdefault(normalized(match[1]), set()).add(match[2])
    return found


# Texts


def test_no_registry_address() -> None:
    assert places(REGISTRIES) == []


def test_no_path_of_one_machine() -> None:
    assert places(MACHINE_PATHS) == []


def test_no_ticket_number() -> None:
    assert places(TICKETS) == []


def test_no_conflict_left() -> None:
    assert places(CONFLICTS) == []


def test_texts_end_with_one_newline() -> None:
    assert [
        name
        for name, text in TEXTS.items()
        if text
        and ("\r" in text or not text.endswith("\n") or text.endswith("\n\n"))
        and name.endswith((".py", ".toml", ".md", ".txt", "Makefile", "run"))
    ] == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (REGISTRIES, "https://pypi" + ".org/simple"),
        (REGISTRIES, "--index" + "-url somewhere"),
        (MACHINE_PATHS, 'open("' + "/ho" + 'me/someone/round.json")'),
        (MACHINE_PATHS, "C:\\" + "Users\\someone"),
        (TICKETS, "see iss" + "ue 12"),
        (TICKETS, "Fixes iss" + "ue #12"),
        (CONFLICTS, "<" * 7 + " ours"),
    ],
)
def test_patterns_find_what_they_name(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (MACHINE_PATHS, "#!/usr/bin/env bash"),
        (MACHINE_PATHS, "/work_packages/0/modes/1"),
        (MACHINE_PATHS, "../shared/data/work/x"),
        (TICKETS, "an issue of 3 lines"),
    ],
)
def test_patterns_leave_the_rest_alone(pattern: re.Pattern[str], text: str) -> None:
    assert not pattern.search(text)


# Files


def test_files_stay_small() -> None:
    long = {
        name: lines
        for name, text in TEXTS.items()
        if name.endswith(".py") and (lines := text.count("\n")) > LINES_ALLOWED
    }
    assert {name: lines for name, lines in long.items() if name not in LONG_FILES} == {}
    assert [name for name in LONG_FILES if name not in long] == [], "no longer needs its exception"


def test_no_file_is_huge() -> None:
    assert [relative(path) for path in FILES if path.stat().st_size > BYTES_ALLOWED] == []


def test_names_say_what_a_file_is_for() -> None:
    shapeless = [
        name
        for name in map(relative, FILES)
        if SHAPELESS & {part.partition(".")[0] for part in name.split("/")}
    ]
    assert shapeless == []


def test_packages_have_an_init() -> None:
    """Without one, a folder is left out of what is installed."""
    folders = {
        path.parent
        for path in FILES
        if path.suffix == ".py"
        and relative(path).split("/")[0] in {"api", "optimizer", "scenarios"}
    }
    assert [relative(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_continuous_integration_can_start() -> None:
    assert os.access(REPOSITORY / ".ci" / "run", os.X_OK)


# Locks


def test_no_lock_that_writes_addresses() -> None:
    elsewhere = {"Pipfile.lock", "package-lock.json", "poetry.lock", "uv.lock", "yarn.lock"}
    assert [
        relative(path)
        for path in FILES
        if path.name in elsewhere or re.fullmatch(r"pylock(\..+)?\.toml", path.name)
    ] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_lock_is_hashed_and_names_no_address(lock: Path) -> None:
    text = lock.read_text("utf-8")
    assert not re.search(r"://|\s@\s|^-", text, re.MULTILINE)
    requirements = re.split(r"\n(?=[a-z])", text)[1:]
    assert len(requirements) == sum(len(versions) for versions in locked(lock).values())
    assert [
        each for each in requirements if not re.search(r"--hash=sha256:[0-9a-f]{64}", each)
    ] == []


def test_locks_hold_what_the_project_declares() -> None:
    groups = PROJECT["dependency-groups"]
    runtime = pins(PROJECT["project"]["dependencies"]) | pins(groups["build"])
    expected = {
        "runtime": runtime,
        "dev": runtime | pins(groups["dev"]),
        "bench": runtime | pins(groups["bench"]),
    }
    assert {lock.stem for lock in LOCKS} == set(expected)
    for lock in LOCKS:
        held = locked(lock)
        for name, version in expected[lock.stem].items():
            assert held.get(name) == {version}, f"{lock.name} is out of date: run `make lock`"


def test_locks_agree() -> None:
    """One environment serves all three, so a package has one version wherever it stands."""
    held = [locked(lock) for lock in LOCKS]
    for name in set().union(*held):
        versions = {frozenset(one[name]) for one in held if name in one}
        assert len(versions) == 1, name


def test_build_requirement_is_in_the_locks() -> None:
    assert pins(PROJECT["build-system"]["requires"]) == pins(PROJECT["dependency-groups"]["build"])


def test_every_dependency_says_why_it_is_there() -> None:
    lines = (REPOSITORY / "pyproject.toml").read_text("utf-8").splitlines()
    pinned = [line for line in lines if re.match(r'\s+"[\w-]+==', line)]
    assert pinned
    assert [line for line in pinned if not re.search(r'",\s+# \S', line)] == []
