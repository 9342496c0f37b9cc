"""A uid of its own for every running jail, where the supervisor may switch uids.

Labs of one machine need not see each other's files: each may have a /run of its own. What they all see is the kernel's
list of processes. So a supervisor shows its uid in its own name before it looks whether another shows the same, and
gives way to any that does. A lock file per uid saves those that share /run the trial.

What runs under a uid that no supervisor shows is an orphan, whose supervisor was killed; nothing else is ever ended.
"""

import fcntl
import os
import random
import time

import processes

MARK = "codec-uid-"  # with five digits the fifteen characters that the kernel keeps of a name
PASSES = 40
PASS_PAUSE_S = 0.025
ORPHANS_GONE_LIMIT_S = 5.0


def _show(uid):
    with open("/proc/self/comm", "w", encoding="ascii") as file:
        file.write("python3" if uid is None else f"{MARK}{uid}")


def _try_lock(folder, uid):
    lock = os.open(os.path.join(folder, f"uid-{uid}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return lock
    except BlockingIOError:
        os.close(lock)
        return None


def _shown(seen):
    """Uids that other supervisors show. A guest may call itself what it likes, but is not root."""
    names = [each.name for each in seen if each.uid == 0 and each.pid != os.getpid()]
    return {int(name[len(MARK):]) for name in names if name.startswith(MARK) and name[len(MARK):].isdigit()}


def _end_orphans(uid, seen):
    deadline = time.monotonic() + ORPHANS_GONE_LIMIT_S
    while orphans := [each for each in seen if each.uid == uid]:
        if time.monotonic() > deadline:
            raise RuntimeError(f"what runs under uid {uid} does not end")
        for orphan in orphans:
            processes.kill_seen(orphan)
        time.sleep(0.002)
        seen = processes.seen()


def _take(folder, uid):
    """The lock of a uid that nobody else has, cleared of orphans; None when somebody has it."""
    lock = _try_lock(folder, uid)
    if lock is None:
        return None
    _show(uid)
    seen = processes.seen()
    if uid not in _shown(seen):
        _end_orphans(uid, seen)
        return lock
    _leave(lock)
    return None


def _leave(lock):
    _show(None)
    os.close(lock)


def claim(folder, first, last):
    """A free uid, cleared of orphans, with the lock that must stay open."""
    os.makedirs(folder, mode=0o700, exist_ok=True)
    uids = list(range(first, last + 1))
    # Two that give way to each other take different ways from there.
    random.shuffle(uids)
    for _ in range(PASSES):
        for uid in uids:
            lock = _take(folder, uid)
            if lock is not None:
                return uid, lock
        time.sleep(PASS_PAUSE_S * random.random())
    raise RuntimeError(f"every uid from {first} to {last} is in use")


def reclaim(folder, first, last):
    """Ends what runs under uids that no supervisor has; returns those uids."""
    os.makedirs(folder, mode=0o700, exist_ok=True)
    seen, freed = processes.seen(), []
    for uid in sorted({each.uid for each in seen if first <= each.uid <= last} - _shown(seen)):
        lock = _take(folder, uid)
        if lock is not None:
            freed.append(uid)
            _leave(lock)
    return freed
