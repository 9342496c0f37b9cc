"""The guest's side of the pipes to the supervisor.

Inherited descriptors: 3 messages in, 4 messages out, 5 input (sealed), 6 output (sized and sealed against growth).
Every message is one byte of kind, four bytes of length (little-endian) and that many bytes.
"""

import json
import os
import struct

MESSAGES_IN = 3
MESSAGES_OUT = 4
INPUT = 5
OUTPUT = 6

READY = b"R"
TAKEN = b"T"
FRAME = b"F"
FAILURE = b"X"
DONE = b"D"


def _read_exactly(count):
    parts = []
    while count > 0:
        part = os.read(MESSAGES_IN, min(count, 1 << 20))
        if not part:
            os._exit(0)  # the supervisor is gone, or has no work for this process
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def receive():
    """The next message from the supervisor, a JSON object."""
    (length,) = struct.unpack("<I", _read_exactly(4))
    return json.loads(_read_exactly(length))


def send(kind, payload=b""):
    os.write(MESSAGES_OUT, kind + struct.pack("<I", len(payload)) + payload)


def send_ready(description):
    send(READY, json.dumps(description).encode())


def send_taken():
    """Says that the job has arrived: from here on the candidate answers for how this process ends."""
    send(TAKEN)


def send_frame_done(index):
    send(FRAME, struct.pack("<I", index))


def send_failure(failure):
    send(FAILURE, json.dumps(failure).encode())


def send_done(length, packets):
    send(DONE, struct.pack("<QI", length, packets))


def write_output(data, offset):
    """Writes all of `data` at `offset`. Raises OSError where the output has no room."""
    view = memoryview(data)
    written = 0
    while written < len(view):
        written += os.pwrite(OUTPUT, view[written:], offset + written)
    return offset + written
