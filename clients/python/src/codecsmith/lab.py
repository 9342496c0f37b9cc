"""A lab from Python: standard library only; pandas for tables, where it is installed."""

from __future__ import annotations

import hashlib
import json
import os
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any, Iterator, Mapping, Sequence, cast

from .events import follow
from .experiment import Experiment, Failed
from .tables import data_frame
from .transport import LabError, LabProblem, Transport, segment

if TYPE_CHECKING:
    import pandas

    from . import schema

_POLL_SECONDS = 1.0
_PAGE = 200
_FACT_PAGE = 1000
# Larger code goes to the artifact store first.
_INLINE_BYTES = 256 * 1024


class Lab:
    """One laboratory.

    Every method raises LabProblem when the lab refuses, LabUnreachable when nothing answers and UnexpectedAnswer when
    what answers is not a lab.
    """

    def __init__(self, url: str, token: str, timeout: float = 60.0) -> None:
        """``url``: address of the api. ``token``: as ``codecsmith token add`` prints it. ``timeout``: seconds."""
        self._transport = Transport(url, token, timeout)

    @classmethod
    def local(cls, home: str | os.PathLike[str] | None = None) -> Lab:
        """The running lab of a folder on this machine, else of the environment variable LAB_HOME."""
        folder = home or os.environ.get("LAB_HOME")
        if folder is None:
            raise LabError("home: no folder is given and LAB_HOME is not set; `codecsmith doctor` names the folder")
        try:
            description = json.loads(Path(folder, "lab.json").read_text())
            return cls(description["apiUrl"], Path(folder, "token").read_text().strip())
        except FileNotFoundError as error:
            raise LabError(f"no lab runs in {folder}: {error.filename} is missing; start it with `codecsmith up`") from None

    def __repr__(self) -> str:
        return f"Lab({self._transport.url!r})"

    # Experiments

    def submit(
        self,
        code: str | os.PathLike[str],
        clips: Sequence[str],
        qualities: Sequence[int] | None = None,
        *,
        id: str | None = None,
        wait: bool = False,
        **options: Any,
    ) -> Experiment:
        """Submits a codec: a path to a file, or its source text.

        ``clips``: names or digests that the lab knows. ``qualities``: 1 to 100, else the lab's default. ``id``: with the
        same id a repetition starts nothing and returns the same experiment. ``options``: further fields of
        ``POST /api/v1/experiments``, such as ``anchors=["x265"]`` or ``limits={"wallMs": 60000}``.
        """
        name, source = _source_of(code)
        stored: Any = source
        if len(source.encode()) > _INLINE_BYTES:
            stored = self.put_artifact(source.encode())
        body: dict[str, Any] = {
            "id": id or str(uuid.uuid4()),
            "source": {"kind": "submitted", "code": stored, "fileName": name},
            "clips": list(clips),
            **options,
        }
        if qualities is not None:
            body["qualities"] = list(qualities)
        accepted = self._transport.json("POST", "api/v1/experiments", body=body)
        experiment = Experiment(self, accepted["aggregateId"])
        return experiment.wait() if wait else experiment

    def experiment(self, id: str) -> Experiment:
        """An experiment that exists; LabProblem with code ``not_found`` otherwise."""
        experiment = Experiment(self, id)
        experiment.document()
        return experiment

    def experiments(self, **query: Any) -> Iterator[schema.ExperimentSummary]:
        """All experiments, newest first, page by page.

        ``query``: ``phase``, ``outcome``, ``campaign``, ``cause``, ``search``, ``sort``, ``order``, ``clip``, ``quality``.
        """
        return self._pages("api/v1/experiments", "cursor", {"limit": _PAGE, **query})

    def experiment_table(self, **query: Any) -> pandas.DataFrame:
        """:meth:`experiments` as a pandas DataFrame, one row each, with the run's fields as ``run.kbps`` and so on."""
        return data_frame(self.experiments(**query))

    # Clips and artifacts

    def clips(self) -> list[schema.Clip]:
        """The clips that the lab knows."""
        return cast("list[schema.Clip]", self._transport.json("GET", "api/v1/clips")["items"])

    def artifact(self, digest: str) -> bytes:
        """The bytes of an artifact: a bitstream, a reconstruction (raw planes), code."""
        with self._transport.open("GET", f"api/v1/artifacts/{segment(digest)}") as answer:
            return cast(bytes, answer.read())

    def put_artifact(self, data: bytes) -> dict[str, Any]:
        """Stores bytes under their SHA-256; returns ``{"digest": …, "sizeBytes": …}``."""
        digest = hashlib.sha256(data).hexdigest()
        headers = {"content-type": "application/octet-stream"}
        self._transport.open("PUT", f"api/v1/artifacts/{digest}", data=data, headers=headers).close()
        return {"digest": digest, "sizeBytes": len(data)}

    def curves(self, clip: str, **query: Any) -> schema.ClipCurves:
        """Rate-distortion curves on one clip, of codecs and anchors, with their keys."""
        return cast("schema.ClipCurves", self._transport.json("GET", "api/v1/curves", {"clip": clip, **query}))

    # Facts

    def facts(self, after: int = 0) -> Iterator[dict[str, Any]]:
        """The facts of the log behind a position, in order, up to the end of the log."""
        return self._pages("api/v1/facts", "after", {"limit": _FACT_PAGE, "after": after})

    def follow(self, after: int = 0, aggregate_id: str | None = None) -> Iterator[dict[str, Any]]:
        """Facts behind a position and then each as it happens, without end, gap or repetition."""
        return follow(self._transport, after, aggregate_id)

    # Campaigns

    def start_campaign(self, clips: Sequence[str], budget: Mapping[str, float], *, id: str | None = None, **options: Any) -> str:
        """Starts a campaign; returns its id.

        ``budget``: at least one of ``evaluations``, ``tokens``, ``costUsd``, ``executorSeconds``, ``wallSeconds``.
        ``options``: further fields of ``POST /api/v1/campaigns``, such as ``seed=7`` or ``sealed=["park"]``.
        """
        body = {"id": id or str(uuid.uuid4()), "clips": list(clips), "budget": dict(budget), **options}
        return str(self._transport.json("POST", "api/v1/campaigns", body=body)["aggregateId"])

    def campaign(self, id: str) -> schema.Campaign:
        """How a campaign goes: budget, proposals and why each was made, champion."""
        return cast("schema.Campaign", self._transport.json("GET", f"api/v1/campaigns/{segment(id)}"))

    def campaigns(self) -> Iterator[dict[str, Any]]:
        """All campaigns, newest first."""
        return self._pages("api/v1/campaigns", "cursor", {"limit": _PAGE})

    def steer_campaign(self, id: str, verb: str) -> None:
        """``verb``: ``pause``, ``resume`` or ``stop``."""
        if verb not in ("pause", "resume", "stop"):
            raise ValueError(f"verb: {verb!r} is none of pause, resume, stop")
        self._transport.json("POST", f"api/v1/campaigns/{segment(id)}/{verb}", body={})

    def wait_for_campaign(self, id: str, timeout: float | None = None) -> schema.Campaign:
        """Waits until a campaign has stopped; TimeoutError after ``timeout`` seconds, and the campaign goes on."""
        end = None if timeout is None else time.monotonic() + timeout
        while (campaign := cast(Any, self.campaign(id)))["phase"] != "stopped":
            if end is not None and time.monotonic() > end:
                raise TimeoutError(f"campaign {id} is still {campaign['phase']}; it goes on")
            time.sleep(_POLL_SECONDS)
        return cast("schema.Campaign", campaign)

    def status(self) -> schema.LabStatus:
        """Queues, outcomes, reactors, what is stuck."""
        return cast("schema.LabStatus", self._transport.json("GET", "api/v1/status"))

    def _pages(self, path: str, parameter: str, query: Mapping[str, Any]) -> Iterator[Any]:
        place: Any = query.get(parameter)
        while True:
            page = self._transport.json("GET", path, {**query, parameter: place})
            yield from page["items"]
            if (place := page["next"]) is None:
                return


def _source_of(code: str | os.PathLike[str]) -> tuple[str, str]:
    """File name and text: text with a line break is source, all else is a path."""
    if isinstance(code, str) and "\n" in code:
        return ("codec.js" if "function " in code and "def " not in code else "codec.py"), code
    path = Path(code)
    return path.name, path.read_text()


__all__ = ["Experiment", "Failed", "Lab", "LabProblem"]
