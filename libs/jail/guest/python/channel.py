"""The guest's side of the pipes to the supervisor.

Inherited descriptors: 3 messages in, 4 messages out, 5 input (sealed), 6 output (sized and sealed against growth).
Where only the standard descriptors get in (gVisor), messages come by 0 and go by 1, what is printed goes by 2, and
input and output travel with the messages.
Every message is one byte of kind, four bytes of length (little-endian) and that many bytes.
"""

import fcntl
import json
import os
import struct
import sys

OVER_PIPES = "over-pipes" in sys.argv
MESSAGES_IN = 3
MESSAGES_OUT = 4
INPUT = 5
OUTPUT = 6

OUTPUT_PART_BYTES = 1 << 15
F_ADD_SEALS = 1033
ALL_SEALS = 0b1111

READY = b"R"
TAKEN = b"T"
FRAME = b"F"
OUTPUT_PART = b"O"
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


def arrange():
    """Puts every descriptor where the rest of the guest expects it."""
    if not OVER_PIPES:
        return
    os.dup2(0, MESSAGES_IN)
    os.dup2(1, MESSAGES_OUT)
    os.dup2(2, 1)
    null = os.open("/dev/null", os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    memory = os.memfd_create("input", os.MFD_ALLOW_SEALING)
    os.dup2(memory, INPUT)


def fetch_input(length):
    """Takes in the input that follows a job where no file can be shared, and seals it."""
    if not OVER_PIPES:
        return
    offset = 0
    while offset < length:
        offset += os.pwrite(INPUT, _read_exactly(min(length - offset, 1 << 20)), offset)
    fcntl.fcntl(INPUT, F_ADD_SEALS, ALL_SEALS)


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
        written += _deliver(view[written:]) if OVER_PIPES else os.pwrite(OUTPUT, view[written:], offset + written)
    return offset + written


def _deliver(view):
    """Sends the next part of the output, which is always written in order."""
    part = bytes(view[:OUTPUT_PART_BYTES])
    send(OUTPUT_PART, part)
    return len(part)
