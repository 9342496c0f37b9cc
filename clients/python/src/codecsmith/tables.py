"""Rows as pandas tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterable, Mapping

if TYPE_CHECKING:
    import pandas


def data_frame(rows: Iterable[Mapping[str, Any]]) -> pandas.DataFrame:
    """One row each; fields of inner objects become columns such as ``run.kbps``."""
    try:
        import pandas
    except ImportError as error:
        raise ImportError("tables need pandas: apt install python3-pandas, or pip install 'codecsmith[pandas]'") from error
    return pandas.json_normalize([dict(row) for row in rows])
