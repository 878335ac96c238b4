"""Settings of the service, from the environment: every one has a default but the data folder's."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.webhooks.schedule import RETRY_SECONDS

__all__ = ["Settings", "settings_reference"]


class Settings(BaseSettings):
    """What an operator may set. Each field is read from ``ROUNDTABLE_<NAME>``."""

    model_config = SettingsConfigDict(
        env_prefix="ROUNDTABLE_", frozen=True, extra="ignore", use_attribute_docstrings=True
    )

    data: Path = Path("roundtable-data")
    """Folder of the databases, the first token and the backups; made when it is missing."""
    database_url: str | None = None
    """``postgresql+psycopg://…``; without it, SQLite files in the data folder."""
    host: str = "127.0.0.1"
    """Address to listen on."""
    port: int = Field(default=8000, ge=0, le=65535)
    """Port to listen on; 0 takes a free one."""
    public_url: str | None = None
    """Address under which users reach the service, for links in calendars and webhooks."""
    log_format: str = Field(default="text", pattern="^(text|json)$")
    """``text`` for people, ``json`` for machines."""
    session_hours: int = Field(default=12, ge=1, le=24 * 30)
    """Life of a browser session."""
    oidc_issuer: str | None = None
    """Address of an identity provider (OpenID Connect) at which people may sign in."""
    oidc_client_id: str = ""
    """What the identity provider calls this service."""
    oidc_client_secret: SecretStr = SecretStr("")
    """What this service proves itself with to the identity provider."""
    oidc_login_claim: str = "email"
    """The claim of the identity provider that holds the login of a principal."""
    sign_in_tries: int = Field(default=5, ge=1)
    """Failed sign-ins with one login from one address in a quarter of an hour, then: wait."""
    rate_limit_per_minute: int = Field(default=600, ge=0)
    """Requests a principal may make a minute of each process that serves; 0: no limit."""
    upload_bytes: int = Field(default=32 * 1024 * 1024, ge=1)
    """Largest body of a request."""
    run_workers: int = Field(default=2, ge=1, le=256)
    """Threads of one solve."""
    runs_at_once: int = Field(default=1, ge=1, le=64)
    """Solves at once in each process that works on runs."""
    cells_at_once: int = Field(default=1, ge=1, le=64)
    """Cells of sweeps solved at once in each process that works on runs, beside the solves that
    somebody waits for."""
    runs_per_department: int = Field(default=0, ge=0)
    """Runs of one department at once, over all workers; departments then take turns. 0: no limit,
    and the most urgent run is first, whosever it is."""
    runs_waiting_per_department: int = Field(default=50, ge=0)
    """Runs that a department (or the office) may have waiting or under way, cells of sweeps left
    out; 0: no limit."""
    cells_per_sweep: int = Field(default=400, ge=1)
    """Most cells of one sweep."""
    worker_grace_seconds: float = Field(default=20.0, ge=0.5)
    """How long a worker is missing before its runs are moved to others (PostgreSQL)."""
    worker_port: int | None = Field(default=None, ge=0, le=65535)
    """Port on which ``roundtable worker`` answers /healthz, /readyz and /metrics; 0 takes a free
    one, and without it none is open."""
    keep_traces_days: int = Field(default=14, ge=1)
    """How long the queue's traces of ended runs are kept; the runs themselves stay."""
    allow_private_webhooks: bool = False
    """Let webhooks go to private addresses and by plain HTTP (for tests and closed networks)."""
    webhook_retry_seconds: tuple[float, ...] = RETRY_SECONDS
    """Waits after each failed delivery, as a JSON list; behind the last one it is given up."""
    webhook_timeout_seconds: float = Field(default=15.0, gt=0, le=120)
    """Time limit of one delivery."""
    webhook_overlap_hours: int = Field(default=24, ge=0, le=24 * 30)
    """How long the secret before signs as well, after a rotation."""

    @property
    def store_url(self) -> str:
        """The database of the service."""
        return self.database_url or f"sqlite:///{self.data / 'roundtable.sqlite3'}"

    @property
    def engine_url(self) -> str:
        """The database of the background engine: the same server, or a file of its own."""
        return self.database_url or f"sqlite:///{self.data / 'runs.sqlite3'}"


def _written(value: object) -> str:
    """Return a default as it is written in the environment; nothing for none."""
    if isinstance(value, bool | tuple):
        return json.dumps(value)
    return "" if value is None else str(value)


def settings_reference() -> str:
    """Return every setting with its variable, default and meaning, one paragraph each."""
    lines = []
    for name, field in Settings.model_fields.items():
        lines.append(f"ROUNDTABLE_{name.upper()} = {_written(field.default)}")
        lines.append(f"    {(field.description or '').strip()}")
    return "\n".join(lines)
