# mypy: disallow-untyped-calls=False
"""Functions in compiled code, each kept in its package's folder."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from numba import njit, types
from numba.core.caching import CompileResultCacheImpl, FunctionCache, _CacheLocator

from optimizer.compiled.folder import folder_of

__all__ = ["inner", "kernel"]

Function = TypeVar("Function", bound=Callable[..., Any])


class _Place(_CacheLocator):
    """Tells numba where a function is kept and what its machine code was made from."""

    def __init__(self, function: Callable[..., Any], file: str) -> None:
        self._folder = folder_of(Path(file).parent.name)
        self._module = Path(file).stem
        self._line = function.__code__.co_firstlineno

    def ensure_cache_path(self) -> None:
        """Do nothing: the folder is there, and may be complete and closed for writing."""

    def get_cache_path(self) -> str:
        """Return the folder."""
        return str(self._folder.path)

    def get_source_stamp(self) -> str:
        """Return what stands for the sources: the folder's name."""
        return self._folder.path.name

    def get_disambiguator(self) -> str:
        """Return what tells functions of one name apart."""
        return str(self._line)

    @classmethod
    def from_function(cls, function: Callable[..., Any], file: str) -> _Place:
        """Return the place of a function in a file."""
        return cls(function, file)


class _Kept(CompileResultCacheImpl):
    _locator_classes = [_Place]  # noqa: RUF012 (as numba has it)


class _Keeper(FunctionCache):
    """Keeps what can be kept: what can't be written or read is compiled again, that is all."""

    _impl_class = _Kept

    def load_overload(self, signature: Any, target: Any) -> Any:
        with contextlib.suppress(Exception):
            return super().load_overload(signature, target)
        return None

    def save_overload(self, signature: Any, compiled: Any) -> None:
        with contextlib.suppress(OSError):
            super().save_overload(signature, compiled)


def kernel(function: Function) -> Function:
    """Compile a function at its first call; it holds no lock of the interpreter while it runs.

    The machine code is kept in the folder of the package that the function is in
    (:func:`optimizer.compiled.folder_of`).
    """
    dispatcher: Any = njit(nogil=True)(function)
    dispatcher._cache = _Keeper(function)
    compiled: Function = _with_plain_numbers(dispatcher)
    return compiled


def inner(function: Function) -> Function:
    """Compile a function that only kernels of the same package call.

    Without the wrappers that Python would call it by, which took a third of all the time; what
    calls it is kept with it inside.
    """
    wrappers: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    compiled: Function = _with_plain_numbers(njit(nogil=True, **wrappers)(function))
    return compiled


def _with_plain_numbers(dispatcher: Any) -> Any:
    template_of = dispatcher.get_call_template

    def plain_template_of(args: Sequence[types.Type], kws: dict[str, types.Type]) -> Any:
        return template_of([_plain(kind) for kind in args], kws)

    # A constant, or a narrow number, is no reason to compile a function once more.
    dispatcher.get_call_template = plain_template_of
    return dispatcher


def _plain(kind: types.Type) -> types.Type:
    """Return the type that a number is passed as from one kernel to another."""
    kind = types.unliteral(kind)
    return types.int64 if kind in types.signed_domain else kind
