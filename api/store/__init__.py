"""The store: the only place that speaks SQL. Repositories take a session and return plain rows."""

from sqlalchemy.orm import Session

from api.store.database import Database

__all__ = ["Database", "Session"]
