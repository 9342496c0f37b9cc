"""Rooms for gVisor: a folder per guest that holds its bundle (OCI runtime specification) and runsc's own notes."""

import json
import os

import processes

PREFIX = "sandbox"


class Room:
    """Owned by the guest's uid, since runsc runs under it too."""

    def __init__(self, folder, bundle, uid):
        os.makedirs(folder, mode=0o711, exist_ok=True)
        self.path = os.path.join(folder, f"{PREFIX}-{os.getpid()}-{processes.start_time(os.getpid())}")
        os.mkdir(self.path, 0o700)
        for name in ("root", "state"):
            os.mkdir(os.path.join(self.path, name), 0o755)
        with open(os.path.join(self.path, "config.json"), "x", encoding="utf-8") as file:
            json.dump(bundle, file)
        if uid is not None:
            for name in ("root", "state", "config.json", ""):
                os.chown(os.path.join(self.path, name), uid, uid)

    def command(self, argv):
        """`argv`, completed to run this room's bundle. Names of sandboxes are the whole machine's."""
        state, name = os.path.join(self.path, "state"), os.path.basename(self.path)
        return [*argv, "--root", state, "run", "--bundle", self.path, name]

    def remove(self):
        _remove(self.path)


def reclaim(folder):
    """Removes the rooms of supervisors that are gone."""
    if not os.path.isdir(folder):
        return
    for name in os.listdir(folder):
        _, pid, started = name.split("-")
        if processes.start_time(int(pid)) != int(started):
            _remove(os.path.join(folder, name))


def _remove(folder):
    import shutil  # slow to load, and a supervisor starts with every guest

    shutil.rmtree(folder, ignore_errors=True)
