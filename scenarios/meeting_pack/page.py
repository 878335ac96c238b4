"""The meeting pack as one HTML file that opens offline and prints well."""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from optimizer import __version__
from scenarios.meeting_pack.content import Pack

__all__ = ["render_pack"]


def render_pack(pack: Pack) -> str:
    """Return the pack as an HTML document.

    It loads nothing and holds no script. Equal packs give equal bytes.
    """
    return (
        _environment()
        .get_template("pack.html")
        .render(
            pack=pack,
            t=pack,
            lang={"zh": "zh-CN"}.get(pack.lang, pack.lang),
            version=__version__,
        )
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("scenarios.meeting_pack"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
