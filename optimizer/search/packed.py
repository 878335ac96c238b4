# mypy: disallow-untyped-calls=False, disallow-untyped-defs=False
"""Hand many arrays to compiled code as one pointer.

A tuple of a hundred arrays passed from function to function costs more to compile and to call than
the work it is for. Compiled code therefore sees each of the search's tuples as a *struct* on the
heap with the same field names; the arrays are shared, so what compiled code writes is seen here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from numba import njit, types
from numba.core import cgutils
from numba.experimental import structref
from numba.experimental.jitclass.base import imp_dtor
from numba.extending import intrinsic

__all__ = ["pack"]

Packed = TypeVar("Packed", bound=tuple[Any, ...])


class StructType(types.StructRef):
    """Base of the structs below."""

    def preprocess_fields(
        self, fields: Sequence[tuple[str, types.Type]]
    ) -> tuple[tuple[str, types.Type], ...]:
        """Forget literal values: one compiled version serves every round."""
        return tuple((name, types.unliteral(kind)) for name, kind in fields)


@structref.register
class TablesType(StructType):
    """:class:`optimizer.search.tables.Tables` in compiled code."""


@structref.register
class GoalType(StructType):
    """:class:`optimizer.search.goal.Goal` in compiled code."""


@structref.register
class AssignmentType(StructType):
    """:class:`optimizer.search.state.Assignment` in compiled code."""


@structref.register
class StateType(StructType):
    """:class:`optimizer.search.state.State` in compiled code."""


@structref.register
class ScratchType(StructType):
    """:class:`optimizer.search.state.Scratch` in compiled code."""


@structref.register
class MovesType(StructType):
    """:class:`optimizer.search.moves.Moves` in compiled code."""


class Struct(structref.StructRefProxy):
    """A struct as seen from outside: only ever handed back to compiled code."""

    __slots__ = ()


STRUCTS = {
    "Tables": TablesType,
    "Goal": GoalType,
    "Assignment": AssignmentType,
    "State": StateType,
    "Scratch": ScratchType,
    "Moves": MovesType,
}

for _kind in STRUCTS.values():
    structref.define_boxing(_kind, Struct)


@intrinsic
def _struct_of(_context, value):
    """Copy a named tuple's fields into a new struct."""
    if not isinstance(value, types.NamedTuple) or value.instance_class.__name__ not in STRUCTS:
        return None
    kind = STRUCTS[value.instance_class.__name__]
    struct = kind(list(zip(value.fields, value.types, strict=True)))

    def generate(context, builder, _signature, args):
        inner = context.data_model_manager[struct.get_data_type()].get_value_type()
        memory = context.nrt.meminfo_alloc_dtor(
            builder,
            context.get_constant(types.uintp, context.get_abi_sizeof(inner)),
            imp_dtor(context, builder.module, struct),
        )
        data = builder.bitcast(context.nrt.meminfo_data(builder, memory), inner.as_pointer())
        builder.store(cgutils.get_null_value(inner), data)
        fields = cgutils.create_struct_proxy(struct.get_data_type())(context, builder, ref=data)
        for i, (name, field) in enumerate(struct.field_dict.items()):
            item = context.cast(builder, builder.extract_value(args[0], i), value.types[i], field)
            context.nrt.incref(builder, field, item)
            setattr(fields, name, item)
        whole = context.make_helper(builder, struct)
        whole.meminfo = memory
        return whole._getvalue()

    return struct(value), generate


@njit(cache=True)
def _pack(value):
    return _struct_of(value)  # type: ignore[call-arg]


def pack(value: Packed) -> Packed:
    """Return the struct of a tuple (and of tuples inside it) to hand to compiled functions.

    It is typed as what it stands for, because compiled code reads it the same way.
    """
    items = [pack(item) if hasattr(item, "_fields") else item for item in value]
    packed: Packed = _pack(type(value)(*items))
    return packed
