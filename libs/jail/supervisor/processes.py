"""Small questions and wishes about processes."""

import collections
import os
import re
import select
import signal
import time

HELPER_LIMIT_S = 5.0
# The kernel escapes line ends in names. Read as bytes: every start of a guest looks at every process of the machine.
_STATUS = re.compile(rb"Name:\t(?P<name>.*)\n(?:.*\n)*?State:\t(?P<state>.)(?:.*\n)+?Uid:\t(?P<uid>\d+)")


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


def waits_for_a_processor(pid):
    """Seconds that each thread of a process was ready to run and the machine ran others. Empty once it is gone."""
    waits = {}
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/schedstat", encoding="ascii") as file:
                waits[thread] = int(file.read().split()[1]) / 1e9
    except (FileNotFoundError, ProcessLookupError):
        pass
    return waits


def own_memory_bytes(pid):
    """Memory that a process alone accounts for: anonymous and shared memory, not its libraries. 0 once it is gone."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
            fields = dict(line.split(":", 1) for line in file)
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return sum(int(fields.get(name, "0 kB").split()[0]) for name in ("RssAnon", "RssShmem")) * 1024


# A living process as the kernel shows it to others: its number, its name, its real uid.
Seen = collections.namedtuple("Seen", ("pid", "name", "uid"))


def _look_at(pid):
    """None when it is gone, or dead and only not yet waited for."""
    try:
        status = os.open(f"/proc/{pid}/status", os.O_RDONLY | os.O_CLOEXEC)
    except (FileNotFoundError, ProcessLookupError):
        return None
    try:
        found = _STATUS.match(os.read(status, 1024))
    except ProcessLookupError:
        return None
    finally:
        os.close(status)
    if found is None or found["state"] in (b"Z", b"X"):
        return None
    return Seen(pid, found["name"].decode("utf-8", "replace"), int(found["uid"]))


def seen():
    """Every living process that this one can see; the kernel shows those of inner pid namespaces too."""
    found = [_look_at(int(name)) for name in os.listdir("/proc") if name.isdigit()]
    return [each for each in found if each is not None]


def kill_seen(process):
    """Kills a process if it still runs under the uid that it was seen with, and not another that was given its pid."""
    try:
        handle = os.pidfd_open(process.pid)
    except ProcessLookupError:
        return
    try:
        now = _look_at(process.pid)
        if now is not None and now.uid == process.uid:
            signal.pidfd_send_signal(handle, signal.SIGKILL)
    except ProcessLookupError:
        pass
    finally:
        os.close(handle)


def reap_all(limit_s):
    """Waits for every child of this process; for a subreaper these include its orphaned grandchildren."""
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.001)
        except ChildProcessError:
            return
