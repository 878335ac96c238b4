"""Small types that every domain object is made of."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue

__all__ = [
    "Access",
    "Cents",
    "Frozen",
    "Id",
    "Pct",
    "PeriodIndex",
    "SecurityLevel",
    "Step",
    "Text",
]


class Frozen(BaseModel):
    """A value object: immutable, hashable, no unknown fields, no NaN."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True
    )


_ANY, _EDGE, _SIGN = r"[^\x00-\x1f\x7f]", r"[^\s\x00-\x1f\x7f]", r"[^\s\x00-\x1f\x7f.]"
_ID = rf"^({_SIGN}|{_EDGE}{_ANY}*{_SIGN}|{_SIGN}{_ANY}*{_EDGE}|\.{_ANY}+\.)$"

Id = Annotated[str, Field(min_length=1, max_length=120, pattern=_ID)]
"""A stable string the office chooses; any script, no surrounding blanks, no control characters.

Not ``.`` or ``..``, which can't stand in an address.
"""

Cents = Annotated[int, Field(ge=0, le=10**13)]
"""Money in integer minor units of the round's currency."""

Pct = Annotated[int, Field(ge=0, le=100)]
"""A share of full time, in percent."""

PeriodIndex = Annotated[int, Field(ge=0, le=100_000)]
"""A 0-based period of the round's calendar."""


class Text(Frozen):
    """A text in Chinese and in English; one of the two may be missing.

    A plain string is accepted in place of the object: it is taken as Chinese when it holds a CJK
    character and as English otherwise.
    """

    zh: str = ""
    en: str = ""

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: Any) -> Any:
        if isinstance(value, str):
            has_cjk = any("\u3400" <= ch <= "\u9fff" for ch in value)
            return {"zh": value} if has_cjk else {"en": value}
        return value

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: Any, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Say that a plain string is accepted as well."""
        made = handler.resolve_ref_schema(handler(core_schema))
        described: JsonSchemaValue = {key: made.pop(key) for key in ("title", "description")}
        return described | {"anyOf": [{"type": "string"}, made]}

    def in_lang(self, lang: str) -> str:
        """Return the text in ``lang`` (``"zh"`` or ``"en"``), or in the other when missing."""
        first, second = (self.zh, self.en) if lang == "zh" else (self.en, self.zh)
        return first or second


class SecurityLevel(StrEnum):
    """Data security classes, lowest first (general 1–4, important, core)."""

    GENERAL_1 = "general-1"
    GENERAL_2 = "general-2"
    GENERAL_3 = "general-3"
    GENERAL_4 = "general-4"
    IMPORTANT = "important"
    CORE = "core"

    @property
    def rank(self) -> int:
        """0 for ``general-1`` up to 5 for ``core``."""
        return _RANKS[self]


_RANKS = {level: rank for rank, level in enumerate(SecurityLevel)}


class Step(Frozen):
    """A value that holds in the periods ``start <= t < end`` instead of the default."""

    start: PeriodIndex
    end: PeriodIndex
    value: Annotated[int, Field(ge=0, le=10**9)]


class Access(Frozen):
    """Which projects may use a resource of department *owner*.

    ``own``: projects the owner sponsors. ``participants``: projects the owner takes part in.
    ``anyone``: every project. ``listed``: projects that the owner or a listed
    department sponsors.
    """

    scope: Literal["own", "participants", "anyone", "listed"] = "participants"
    departments: tuple[Id, ...] = ()
