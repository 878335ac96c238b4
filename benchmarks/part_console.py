"""The console: how much its pages weigh, and how soon people see them, for a large organisation.

A generated round of 400 experts over 52 weeks and 200 projects is solved, put under review and
served from SQLite in a process of its own; Chromium opens every page afresh, without a cache.
"""

from __future__ import annotations

import os
import queue
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from api.access import Actor, GrantedRole, Role
from api.access.life import RoundState
from api.store import Database, principals, rounds, runs
from api.store.runs import RunState
from api.usecases import review
from benchmarks.report import Report
from optimizer.solve import Limits, solve_round
from scenarios.generate import Shape, generate_round

__all__ = ["run"]

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
PAGES = {
    "rounds": "/rounds",
    "round": "/rounds/{round}",
    "run": "/runs/{run}",
    "plan: 100 projects": "/runs/{run}/plan",
    "timeline: 100 projects": "/runs/{run}/timeline",
    "heat map: people × weeks": "/runs/{run}/heat?rows=people&measure=load",
    "heat map: skills × weeks": "/runs/{run}/heat?rows=skills&measure=pressure",
    "heat map: departments, unfolding": "/runs/{run}/heat?rows=tree&measure=load",
    "what if": "/rounds/{round}/compare",
    "review: 50 lines": "/rounds/{round}/plan/lines",
}
TIMES = 5
MEASURE = """() => {
  const [page] = performance.getEntriesByType("navigation");
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  const drawn = performance.getEntriesByName("charts-drawn")[0];
  const files = performance.getEntriesByType("resource");
  const own = files.filter((file) => !file.name.includes("/vendor/"));
  return {
    answered: page.responseStart - page.requestStart,
    painted: paint ? paint.startTime : null,
    drawn: drawn ? drawn.startTime : null,
    bytes: page.transferSize + own.reduce((sum, file) => sum + file.transferSize, 0),
  };
}"""


def run(folder: Path | None, quick: bool) -> None:
    """Open the pages of a large organisation; write ``console.md`` and ``.json``."""
    from playwright.sync_api import sync_playwright

    experts, projects, seconds = (40, 20, 3.0) if quick else (400, 200, 30.0)
    report = Report("console", "The console, measured", folder)
    report.add(
        "",
        f"{experts} experts, {projects} projects, 52 weeks; Chromium, no cache, the median of "
        f"{TIMES} openings. Weight is what is transferred besides the vendored libraries.",
    )
    heads = ["page", "weight", "first byte", "first useful paint", "charts drawn"]
    report.table(heads)
    with tempfile.TemporaryDirectory() as made:
        data = Path(made) / "data"
        at, key = _furnished(data, experts, projects, seconds)
        with _served(data) as address, sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=_chromium(), args=FLAGS)
            for name, pattern in PAGES.items():
                found = [
                    _opened(browser, address, key, pattern.format_map(at)) for _ in range(TIMES)
                ]
                middle = {part: _median([one[part] for one in found]) for part in found[0]}
                report.keep(page=name, **middle)
                report.row(
                    name,
                    f"{(middle['bytes'] or 0) / 1000:,.0f} kB",
                    *(_ms(middle[part]) for part in ("answered", "painted", "drawn")),
                )
            browser.close()


def _median(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


def _ms(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f} ms"


def _chromium() -> str:
    found = os.environ.get("ROUNDTABLE_CHROMIUM") or shutil.which("chromium")
    if found is None:
        raise FileNotFoundError("chromium (Debian: apt install chromium)")
    return found


def _opened(browser: Any, address: str, key: str, path: str) -> dict[str, float | None]:
    """Open a page in a context of its own and return what the browser measured."""
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    context.request.post("/sign-in/key", form={"key": key})
    page.goto(path)
    page.wait_for_load_state("networkidle")
    found: dict[str, float | None] = page.evaluate(MEASURE)
    context.close()
    return found


def _furnished(
    data: Path, experts: int, projects: int, seconds: float
) -> tuple[dict[str, str], str]:
    data.mkdir()
    round_ = generate_round(Shape(experts, projects, seed=0))
    outcome = solve_round(round_, Limits(time_limit_seconds=seconds, workers=2, seed=0))
    database = Database(f"sqlite:///{data / 'roundtable.sqlite3'}")
    database.migrate()
    with database.writing() as session:
        grant = GrantedRole(Role.OFFICE)
        office = principals.add_principal(session, "Office", "office", [grant])
        _, key = principals.issue_key(session, office.id, "bench")
        actor = Actor(office.id, "Office", (grant,))
        rules = round_.model_dump(mode="json", include={"calendar", "policy", "currency"})
        row = rounds.add_round(session, "Round", RoundState.FROZEN, rules)
        row.snapshot_hash = rounds.keep_snapshot(session, round_)
        limits = {"time_limit_seconds": seconds, "workers": 2, "seed": 0, "deterministic": False}
        solved = runs.add_run(session, row.id, row.snapshot_hash, limits, office.id)
        runs.start_run(session, solved)
        runs.end_run(session, solved, RunState.DONE, outcome.model_dump_json())
        review.put_under_review(session, actor, row, solved.id)
    database.close()
    return {"round": row.id, "run": solved.id}, key


@contextmanager
def _served(data: Path) -> Iterator[str]:
    """Serve a data folder from a process of its own and give the address."""
    process = subprocess.Popen(
        [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", "0"],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "ROUNDTABLE_DATA": str(data), "NO_COLOR": "1"},
    )
    heard: queue.Queue[str] = queue.Queue()

    def listen() -> None:
        for line in process.stderr or ():
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            if found:
                heard.put(found[0])

    threading.Thread(target=listen, daemon=True).start()
    try:
        yield heard.get(timeout=120)
    finally:
        process.terminate()
        process.wait(30)
