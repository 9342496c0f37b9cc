"""Puts resource limits on a running guest from outside."""

import math
import os
import resource

import processes

NAMES = ("AS", "DATA", "NPROC", "NOFILE", "FSIZE", "CORE", "MEMLOCK", "MSGQUEUE")


def _set(pid, name, soft, hard):
    kind = getattr(resource, f"RLIMIT_{name}")
    _, ceiling = resource.prlimit(pid, kind)
    if ceiling != resource.RLIM_INFINITY:
        soft, hard = min(soft, ceiling), min(hard, ceiling)
    resource.prlimit(pid, kind, (soft, hard))


def _apply(pid, rlimits, cpu_seconds, processors):
    for name in NAMES:
        if name in rlimits:
            _set(pid, name, rlimits[name], rlimits[name])
    # SIGXCPU at the limit; one second later, for those who ignore it, SIGKILL.
    _set(pid, "CPU", cpu_seconds, cpu_seconds + 1)
    if processors is not None:
        for thread in os.listdir(f"/proc/{pid}/task"):
            os.sched_setaffinity(int(thread), processors)


def choose_processors(cores, seed):
    """`cores` of the processors this process may use, starting at a place that differs between supervisors."""
    usable = sorted(os.sched_getaffinity(0))
    count = max(1, min(len(usable), math.ceil(cores)))
    return {usable[(seed + step) % len(usable)] for step in range(count)}


def apply(pid, uid, rlimits, cpu_seconds, processors):
    """Applies the limits, as the guest's own uid where it has one: root of a container may lack CAP_SYS_RESOURCE."""
    if uid is None:
        _apply(pid, rlimits, cpu_seconds, processors)
        return
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)
            _apply(pid, rlimits, cpu_seconds, processors)
            os._exit(0)
        except BaseException as error:
            os.write(2, f"limits: {type(error).__name__}: {error}\n".encode())
        finally:
            os._exit(1)
    if processes.wait(child) != 0:
        raise RuntimeError("the guest's resource limits could not be set")
