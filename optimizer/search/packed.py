# mypy: disallow-untyped-calls=False, disallow-untyped-defs=False, disallow-untyped-decorators=False
"""Hand many arrays to compiled code as one address.

A tuple of a hundred arrays passed from function to function costs more to compile and to call than
the work it is for, and counting references to every array that is looked at costs as much again.
Compiled code therefore sees each of the search's tuples as a *struct*: words in memory that
describe its arrays, read where a field is used. Nothing is counted, because whoever holds the
struct holds the arrays; they are shared, so what compiled code writes is seen here.
"""

from __future__ import annotations

import hashlib
from typing import Any, TypeVar

import numpy as np
from numba import typeof, types
from numba.core import cgutils
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    models,
    register_model,
    unbox,
)

__all__ = ["pack"]

Packed = TypeVar("Packed", bound=tuple[Any, ...])


class StructType(types.Type):
    """A tuple of arrays, numbers and other structs in compiled code.

    Attributes
    ----------
    fields : dict of str to numba type
    offsets : dict of str to int
        First word of each field: a number is one word, an array its address and its shape.
    """

    def __init__(self, kind: str, fields: tuple[tuple[str, types.Type], ...]) -> None:
        self.kind = kind
        self.fields = dict(fields)
        self.offsets: dict[str, int] = {}
        self.words = 0
        for name, field in fields:
            self.offsets[name] = self.words
            self.words += 1 + field.ndim if isinstance(field, types.Array) else 1
        # Short, because the names of all machine code for it hold it.
        digest = hashlib.sha256(repr(fields).encode()).hexdigest()[:12]
        super().__init__(name=f"{kind}_{digest}")


class Struct:
    """The struct of one tuple, to hand to compiled functions."""

    __slots__ = ("_held", "_numba_type_", "_words", "address")

    def __init__(self, value: tuple[Any, ...]) -> None:
        names: tuple[str, ...] = value._fields  # type: ignore[attr-defined]
        self._held = tuple(Struct(item) if hasattr(item, "_fields") else item for item in value)
        fields = tuple(zip(names, map(_type_of, self._held), strict=True))
        self._numba_type_ = StructType(type(value).__name__, fields)
        self._words = np.zeros(self._numba_type_.words, dtype=np.int64)
        reals = self._words.view(np.float64)
        for name, item in zip(names, self._held, strict=True):
            at = self._numba_type_.offsets[name]
            if isinstance(item, np.ndarray):
                self._words[at] = item.ctypes.data
                self._words[at + 1 : at + 1 + item.ndim] = item.shape
            elif isinstance(item, Struct):
                self._words[at] = item.address
            elif isinstance(item, float):
                reals[at] = item
            else:
                self._words[at] = item
        self.address: int = int(self._words.ctypes.data)


def _type_of(item: Any) -> types.Type:
    """Type of a field; whole numbers and truth values are words, arrays may be written to."""
    if isinstance(item, Struct):
        return item._numba_type_
    if isinstance(item, np.ndarray):
        if not item.flags.c_contiguous:
            raise ValueError("compiled code reads contiguous arrays only")
        return types.Array(typeof(item).dtype, item.ndim, "C")
    return types.float64 if isinstance(item, float) else types.int64


def pack(value: Packed) -> Packed:
    """Return the struct of a tuple (and of tuples inside it) to hand to compiled functions.

    It is typed as what it stands for, because compiled code reads it the same way.
    """
    packed: Packed = Struct(value)  # type: ignore[assignment]
    return packed


@register_model(StructType)
class _Address(models.PrimitiveModel):
    def __init__(self, manager, kind):
        super().__init__(manager, kind, cgutils.intp_t)


@unbox(StructType)
def _unbox(_kind, value, context):
    address = context.pyapi.object_getattr_string(value, "address")
    native = context.unbox(types.int64, address)
    context.pyapi.decref(address)
    return NativeValue(native.value, is_error=native.is_error)


@infer_getattr
class _Fields(AttributeTemplate):
    key = StructType

    def generic_resolve(self, kind: Any, name: str) -> Any:  # type: ignore[override]
        return kind.fields.get(name)


@lower_getattr_generic(StructType)
def _read(context, builder, kind, address, name):
    """Read a field; arrays come without an owner, so that no reference to them is counted."""
    field = kind.fields[name]
    words = builder.inttoptr(address, cgutils.intp_t.as_pointer())
    first = kind.offsets[name]
    count = 1 + field.ndim if isinstance(field, types.Array) else 1
    read = [builder.load(cgutils.gep_inbounds(builder, words, first + i)) for i in range(count)]
    if isinstance(field, types.Array):
        return _array_of(context, builder, field, read)
    if field == types.float64:
        return builder.bitcast(read[0], context.get_value_type(field))
    return read[0]


def _array_of(context, builder, field, words):
    array = context.make_array(field)(context, builder)
    item = context.get_data_type(field.dtype)
    step = context.get_constant(types.intp, context.get_abi_sizeof(item))
    items = context.get_constant(types.intp, 1)
    strides: list[Any] = []
    for extent in reversed(words[1:]):
        strides.insert(0, builder.mul(items, step))
        items = builder.mul(items, extent)
    array.data = builder.inttoptr(words[0], item.as_pointer())
    array.itemsize = step
    array.nitems = items
    array.shape = cgutils.pack_array(builder, words[1:])
    array.strides = cgutils.pack_array(builder, strides)
    array.meminfo = cgutils.get_null_value(array.meminfo.type)
    array.parent = cgutils.get_null_value(array.parent.type)
    return array._getvalue()
