"""The least that FastAPI and SQLAlchemy can do: a thing and a page of things, from the same table.

No roles, keys, transactions of our own, versions, counting or logs: what our reads cost beyond it.
``python -m benchmarks.bare_service FILE.sqlite3``
"""

import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

import uvicorn
from fastapi import Depends, FastAPI
from pydantic import BaseModel
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from api.store.tables import InventoryItem

__all__ = ["bare_app"]


class Item(BaseModel):
    """A thing."""

    id: str
    kind: str
    key: str
    department: str | None
    document: dict[str, Any]
    version: int
    updated_at: datetime


class Page(BaseModel):
    """Things."""

    items: list[Item]


def bare_app(file: str) -> FastAPI:
    """Return the application over a SQLite file."""
    engine = create_engine(f"sqlite:///{file}", connect_args={"check_same_thread": False})
    app = FastAPI()

    def session() -> Iterator[Session]:
        with Session(engine) as opened:
            yield opened

    SessionOf = Annotated[Session, Depends(session)]

    @app.get("/items/{item_id}")
    def read(item_id: str, session: SessionOf) -> Item:
        return Item.model_validate(session.get_one(InventoryItem, item_id), from_attributes=True)

    @app.get("/items")
    def listed(session: SessionOf, after: str = "", size: int = 50) -> Page:
        query = select(InventoryItem).where(
            InventoryItem.kind == "experts", InventoryItem.id > after
        )
        rows = session.scalars(query.order_by(InventoryItem.id).limit(size))
        return Page(items=[Item.model_validate(row, from_attributes=True) for row in rows])

    return app


if __name__ == "__main__":
    uvicorn.run(bare_app(sys.argv[1]), host="127.0.0.1", port=0, access_log=False)
