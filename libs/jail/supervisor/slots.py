"""A uid of its own for every running jail, where the supervisor may switch uids.

A lock file per uid, held by the supervisor that uses it, keeps two jails of one machine apart. A lock that can be
taken belongs to nobody: whatever still runs under that uid is an orphan.
"""

import fcntl
import os

import processes


def _try_lock(folder, uid):
    lock = os.open(os.path.join(folder, f"uid-{uid}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return lock
    except BlockingIOError:
        os.close(lock)
        return None


def claim(folder, first, last):
    """The first free uid, cleared of orphans, with the lock that must stay open."""
    os.makedirs(folder, mode=0o700, exist_ok=True)
    for uid in range(first, last + 1):
        lock = _try_lock(folder, uid)
        if lock is not None:
            processes.kill_all_of(uid)
            return uid, lock
    raise RuntimeError(f"every uid from {first} to {last} is in use")


def reclaim(folder, first, last):
    """Ends what runs under uids that no supervisor holds; returns those uids."""
    if not os.path.isdir(folder):
        return []
    freed = []
    for uid in range(first, last + 1):
        if not os.path.exists(os.path.join(folder, f"uid-{uid}.lock")):
            continue
        lock = _try_lock(folder, uid)
        if lock is not None:
            processes.kill_all_of(uid)
            freed.append(uid)
            os.close(lock)
    return freed
