"""What the domain says about a field: required, default, limits, choices.

Taken from the fields of the domain's own classes, so that a table can never require or allow
something else than the round itself does.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo

from optimizer.domain import Round

__all__ = ["Facts", "field_facts", "leaf_paths", "variant_fields"]

_AS_JSON: TypeAdapter[Any] = TypeAdapter(Any)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a field of the round requires and allows.

    Attributes
    ----------
    required : bool
        No default.
    nullable : bool
        ``null`` is a value of its own.
    default : object
        Default as JSON data; ``None`` when there is none or it is null.
    minimum, maximum : int or None
    choices : tuple of str
        The only texts allowed; empty when any is.
    fields : tuple of str
        Fields of the record, or of each element of a list of records.
    may_be_empty : bool
        Whether a list may have no element.
    """

    required: bool
    nullable: bool
    default: Any
    minimum: int | None
    maximum: int | None
    choices: tuple[str, ...]
    fields: tuple[str, ...]
    may_be_empty: bool


@dataclass(frozen=True, slots=True)
class _Type:
    """An annotation taken apart: the types that a value may have, and what limits them."""

    options: tuple[Any, ...]
    limits: tuple[Any, ...]

    @property
    def models(self) -> list[type[BaseModel]]:
        return [t for t in self.options if isinstance(t, type) and issubclass(t, BaseModel)]

    @property
    def element(self) -> _Type | None:
        """The type of the elements of a list; ``None`` for what is no list."""
        lists = [t for t in self.options if get_origin(t) is tuple]
        return _taken_apart(get_args(lists[0])[0]) if lists else None

    def limit(self, name: str) -> Any:
        """Return the limit of a name (``ge``, ``le``, ``min_length``), or ``None``."""
        found = (getattr(limit, name, None) for limit in self.limits)
        return next((value for value in found if value is not None), None)


def _taken_apart(annotation: Any, limits: Iterable[Any] = ()) -> _Type:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        inner = _taken_apart(arguments[0])
        own = [part for item in arguments[1:] for part in _limits_of(item)]
        return _Type(inner.options, (*limits, *own, *inner.limits))
    if origin in (Union, types.UnionType):
        parts = [_taken_apart(argument) for argument in arguments]
        return _Type(
            tuple(option for part in parts for option in part.options),
            (*limits, *(limit for part in parts for limit in part.limits)),
        )
    return _Type((annotation,), tuple(limits))


def _limits_of(item: Any) -> Iterable[Any]:
    return (item, *item.metadata) if isinstance(item, FieldInfo) else (item,)


def _field_type(info: FieldInfo) -> _Type:
    return _taken_apart(info.annotation, (info, *info.metadata))


def _at(path: str) -> tuple[_Type, bool, Any]:
    """Return the type of a field, whether it is required, and its default."""
    here = _Type((Round,), ())
    required, default = True, None
    for step in path.split("/"):
        if step == "*":
            element = here.element
            if element is None:
                raise KeyError(path)
            here, required, default = element, True, None
            continue
        models = here.models
        infos = [m.model_fields[step] for m in models if step in m.model_fields]
        if not infos:
            raise KeyError(path)
        is_tag = here.limit("discriminator") == step
        inherited: dict[str, Any] = default if isinstance(default, dict) else {}
        required = is_tag or (
            step not in inherited
            and len(infos) == len(models)
            and all(info.is_required() for info in infos)
        )
        given = (
            None
            if infos[0].is_required()
            else _AS_JSON.dump_python(infos[0].get_default(), mode="json")
        )
        default = inherited.get(step, None if is_tag else given)
        here = _field_type(infos[0])
        if is_tag:  # which of several records it is: each has one choice
            here = _Type(tuple(o for info in infos for o in _field_type(info).options), ())
    return here, required, default


@cache
def field_facts(path: str) -> Facts:
    """Return what the domain says about a field.

    Parameters
    ----------
    path : str
        Field names from the root; ``*`` stands for every element of a list, for instance
        ``experts/*/access/scope``.

    Raises
    ------
    KeyError
        A round has no such field.
    """
    here, required, default = _at(path)
    models = (here.element or here).models
    return Facts(
        required=required,
        nullable=type(None) in here.options,
        default=default,
        minimum=here.limit("ge"),
        maximum=here.limit("le"),
        choices=tuple(_choices(here.options)),
        fields=tuple(models[0].model_fields) if models else (),
        may_be_empty=not here.limit("min_length"),
    )


def _choices(options: Iterable[Any]) -> Iterator[str]:
    for option in options:
        if get_origin(option) is Literal:
            yield from map(str, get_args(option))
        elif isinstance(option, type) and issubclass(option, Enum):
            yield from (str(member.value) for member in option)


def leaf_paths() -> set[str]:
    """Return the path of every value that a round can hold."""
    return set(_leaves(_Type((Round,), ()), ""))


def _leaves(here: _Type, path: str) -> Iterator[str]:
    if here.element is not None:
        yield from _leaves(here.element, f"{path}/*")
    elif here.models:
        for model in here.models:
            for name, info in model.model_fields.items():
                yield from _leaves(_field_type(info), f"{path}/{name}" if path else name)
    else:
        yield path


@cache
def variant_fields(path: str, kind: str) -> frozenset[str]:
    """Return the fields of the records that carry a kind, among several sorts in one list.

    Empty when there is only one sort, or none of this kind.
    """
    here, _, _ = _at(path)
    return frozenset(
        name
        for model in here.models
        if "kind" in model.model_fields
        and kind in _choices([model.model_fields["kind"].annotation])
        for name in model.model_fields
    )
