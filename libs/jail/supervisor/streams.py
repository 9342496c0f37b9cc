"""What comes out of a guest: log text, kept within bounds, and messages, read strictly."""

import collections
import json
import struct

HEAD_BYTES = 16 << 10
TAIL_BYTES = 48 << 10
MESSAGE_LIMIT = 64 << 10
# Whole numbers up to here are the same in JSON on both ends.
MOST_EXACT = (1 << 53) - 1


class Log:
    """The first and the last part of what was printed."""

    def __init__(self):
        self.total = 0
        self._head = b""
        self._tail = collections.deque()
        self._tail_size = 0

    def add(self, data):
        self.total += len(data)
        room = HEAD_BYTES - len(self._head)
        self._head += data[:room]
        rest = data[room:] if room > 0 else data
        if rest:
            self._tail.append(rest)
            self._tail_size += len(rest)
        while self._tail_size - len(self._tail[0] if self._tail else b"") >= TAIL_BYTES:
            self._tail_size -= len(self._tail.popleft())

    def text(self):
        tail = b"".join(self._tail)[-TAIL_BYTES:]
        left_out = self.total - len(self._head) - len(tail)
        gap = f"\n[… {left_out} bytes left out …]\n".encode() if left_out else b""
        return (self._head + gap + tail).decode("utf-8", "replace")


class Messages:
    """The guest's messages. Anything but the one allowed order is a protocol error: the rest is not read."""

    def __init__(self, clock, output):
        """`output` takes in what a guest without a shared file delivers by message; it may throw OSError."""
        self._clock = clock
        self._output = output
        self._buffer = b""
        self.ready = None
        self.taken_at = None
        self.failure = None
        self.done = None
        self.frame_times = []
        self.error = None

    def add(self, data):
        self._buffer += data
        while self.error is None and len(self._buffer) >= 5:
            kind, (length,) = self._buffer[:1], struct.unpack_from("<I", self._buffer, 1)
            if length > MESSAGE_LIMIT:
                self.error = "a message is too long"
            elif len(self._buffer) < 5 + length:
                return
            else:
                payload, self._buffer = self._buffer[5 : 5 + length], self._buffer[5 + length :]
                self._take(kind, payload)

    def finish(self):
        if self.error is None and self._buffer:
            self.error = "the last message is incomplete"

    def _take(self, kind, payload):
        try:
            if self.done is not None or self.failure is not None:
                self.error = "a message after the last one"
            elif self.ready is None:
                self.ready = self._object(payload) if kind == b"R" else None
                self.error = None if self.ready is not None else "not ready before its first message"
            elif self.taken_at is None:
                self.taken_at = self._clock() if kind == b"T" else None
                self.error = None if self.taken_at is not None else "a message before its job"
            elif kind == b"O":
                self._output(payload)
            elif kind == b"F":
                self._take_frame(payload)
            elif kind == b"X":
                self.failure = _failure(self._object(payload))
            elif kind == b"D":
                length, packets = struct.unpack("<QI", payload)
                if length > MOST_EXACT:
                    raise ValueError("more output than there is")
                self.done = {"bytes": length, "packets": packets}
            else:
                self.error = "a message of unknown kind"
        except OSError:
            self.error = "more output than may be returned"
        except (struct.error, ValueError, RecursionError):
            self.error = "a message that cannot be read"

    def _take_frame(self, payload):
        (index,) = struct.unpack("<I", payload)
        if index != len(self.frame_times):
            self.error = "frames out of order"
        else:
            self.frame_times.append(self._clock())

    @staticmethod
    def _object(payload):
        value = json.loads(payload, parse_constant=_no_number)
        if not isinstance(value, dict):
            raise ValueError("not an object")
        return value


def _no_number(word):
    raise ValueError(f"{word} is no number")


def _failure(said):
    """What of a failure's report has the form that it should have. The rest is left out, and numbers that are none."""
    kind, message = said.get("kind"), said.get("message")
    return {
        "kind": kind if kind in ("exception", "memory", "gpu_memory", "invalid") else "exception",
        "message": message if isinstance(message, str) else "failed in a way that it described wrongly",
        "line": _count(said.get("line"), 1),
        "frame": _count(said.get("frame"), 0),
    }


def _count(value, least):
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and least <= value <= MOST_EXACT else None
