"""Operations that end some day: when they were deprecated, when they end, what follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

__all__ = ["Retired"]


@dataclass(frozen=True, slots=True)
class Retired:
    """The end of an operation.

    Attributes
    ----------
    deprecated_at : datetime
        In UTC; from then on nobody should begin to use it.
    sunset_at : datetime, optional
        In UTC; from then on it may be gone.
    successor : str, optional
        Address of what to use instead.

    References
    ----------
    RFC 9745 (Deprecation), RFC 8594 (Sunset), RFC 5829 (successor-version).
    """

    deprecated_at: datetime
    sunset_at: datetime | None = None
    successor: str | None = None

    def headers(self) -> dict[str, str]:
        """Return what its answers say."""
        said = {"Deprecation": f"@{int(self.deprecated_at.timestamp())}"}
        if self.sunset_at is not None:
            said["Sunset"] = format_datetime(self.sunset_at, usegmt=True)
        if self.successor is not None:
            said["Link"] = f'<{self.successor}>; rel="successor-version"'
        return said
