"""Control groups, version 1 and 2: a box for every process of one jail, with limits, counters and an end.

A box is made below the supervisor's own group, so that whatever limits the lab limits its jails too.
"""

import os
import time

import processes

PREFIX = "codecsmith"
CONTROLLERS = ("memory", "pids", "cpu", "cpuacct")
CPU_PERIOD_US = 100_000


def _read(path):
    with open(path, encoding="ascii") as file:
        return file.read()


def _write(path, value):
    """Never creates a file: where the kernel offers none, there is no control group."""
    fd = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(fd, str(value).encode())
    finally:
        os.close(fd)


def _mounts():
    """(kind, controllers, mount point, root within the hierarchy) of every cgroup mount."""
    for line in _read("/proc/self/mountinfo").splitlines():
        left, right = line.split(" - ", 1)
        kind, _, options = right.split(" ", 2)
        if kind in ("cgroup", "cgroup2"):
            fields = left.split(" ")
            yield kind, options.split(","), fields[4], fields[3]


def _own_groups():
    """Own path per controller; the empty name is version 2."""
    groups = {}
    for line in _read("/proc/self/cgroup").splitlines():
        _, names, path = line.split(":", 2)
        for name in names.split(","):
            groups[name] = path
    return groups


def _inside(mount_point, root, path):
    relative = os.path.relpath(path, root) if root != "/" else path.lstrip("/")
    return os.path.normpath(os.path.join(mount_point, relative))


class VersionOne:
    """One folder per controller."""

    version = 1

    def __init__(self, folders):
        self._folders = folders

    @classmethod
    def find(cls):
        own, parents = _own_groups(), {}
        for kind, options, mount_point, root in _mounts():
            if kind == "cgroup":
                for name in set(options) & set(CONTROLLERS) & set(own):
                    parents[name] = _inside(mount_point, root, own[name])
        return parents if {"memory", "pids", "cpuacct"} <= set(parents) else None

    @classmethod
    def create(cls, parents, name):
        folders = {}
        try:
            for controller in CONTROLLERS:
                if controller in parents:
                    folder = os.path.join(parents[controller], name)
                    if not os.path.isdir(folder):  # controllers may share a folder
                        os.mkdir(folder)
                    folders[controller] = folder
        except OSError:
            cls(folders).remove()
            raise
        return cls(folders)

    @staticmethod
    def parent_folders(parents):
        return sorted(set(parents.values()))

    def limit(self, memory_bytes, pids, cores):
        memory = self._folders["memory"]
        # The limit with swap may never be below the one without: set in the order that fits the direction.
        swap = os.path.join(memory, "memory.memsw.limit_in_bytes")
        plain = os.path.join(memory, "memory.limit_in_bytes")
        if os.path.exists(swap):
            _write(swap, -1)
        _write(plain, memory_bytes)
        if os.path.exists(swap):
            _write(swap, memory_bytes)
        _write(os.path.join(self._folders["pids"], "pids.max"), pids)
        if "cpu" in self._folders:
            _write(os.path.join(self._folders["cpu"], "cpu.cfs_quota_us"), int(cores * CPU_PERIOD_US))

    def attach(self, pid):
        for folder in set(self._folders.values()):
            _write(os.path.join(folder, "cgroup.procs"), pid)

    def reset_peak(self):
        _write(os.path.join(self._folders["memory"], "memory.max_usage_in_bytes"), 0)

    def cpu_seconds(self):
        return int(_read(os.path.join(self._folders["cpuacct"], "cpuacct.usage"))) / 1e9

    def peak_bytes(self):
        return int(_read(os.path.join(self._folders["memory"], "memory.max_usage_in_bytes")))

    def oom_kills(self):
        for line in _read(os.path.join(self._folders["memory"], "memory.oom_control")).splitlines():
            if line.startswith("oom_kill "):
                return int(line.split()[1])
        return 0

    def members(self):
        return {int(pid) for folder in set(self._folders.values()) for pid in _read(os.path.join(folder, "cgroup.procs")).split()}

    def kill(self):
        for pid in self.members():
            processes.kill(pid)

    def remove(self):
        return all([_remove_folder(folder) for folder in set(self._folders.values())])


class VersionTwo:
    """One folder for all controllers."""

    version = 2

    def __init__(self, folder):
        self._folder = folder

    @classmethod
    def find(cls):
        own = _own_groups().get("")
        mount = next(((point, root) for kind, _, point, root in _mounts() if kind == "cgroup2"), None)
        if own is None or mount is None:
            return None
        return cls.delegating_parent(_inside(mount[0], mount[1], own), mount[0])

    @classmethod
    def delegating_parent(cls, folder, top):
        """The nearest group, from `folder` up to `top`, that hands memory and pids down to its children."""
        while True:
            if cls._hands_down(folder):
                return folder
            if folder == top or not folder.startswith(top):
                return None
            folder = os.path.dirname(folder)

    @staticmethod
    def _hands_down(folder):
        control = os.path.join(folder, "cgroup.subtree_control")
        try:
            if not {"memory", "pids"} <= set(_read(control).split()):
                _write(control, "+memory +pids")
            if "cpu" in _read(os.path.join(folder, "cgroup.controllers")).split():
                _write(control, "+cpu")
            return os.access(folder, os.W_OK) and {"memory", "pids"} <= set(_read(control).split())
        except OSError:
            return False

    @classmethod
    def create(cls, parent, name):
        folder = os.path.join(parent, name)
        os.mkdir(folder)
        return cls(folder)

    @staticmethod
    def parent_folders(parent):
        return [parent]

    def _path(self, name):
        return os.path.join(self._folder, name)

    def limit(self, memory_bytes, pids, cores):
        _write(self._path("memory.max"), memory_bytes)
        if os.path.exists(self._path("memory.swap.max")):
            _write(self._path("memory.swap.max"), 0)
        _write(self._path("pids.max"), pids)
        if os.path.exists(self._path("cpu.max")):
            _write(self._path("cpu.max"), f"{int(cores * CPU_PERIOD_US)} {CPU_PERIOD_US}")

    def attach(self, pid):
        _write(self._path("cgroup.procs"), pid)

    def reset_peak(self):
        """memory.peak counts from the group's birth; there is nothing to reset before Linux 6.12."""

    def _field(self, file, name):
        for line in _read(self._path(file)).splitlines():
            key, value = line.split()
            if key == name:
                return int(value)
        return 0

    def cpu_seconds(self):
        return self._field("cpu.stat", "usage_usec") / 1e6

    def peak_bytes(self):
        peak = self._path("memory.peak")
        return int(_read(peak)) if os.path.exists(peak) else None

    def oom_kills(self):
        return self._field("memory.events", "oom_kill")

    def members(self):
        return {int(pid) for pid in _read(self._path("cgroup.procs")).split()}

    def kill(self):
        if os.path.exists(self._path("cgroup.kill")):
            _write(self._path("cgroup.kill"), 1)
        for pid in self.members():
            processes.kill(pid)

    def remove(self):
        return _remove_folder(self._folder)


def _remove_folder(folder):
    for _ in range(200):
        try:
            os.rmdir(folder)
            return True
        except FileNotFoundError:
            return True
        except OSError:
            time.sleep(0.005)
    return False


def locate():
    """(kind, parent) of the hierarchy that can hold boxes here, or None."""
    for kind in (VersionOne, VersionTwo):
        parent = kind.find()
        if parent is not None:
            return kind, parent
    return None


def box_name(owner, pid):
    """Names who made a box, so that a later start can tell a live box from an orphan."""
    return f"{PREFIX}-{owner}-{pid}-{processes.start_time(pid)}"


def reclaim(owner):
    """Ends and removes the boxes of this owner whose supervisor is gone; returns their names."""
    located, removed = locate(), []
    if located is None:
        return removed
    kind, parents = located
    prefix = f"{PREFIX}-{owner}-"
    names = {name for parent in kind.parent_folders(parents) for name in os.listdir(parent) if name.startswith(prefix)}
    for name in sorted(names):
        pid, started = name[len(prefix) :].split("-")[:2]
        if processes.start_time(int(pid)) == int(started):
            continue
        box = kind.create(parents, name) if kind is VersionOne else kind(os.path.join(parents, name))
        empty(box)
        box.remove()
        removed.append(name)
    return removed


def empty(box, limit_s=5.0):
    """Kills until nobody is left in the box. Version 1 has no atomic kill, hence the loop."""
    deadline = time.monotonic() + limit_s
    while box.members():
        box.kill()
        if time.monotonic() > deadline:
            return False
        time.sleep(0.001)
    return True
