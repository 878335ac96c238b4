"""Draw every page at two widths in both languages, for a person to look at.

    python -m tests.api.console.shots [FOLDER] [--only NAME] [--dark] [--seconds N]

Also tells what the browser complains about: scripts or styles refused by the policy, errors.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page

from tests.api.console.browser import NARROW, WIDE, Console, console_of
from tests.api.console.organisation import furnished
from tests.api.console.page_list import PAGES
from tests.api.http.served import served

WIDTHS = {"wide": WIDE, "phone": NARROW}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("out/shots"))
    parser.add_argument("--only", default="", help="pages whose names begin with this")
    parser.add_argument("--lang", default="zh,en", help="languages, separated by a comma")
    parser.add_argument("--width", default="wide,phone", help="widths, separated by a comma")
    parser.add_argument("--dark", action="store_true", help="in dark colours")
    parser.add_argument("--seconds", type=float, default=15.0, help="for the plan of the sample")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        organisation = furnished(Path(made) / "data", asked.seconds)
        with (
            served(organisation.data, {}) as service,
            console_of(service.port, organisation) as console,
        ):
            said = _draw(console, asked)
    for line in said:
        sys.stderr.write(line + "\n")
    return 1 if said else 0


def _draw(console: Console, asked: argparse.Namespace) -> list[str]:
    said: list[str] = []
    for lang in asked.lang.split(","):
        for width in asked.width.split(","):
            for page in PAGES:
                if not page.name.startswith(asked.only):
                    continue
                scheme = "dark" if asked.dark else "light"
                shown = console.page(page.login, lang, WIDTHS[width], scheme)
                where = f"{page.name} ({lang}, {width})"
                _listen(shown, where, said)
                shown.goto(console.path(page.path))
                shown.wait_for_load_state("networkidle")
                name = f"{page.name}-{lang}-{width}{'-dark' if asked.dark else ''}.png"
                shown.screenshot(path=asked.folder / name, full_page=True)
                shown.close()
    return said


def _listen(shown: Page, where: str, said: list[str]) -> None:
    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 404" not in message.text:
            said.append(f"{where}: {message.text}")

    shown.on("console", hear)
    shown.on("pageerror", lambda error: said.append(f"{where}: {error}"))


if __name__ == "__main__":
    sys.exit(main())
