"""One experiment: a codec on clips at qualities, from the request to the verdict."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Iterator, Sequence, cast

from .tables import data_frame
from .transport import LabError, segment

if TYPE_CHECKING:
    import pandas

    from . import schema
    from .lab import Lab

_FIRST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 2.0


class Failed(LabError):
    """An experiment ended without measurements; ``outcome`` and ``cause`` say why."""

    def __init__(self, id: str, outcome: str, cause: dict[str, Any] | None) -> None:
        where = "" if cause is None or cause.get("line") is None else f" (line {cause['line']})"
        super().__init__(f"{id} {outcome}: {(cause or {}).get('message', 'no cause')}{where}")
        self.outcome = outcome
        self.cause = cause


class Experiment:
    """An experiment of a lab. It asks the lab at each call, so that it is never out of date."""

    def __init__(self, lab: Lab, id: str) -> None:
        self._lab = lab
        self.id = id

    def __repr__(self) -> str:
        return f"Experiment({self.id!r})"

    def document(self) -> schema.Experiment:
        """Everything about it."""
        return cast("schema.Experiment", self._json("GET", ""))

    @property
    def phase(self) -> str:
        return str(cast(Any, self.document())["phase"])

    @property
    def score(self) -> float | None:
        """Percent of bits saved against the anchor, all clips together; None where it has none."""
        return self._value("aggregate")

    @property
    def verdict(self) -> float | None:
        """The score where it may be given as a verdict; None otherwise (:meth:`verdict_reason`)."""
        return self._value("verdict")

    def verdict_reason(self) -> str | None:
        """Why there is no verdict."""
        verdict = cast(Any, self.document())["verdict"]
        return "it has not ended" if verdict is None else cast("str | None", verdict["reason"])

    def wait(self, timeout: float | None = None) -> Experiment:
        """Waits until it has ended.

        Raises Failed when it ended without measurements, TimeoutError after ``timeout`` seconds; then the experiment
        goes on.
        """
        end = None if timeout is None else time.monotonic() + timeout
        pause = _FIRST_PAUSE_SECONDS
        while (document := cast(Any, self.document()))["phase"] != "concluded":
            if end is not None and time.monotonic() > end:
                raise TimeoutError(f"{self.id} is still {document['phase']}; it goes on")
            time.sleep(pause)
            pause = min(pause * 1.5, _LONGEST_PAUSE_SECONDS)
        if document["outcome"] != "completed":
            raise Failed(self.id, document["outcome"], document["cause"])
        return self

    def runs(self) -> pandas.DataFrame:
        """One row for each clip and quality: ``clipName``, ``quality``, ``kbps``, ``bpp``, metrics, times."""
        rows = [{k: v for k, v in run.items() if k != "perFrame"} for run in cast(Any, self.document())["runs"]]
        return data_frame(rows)

    def bitstream(self, clip: str, quality: int) -> bytes:
        """Everything that crossed from encoder to decoder in one run. ``clip``: name or digest."""
        return self._lab.artifact(self._run(clip, quality)["bitstream"])

    def reconstruction(self, clip: str, quality: int) -> bytes:
        """Raw planes, exactly as the decoder returned them."""
        return self._lab.artifact(self._run(clip, quality)["reconstruction"])

    def code(self) -> str:
        """The source that runs, after the sanitizer."""
        candidate = cast(Any, self.document())["candidate"]
        if candidate is None:
            raise LabError(f"{self.id} has no cleared candidate")
        return self._lab.artifact(candidate["digest"]).decode()

    def facts(self) -> list[dict[str, Any]]:
        """Its own facts in order."""
        return list(self._lab._pages(f"api/v1/experiments/{segment(self.id)}/facts", "after", {"limit": 1000}))

    def follow(self) -> Iterator[dict[str, Any]]:
        """Its facts, then each as it happens; ends with its conclusion."""
        for fact in self._lab.follow(0, self.id):
            yield fact
            if fact["type"].endswith(".ExperimentConcluded"):
                return

    def cancel(self, reason: str | None = None) -> None:
        """Ends it as cancelled; nothing happens where it has ended."""
        self._json("POST", "/cancel", {} if reason is None else {"reason": reason})

    def verify(self) -> None:
        """Asks that it be run and measured again; ``VerificationPassed`` or ``VerificationFailed`` follows."""
        self._json("POST", "/verify", {})

    def annotate(
        self,
        *,
        name: str | None = None,
        note: str | None = None,
        starred: bool | None = None,
        tag: Sequence[str] = (),
        untag: Sequence[str] = (),
    ) -> None:
        """Names it, or writes a note, tags or a star beside it; what is left out stays. An empty text takes it away."""
        given = {"name": name, "note": note}
        body: dict[str, Any] = {key: value or None for key, value in given.items() if value is not None}
        if starred is not None:
            body["starred"] = starred
        self._json("POST", "/annotate", {**body, "tag": list(tag), "untag": list(untag)})

    def _value(self, field: str) -> float | None:
        given = cast(Any, self.document())[field]
        return None if given is None else cast("float | None", given["value"])

    def _run(self, clip: str, quality: int) -> dict[str, Any]:
        runs = cast(Any, self.document())["runs"]
        for run in runs:
            if clip in (run["clip"], run["clipName"]) and run["quality"] == quality:
                return cast("dict[str, Any]", run)
        known = sorted({(run["clipName"], run["quality"]) for run in runs})
        raise LabError(f"{self.id} has no run of {clip} at quality {quality}; it has {known}")

    def _json(self, method: str, path: str, body: Any = None) -> Any:
        return self._lab._transport.json(method, f"api/v1/experiments/{segment(self.id)}{path}", body=body)
