from __future__ import annotations

import zlib
from typing import Any, Callable, Dict, Final, Optional, Tuple, TYPE_CHECKING, TypeVar, Union

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

T = TypeVar("T")
Config = Dict[str, Union[int, float, str]]
LEVEL: Final[int] = 6
hook: Optional[Callable[[bytes], bytes]] = None


def identity(value: T) -> T:
    return value


def shape_of(config: Config) -> Tuple[int, int, int]:
    return int(config["height"]), int(config["width"]), 3


def compress_video_frame(frame: NDArray[np.uint8], frame_index: int, config: dict[str, Any]) -> bytes:
    data: bytes
    data = zlib.compress(frame.tobytes(), LEVEL)
    return identity(data) if hook is None else hook(data)


def decompress_video_frame(data: bytes, frame_index: int, config: Config) -> NDArray[np.uint8]:
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(shape_of(config)).copy()
