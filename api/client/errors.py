"""What can go wrong between a program and the service.

ClientError
├── ServiceProblem   the service refused, and says why
├── NoAnswer         the service could not be reached, or gave no answer that can be read
└── StillRunning     a run has not ended in the time that was to be waited for
"""

from __future__ import annotations

from typing import Any

from api.client.answers import Found

__all__ = ["ClientError", "NoAnswer", "ServiceProblem", "StillRunning"]


class ClientError(Exception):
    """Anything that goes wrong."""


class NoAnswer(ClientError):
    """The service could not be reached, or gave no answer that can be read."""


class StillRunning(ClientError):
    """A run has not ended in the time that was to be waited for; it goes on."""


class ServiceProblem(ClientError):
    """The service refused.

    Attributes
    ----------
    status : int
        The HTTP status.
    code : str
        The stable code; decide by it, never by the words.
    title, detail : str
        What happened, in the client's language.
    findings : tuple of Found
        Everything that is wrong with what was sent, each with its place.
    request_id : str
        What the service's logs call the request.
    retry_after : float or None
        Seconds after which to try again.
    """

    def __init__(
        self, status: int, document: dict[str, Any], retry_after: float | None = None
    ) -> None:
        self.status = status
        self.code = str(document.get("code", ""))
        self.title = str(document.get("title", ""))
        self.detail = str(document.get("detail", ""))
        self.findings = tuple(Found.model_validate(item) for item in document.get("findings", ()))
        self.request_id = str(document.get("instance", ""))
        self.retry_after = retry_after
        super().__init__(" ".join(part for part in (self.title, self.detail) if part) or self.code)

    @property
    def pointers(self) -> tuple[str, ...]:
        """The JSON pointers of what is wrong, in the order found."""
        return tuple(item.place.pointer for item in self.findings)
