from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Final, Generic, Literal, NamedTuple, ParamSpec, TypedDict, TypeVar, overload

import numpy as np
import numpy.typing as npt

T = TypeVar("T")
P = ParamSpec("P")
Frame = npt.NDArray[np.uint8]
Level = Annotated[int, "zlib level"]
LEVEL: Final[Level] = 6


class Config(TypedDict, total=False):
    width: int
    height: int
    color: Literal["rgb24", "bgr24", "i420"]


class Pair(NamedTuple, Generic[T]):
    left: T
    right: T


class Registry:
    entries: ClassVar[dict[str, Callable[..., Any]]] = {}


@overload
def pick(value: bytes) -> bytes: ...
@overload
def pick(value: None) -> None: ...
def pick(value):
    return value


def logged(function: Callable[P, T]) -> Callable[P, T]:
    def inner(*args: P.args, **kwargs: P.kwargs) -> T:
        return function(*args, **kwargs)

    return inner


@logged
def compress_video_frame(frame: Frame, frame_index: int, config: Mapping[str, Any]) -> bytes:
    pair: Pair[int] = Pair(*frame.shape[:2])
    parts: Iterator[bytes] = iter([frame.tobytes()])
    sizes: Sequence[int] = [pair.left, pair.right]
    assert len(sizes) == 2
    return pick(zlib.compress(next(parts), LEVEL))


def decompress_video_frame(data: bytes, frame_index: int, config: Config) -> Frame:
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(config["height"], config["width"], 3).copy()
