"""HTTP to a lab: one request, one answer, one kind of error for each way to fail."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any, Mapping
from urllib.parse import quote, urlencode

Query = Mapping[str, Any]


class LabError(Exception):
    """Base of everything that this package raises about a lab."""


class LabUnreachable(LabError):
    """Nothing answers at the address."""


class UnexpectedAnswer(LabError):
    """What answers is not a lab."""


class LabProblem(LabError):
    """The lab refuses. Nothing was changed.

    ``code`` names the reason (``unknown_clip``, ``not_found`` …), ``field`` the part of the request that is wrong,
    ``allowed`` what is possible instead, ``status`` the HTTP status.
    """

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(str(problem.get("detail") or problem.get("title") or status))
        self.status = status
        self.code = str(problem.get("code", "unknown"))
        self.field: str | None = problem.get("field")
        self.allowed: list[Any] | None = problem.get("allowed")


class Transport:
    """Requests to one lab with one token."""

    def __init__(self, url: str, token: str, timeout: float) -> None:
        self.url = url.rstrip("/")
        self._token = token
        self._timeout = timeout

    def json(self, method: str, path: str, query: Query | None = None, body: Any = None) -> Any:
        """The parsed answer. Raises LabProblem, LabUnreachable or UnexpectedAnswer."""
        data = None if body is None else json.dumps(body, allow_nan=False).encode()
        headers = {} if data is None else {"content-type": "application/json"}
        with self.open(method, path, query, data, headers) as answer:
            text = answer.read()
        try:
            return json.loads(text)
        except ValueError as error:
            raise UnexpectedAnswer(f"{self.url}/{path} did not answer with JSON") from error

    def open(
        self,
        method: str,
        path: str,
        query: Query | None = None,
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
    ) -> Any:
        """The open response, to be read and closed by the caller."""
        given = {name: _text(value) for name, value in (query or {}).items() if value is not None}
        address = f"{self.url}/{path}" + (f"?{urlencode(given)}" if given else "")
        request = urllib.request.Request(address, data=data, method=method, headers=dict(headers or {}))
        request.add_header("authorization", f"Bearer {self._token}")
        try:
            return urllib.request.urlopen(request, timeout=timeout or self._timeout)
        except urllib.error.HTTPError as error:
            raise _problem(error) from None
        except (urllib.error.URLError, OSError) as error:
            raise LabUnreachable(f"no lab answers at {self.url}: {getattr(error, 'reason', error)}") from error


def segment(text: str) -> str:
    """A text as one part of a path."""
    return quote(text, safe="")


def _text(value: Any) -> str:
    return ",".join(value) if isinstance(value, (list, tuple)) else str(value)


def _problem(error: urllib.error.HTTPError) -> LabError:
    try:
        problem = json.loads(error.read())
    except (ValueError, OSError):
        problem = None
    if not isinstance(problem, dict):
        return UnexpectedAnswer(f"{error.url} answered {error.code} without a reason")
    return LabProblem(error.code, problem)
