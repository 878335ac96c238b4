"""Rounds that use every field of the domain, with every awkward text an office could type.

The strategy is made from the domain's own classes: a new field is drawn from the day it exists.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator
from datetime import date
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from optimizer.domain import Calendar, FacilityNeed, PeriodKind, Round, Term
from optimizer.domain.types import Id

AWKWARD = (
    "", " a ", "a b", "=1+1", "-1", "+86 10", "@home", "#N/A", '"quoted"', '"', "a;b:c", "a,b、c",
    "1", "001", "1.0", "1e5", "TRUE", "是", "编号", "id", "name_zh", "名称（中文）", "项目 *",
    "none", "无", "any", "不限", "A:2", "A:0..5", "2026-01-05", "20260105", "50%", "１２",
    "第一行\n第二行", "\n", "\r\n", "tab\there", "\x00", "\x0b", "_x0041_", "\ufeff", "\u3000",
    "'quote", "\\", "\\u0041", "😀", "é", "e\u0301", "\ufffe", "\u2028", "<a&b>", "陈思远",
)  # fmt: skip
_ID: TypeAdapter[str] = TypeAdapter(Id)
UNIQUE = ("experts", "facilities", "funds", "projects", "packages", "modes")
"""Lists whose records are named by rows of other tables."""
_MOSTLY = st.sampled_from((True, True, True, False))
_NULL = "null"
_EMPTY = "empty"
"""Limits of our own: draw null too, draw an empty list too; defaults are drawn in any case."""


def _is_id(text: str) -> bool:
    try:
        _ID.validate_python(text)
    except ValidationError:
        return False
    return True


texts = st.one_of(st.sampled_from(AWKWARD), st.text(max_size=12))
ids = st.one_of(
    st.sampled_from([text for text in AWKWARD if _is_id(text)]),
    st.from_regex(r"[A-Z][0-9]{1,2}", fullmatch=True),
    st.text(min_size=1, max_size=8).filter(_is_id),
)
currencies = st.from_regex(r"[A-Z]{3}", fullmatch=True)
measures = st.sampled_from(
    ("tier-1", "tier-9", "value", "fairness", "cost", "people", "change", "makespan")
)


def days(first: int = 1, last: int = 9999) -> st.SearchStrategy[date]:
    return st.one_of(
        st.dates(date(2025, 1, 1), date(2027, 12, 31)),
        st.dates(date(first, 1, 1), date(last, 12, 31)),
    )


def calendars() -> st.SearchStrategy[Calendar]:
    return st.builds(
        Calendar,
        start=days(),
        period=st.sampled_from(PeriodKind),
        periods=st.integers(1, 40),
        working_weekdays=st.lists(st.integers(1, 7), min_size=1, max_size=7).map(tuple),
        holidays=st.lists(days(), max_size=3).map(tuple),
        extra_working_days=st.lists(days(), max_size=3).map(tuple),
    )


def rounds() -> st.SearchStrategy[Round]:
    """Return rounds of the right shape, whatever the checks would say about their content."""
    return _model(Round)


def _model(model: type[BaseModel]) -> st.SearchStrategy[Any]:
    if model is Calendar:
        return calendars()
    fields = {
        name: _field(model, name, info)
        for name, info in model.model_fields.items()
        if name != "schema_version"
    }
    if model is Term:
        fields["measure"] = measures
    if model is FacilityNeed:
        either = st.one_of(st.tuples(ids, st.none()), st.tuples(st.none(), ids))
        rest = st.fixed_dictionaries({"id": fields["id"], "units": fields["units"]})
        return st.tuples(rest, either).map(
            lambda drawn: FacilityNeed(**drawn[0], kind=drawn[1][0], facility=drawn[1][1])
        )
    return st.fixed_dictionaries(fields).map(lambda values: model(**values))


def _field(model: type[BaseModel], name: str, info: FieldInfo) -> st.SearchStrategy[Any]:
    if name == "currency":
        return currencies if model is Round else st.one_of(st.none(), currencies)
    limits = tuple(info.metadata)
    if info.is_required():
        return _annotation(info.annotation, (*limits, _NULL, _EMPTY), name)
    default = info.get_default()
    if default is not None:
        limits = (*limits, _NULL)
    if default != ():
        limits = (*limits, _EMPTY)
    drawn = _annotation(info.annotation, limits, name)
    return _MOSTLY.flatmap(lambda use: drawn if use else st.just(default))


def _annotation(annotation: Any, limits: tuple[Any, ...], name: str) -> st.SearchStrategy[Any]:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation == Id or any(getattr(item, "pattern", None) for item in limits):
        return ids
    if origin is Annotated:
        inner = tuple(
            part
            for item in arguments[1:]
            for part in (item.metadata if isinstance(item, FieldInfo) else (item,))
        )
        return ids if annotation == Id else _annotation(arguments[0], (*limits, *inner), name)
    if origin in (Union, types.UnionType):
        options = [argument for argument in arguments if argument is not type(None)]
        drawn = st.one_of([_annotation(argument, limits, name) for argument in options])
        # Where null is the default, it is drawn as the default already.
        has_null = len(options) < len(arguments) and _NULL in limits
        return st.one_of(drawn, st.none()) if has_null else drawn
    if origin is tuple:
        return _lists(arguments[0], limits, name)
    if origin is Literal:
        return st.sampled_from(arguments)
    return _plain(annotation, limits)


def _lists(element: Any, limits: tuple[Any, ...], name: str) -> st.SearchStrategy[Any]:
    least = next((n for item in limits if (n := getattr(item, "min_length", None))), 0)
    unique: Callable[[Any], Any] | None = None
    if name in UNIQUE:
        unique = _name_of
    drawn = st.deferred(lambda: _annotation(element, (), ""))
    most = 6 if name == "pins" else 2
    some = st.lists(drawn, min_size=1, max_size=most, unique_by=unique).map(tuple)
    if least or _EMPTY not in limits:
        return some
    return _MOSTLY.flatmap(lambda use: some if use else st.just(()))


def _name_of(record: Any) -> object:
    """Return what tells a record from its siblings; plain ids (of experts) may repeat."""
    for field in ("id", "package", "project"):
        if hasattr(record, field):
            return getattr(record, field)
    return object()


def _plain(annotation: Any, limits: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    if annotation is bool:
        return st.booleans()
    if annotation is int:
        low = next((item.ge for item in limits if getattr(item, "ge", None) is not None), -(10**20))
        high = next((item.le for item in limits if getattr(item, "le", None) is not None), 10**20)
        return st.one_of(st.integers(max(low, -3), min(high, 40)), st.integers(low, high))
    if annotation is str:
        return texts
    if annotation is date:
        return days()
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return st.sampled_from(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _model(annotation)
    raise TypeError(f"no strategy for {annotation}")


def filled_paths(value: Any, path: str = "") -> Iterator[str]:
    """Yield the path of every value in JSON data, ``*`` for the elements of lists."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from filled_paths(inner, f"{path}/{key}" if path else key)
    elif isinstance(value, list):
        for inner in value:
            yield from filled_paths(inner, f"{path}/*")
    elif value is not None and value != "":
        yield path
