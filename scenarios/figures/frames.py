"""Figures as pandas tables, for notebooks and exports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import Field, fields
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import numpy as np

from scenarios.figures.loads import Loads

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["frame_of", "load_frame"]


class _Row(Protocol):
    """An instance of any dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


def frame_of(rows: Sequence[_Row]) -> pd.DataFrame:
    """Return rows of one dataclass as a table, a column for each field and property.

    An empty sequence gives an empty table without columns.
    """
    import pandas as pd  # a third of a second that figures themselves don't need

    if not rows:
        return pd.DataFrame()
    kind = type(rows[0])
    names = [field.name for field in fields(kind)]
    names += [name for name, value in vars(kind).items() if isinstance(value, property)]
    data: dict[str, list[Any]] = {name: [getattr(row, name) for row in rows] for name in names}
    return pd.DataFrame(data)


def load_frame(loads: Loads) -> pd.DataFrame:
    """Return loads as a tidy table: ``resource, department, period, used, offered, limit``.

    A row for each resource and period, resources in order.
    """
    import pandas as pd

    n, periods = loads.used.shape
    return pd.DataFrame(
        {
            "resource": np.repeat(np.array(loads.ids, dtype=object), periods),
            "department": np.repeat(np.array(loads.departments, dtype=object), periods),
            "period": np.tile(np.arange(periods), n),
            "used": loads.used.ravel(),
            "offered": loads.offered.ravel(),
            "limit": loads.limit.ravel(),
        }
    )
