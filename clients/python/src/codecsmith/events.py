"""Server-sent events, as a lab sends its facts."""

from __future__ import annotations

import json
import time
from typing import Any, Iterator

from .transport import LabUnreachable, Transport

_SILENCE_SECONDS = 30.0
_PAUSES_SECONDS = (0.5, 1.0, 2.0, 5.0)


def follow(transport: Transport, after: int, aggregate_id: str | None = None) -> Iterator[dict[str, Any]]:
    """Facts behind a position, first those there are, then each as it happens.

    A broken connection is made again at the last position, so that no fact is missing or repeated. It ends only when
    the caller stops iterating, or with LabProblem.
    """
    failures = 0
    while True:
        try:
            query = {"after": after, "aggregateId": aggregate_id}
            with transport.open("GET", "api/events", query, timeout=_SILENCE_SECONDS) as stream:
                for fact in _facts(stream):
                    failures = 0
                    after = int(fact["position"])
                    yield fact
        except (LabUnreachable, OSError):
            pass
        time.sleep(_PAUSES_SECONDS[min(failures, len(_PAUSES_SECONDS) - 1)])
        failures += 1


def _facts(stream: Any) -> Iterator[dict[str, Any]]:
    data: list[str] = []
    for raw in stream:
        line = raw.decode().rstrip("\r\n")
        if line.startswith("data:"):
            data.append(line[5:].removeprefix(" "))
        elif line == "" and data:
            yield json.loads("\n".join(data))
            data = []
