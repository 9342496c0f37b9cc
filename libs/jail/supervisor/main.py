"""The trusted supervisor: does, with the standard library alone, what Node cannot.

    python3 -I -S main.py MODE     a JSON object on one line of stdin, answers as JSON lines on stdout

jail     start one guest and wait; then run the one job that comes, or end when stdin closes
probe    what this machine offers
image    make a file system image of a folder
reclaim  end what an earlier supervisor of the same owner left behind
"""

import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "guest", "python")]

import cgroups
import jail
import private_root
import sandbox
import slots
import wall


# Exit status that has Node call for a `reclaim`.
LEFT_BEHIND = 3


class Node:
    """The Node process at the other end of stdin and stdout."""

    def __init__(self):
        self._buffer = b""
        self._ended = False

    def fileno(self):
        return 0

    def receive(self):
        """The next message, or None when the other end is gone."""
        while b"\n" not in self._buffer and not self._ended:
            self.fill()
        line, found, rest = self._buffer.partition(b"\n")
        if not found:
            return None
        self._buffer = rest
        return json.loads(line)

    def has_message(self):
        return b"\n" in self._buffer

    def has_ended(self):
        return self._ended

    def fill(self):
        """Takes in what has come. Waits when nothing has: to be called once poll has said that something did."""
        data = os.read(0, 1 << 20)
        self._ended = not data
        self._buffer += data

    @staticmethod
    def send(message):
        view = memoryview(json.dumps(message).encode() + b"\n")
        while view:
            view = view[os.write(1, view) :]


def serve_jail(spec, node):
    with jail.Jail(spec, node) as running:
        node.send({"event": "ready", **running.warm_up()})
        if running.wait_for_job():
            node.send({"event": "finished", **running.run(node.receive())})


def reclaim(spec, node):
    uids = slots.reclaim(**spec["uids"]) if spec["uids"] is not None else []
    sandbox.reclaim(spec["rooms"])
    node.send({"event": "reclaimed", "uids": uids, "cgroups": cgroups.reclaim(spec["owner"])})


def probe_machine(spec, node):
    import probe  # with tools that no other mode needs: a supervisor starts with every guest

    probe.answer(spec, node)


MODES = {"jail": serve_jail, "probe": probe_machine, "image": private_root.make_image, "reclaim": reclaim}


def main():
    node = Node()
    spec = node.receive()
    if spec is None:
        return
    # Whatever a guest leaves behind becomes this process's child: it can be waited for, and its CPU time is known.
    wall.set_option(wall.PR_SET_CHILD_SUBREAPER, 1)
    try:
        MODES[sys.argv[1]](spec, node)
    except jail.LeftBehind as error:
        node.send({"event": "fault", "message": f"LeftBehind: {error}"})
        sys.exit(LEFT_BEHIND)
    except Exception as error:
        node.send({"event": "fault", "message": f"{type(error).__name__}: {error}"})


main()
