"""Small questions and wishes about processes."""

import os
import select
import signal
import time

HELPER_LIMIT_S = 5.0


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def wait(pid, limit_s=HELPER_LIMIT_S):
    """Exit status of a child. One that does not end in time is killed."""
    handle = os.pidfd_open(pid)
    try:
        if not select.select([handle], [], [], limit_s)[0]:
            kill(pid)
    finally:
        os.close(handle)
    return os.waitpid(pid, 0)[1]


def start_time(pid):
    """Clock ticks after boot at which a process began, or None when there is none: with the pid it names a process for good."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            return int(file.read().rpartition(")")[2].split()[19])
    except (FileNotFoundError, ProcessLookupError):
        return None


def children(pid):
    """Direct children of a process, of all its threads."""
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                    parent = int(file.read().rpartition(")")[2].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
            if parent == pid:
                found.append(int(name))
    return found


def kill_children():
    """Kills every child of this process; for a subreaper these include its orphaned grandchildren."""
    for pid in children(os.getpid()):
        kill(pid)


def cpu_seconds(pid):
    """CPU time of all threads of a process, exact to the nanosecond where the scheduler tells."""
    total = 0
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/schedstat", encoding="ascii") as file:
            total += int(file.read().split()[0])
    return total / 1e9


def own_memory_bytes(pid):
    """Memory that a process alone accounts for: anonymous and shared memory, not its libraries. 0 once it is gone."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
            fields = dict(line.split(":", 1) for line in file)
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return sum(int(fields.get(name, "0 kB").split()[0]) for name in ("RssAnon", "RssShmem")) * 1024


def kill_all_of(uid):
    """Ends every process of an unprivileged uid: from a child that takes the uid, so that the kernel picks them all."""
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)
            os.kill(-1, signal.SIGKILL)
        finally:
            os._exit(0)
    wait(child)


def reap_all(limit_s):
    """Waits for every child of this process; for a subreaper these include its orphaned grandchildren."""
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.001)
        except ChildProcessError:
            return
