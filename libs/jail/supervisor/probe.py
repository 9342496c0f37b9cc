"""What this machine offers to hold a guest: asked by doing it once, not by looking at versions."""

import json
import os
import subprocess

import cgroups
import private_root
import processes
import sandbox
import slots
import wall

PRIVATE_ROOT_LIMIT_S = 30.0


def _try_cgroup(owner):
    located = cgroups.locate()
    if located is None:
        return None, "no memory and pids controllers to be found"
    kind, parent = located
    try:
        box = kind.create(parent, cgroups.box_name(owner, os.getpid()) + "-probe")
        try:
            box.limit(64 << 20, 8, 1)
        finally:
            box.remove()
    except OSError as error:
        return None, f"version {kind.version}: {error}"
    return kind.version, None


def _take_uid(uid):
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def _try_command(argv, uid):
    try:
        done = subprocess.run(
            argv, env={}, stdin=subprocess.DEVNULL, capture_output=True, timeout=20,
            preexec_fn=None if uid is None else lambda: _take_uid(uid),
        )
    except (OSError, subprocess.SubprocessError) as error:
        return str(error)
    return None if done.returncode == 0 else (done.stderr.decode("utf-8", "replace").strip() or f"exit {done.returncode}")


def _try_uids(uids):
    if uids is None:
        return None, None, "not started as root"
    try:
        uid, lock = slots.claim(**uids)
        return uid, lock, None
    except (OSError, RuntimeError) as error:
        return None, None, str(error)


def _try_sandbox(argv, rooms, bundle, uid):
    room = None
    try:
        room = sandbox.Room(rooms, bundle, uid)
        return _try_command(room.command(argv), uid)
    except OSError as error:
        return str(error)
    finally:
        if room is not None:
            room.remove()


def _try_private_root():
    """In a child, since the new namespace would be this process's own for good."""
    reader, writer = os.pipe2(os.O_CLOEXEC)
    child = os.fork()
    if child == 0:
        try:
            os.write(writer, json.dumps(private_root.try_once()).encode())
        finally:
            os._exit(0)
    os.close(writer)
    processes.wait(child, PRIVATE_ROOT_LIMIT_S)
    with os.fdopen(reader, "rb") as text:
        return json.loads(text.read() or b'[null, "it took too long"]')


def answer(spec, node):
    """Tries the commands given (each a way to start a jail), gVisor, a control group, a uid of its own, and Landlock."""
    uid, lock, no_uid = _try_uids(spec["uids"])
    version, no_cgroup = _try_cgroup(spec["owner"])
    commands = {name: _try_command(argv, uid) for name, argv in spec["commands"].items()}
    private, no_private = _try_private_root()
    no_sandbox = _try_sandbox(**spec["sandbox"], uid=uid)
    processes.reap_all(2.0)
    if lock is not None:
        os.close(lock)
    node.send({
        "event": "probed",
        "commands": commands, "no_sandbox": no_sandbox, "private_root": private, "no_private_root": no_private,
        "cgroup": version, "no_cgroup": no_cgroup,
        "own_uid": uid is not None, "no_uid": no_uid,
        "landlock": wall.landlock_version(),
    })
