"""What the supervisor hears while a guest lives: the guest's messages and log, its end, and Node.

Every wait of the supervisor for others is here. It ends with whatever comes first: word from the guest, the guest's
death, word from Node or Node's end, or the deadline.
"""

import json
import os
import select
import struct
import time

import streams

LOOK_INTERVAL_S = 1.0
USE_INTERVAL_S = 0.02


class Conversation:
    def __init__(self, guest, exited, node):
        self._guest = guest
        self._exited = exited
        self._node = node
        self._outbox = b""
        self.log = streams.Log()
        self._delivered = 0
        self.messages = streams.Messages(time.perf_counter, self._deliver)
        for fd in (guest.messages_in, guest.messages_out, guest.log):
            os.set_blocking(fd, False)

    def send(self, message, data=b""):
        """Has the watch that follows write the message, and data behind it, as fast as the guest reads it."""
        text = json.dumps(message).encode()
        self._outbox = memoryview(struct.pack("<I", len(text)) + text + data)

    def _deliver(self, data):
        """Output that comes by message; the file's seals keep it within its limit."""
        self._delivered += os.pwrite(self._guest.output, data, self._delivered)

    def watch(self, deadline, log_limit=16 << 20, until=lambda: False, over=None, stop=lambda: True):
        """Talks with the guest until it exits, the time is over, or something must end it.

        While a guest starts or runs, anything that comes from Node, and its end, mean stop.
        """
        interval_s = LOOK_INTERVAL_S if over is None else USE_INTERVAL_S
        poll = self._poll()
        while True:
            left = deadline - time.perf_counter()
            if left <= 0:
                return "deadline"
            ready = {fd for fd, _ in poll.poll(min(left, interval_s) * 1000 + 1)}
            if self._node.fileno() in ready:
                self._node.fill()
                if stop():
                    return "cancelled"
            self._exchange(ready, poll)
            if self.messages.error is not None:
                return "protocol"
            if self.log.total > log_limit:
                return "log"
            if over is not None and (limit := over()) is not None:
                return limit
            if until():
                return "until"
            if self._exited in ready:
                return "exit"

    def drain(self):
        """Reads what is left, once nobody is there any more to write."""
        for fd in (self._guest.messages_out, self._guest.log):
            while self._read_pending(fd):
                pass

    def _poll(self):
        poll = select.poll()
        for fd in (self._guest.messages_out, self._guest.log, self._exited, self._node.fileno()):
            poll.register(fd, select.POLLIN)
        if self._outbox:
            poll.register(self._guest.messages_in, select.POLLOUT)
        return poll

    def _exchange(self, ready, poll):
        if self._guest.messages_in in ready and not self._write_once():
            poll.unregister(self._guest.messages_in)
        for fd in ready & {self._guest.messages_out, self._guest.log}:
            if not self._read_once(fd):
                poll.unregister(fd)

    def _write_once(self):
        """True while there is more to write. A guest that is gone takes no more; the watch sees how it went."""
        try:
            self._outbox = self._outbox[os.write(self._guest.messages_in, self._outbox) :]
        except BlockingIOError:
            return True
        except BrokenPipeError:
            self._outbox = b""
        return len(self._outbox) > 0

    def _read_once(self, fd):
        try:
            data = os.read(fd, 1 << 16)
        except BlockingIOError:
            return True
        (self.log if fd == self._guest.log else self.messages).add(data)
        return bool(data)

    def _read_pending(self, fd):
        try:
            return self._read_once(fd) if select.select([fd], [], [], 0)[0] else False
        except OSError:
            return False
