"""Landlock and seccomp by ctypes: walls a process puts around itself. Standard library only.

Used by the guest (inside) and by the supervisor (before it starts a guest where no namespaces are to be had).
"""

import ctypes
import os
import struct

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
SECCOMP_SET_MODE_FILTER = 1
SECCOMP_FILTER_FLAG_TSYNC = 1
LANDLOCK_CREATE_RULESET_VERSION = 1
LANDLOCK_RULE_PATH_BENEATH = 1

# The three Landlock calls have the same numbers on every architecture; seccomp(2) has not.
NR_LANDLOCK_CREATE_RULESET = 444
NR_LANDLOCK_ADD_RULE = 445
NR_LANDLOCK_RESTRICT_SELF = 446
NR_SECCOMP = {"x86_64": 317, "aarch64": 277}

FS_EXECUTE = 1 << 0
FS_WRITE_FILE = 1 << 1
FS_READ_FILE = 1 << 2
FS_READ_DIR = 1 << 3
FS_TRUNCATE = 1 << 14
FS_IOCTL_DEVICE = 1 << 15
FS_ON_FILES = FS_EXECUTE | FS_WRITE_FILE | FS_READ_FILE | FS_TRUNCATE | FS_IOCTL_DEVICE
READ_RIGHTS = FS_EXECUTE | FS_READ_FILE | FS_READ_DIR

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


class WallError(OSError):
    """A wall that should stand does not: nothing may run."""


class _FilterProgram(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def _syscall(what, number, *arguments):
    result = _libc.syscall(ctypes.c_long(number), *arguments)
    if result < 0:
        error = ctypes.get_errno()
        raise WallError(error, f"{what}: {os.strerror(error)}")
    return result


def set_option(option, value):
    if _libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0) != 0:
        error = ctypes.get_errno()
        raise WallError(error, f"prctl({option}): {os.strerror(error)}")


def landlock_version():
    """Version of Landlock that this kernel speaks, 0 for none."""
    try:
        return _syscall("landlock version", NR_LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), LANDLOCK_CREATE_RULESET_VERSION)
    except WallError:
        return 0


def _handled_rights(version):
    rights = (1 << 13) - 1
    if version >= 2:
        rights |= 1 << 13  # refer: link or rename across folders
    if version >= 3:
        rights |= FS_TRUNCATE
    if version >= 5:
        rights |= FS_IOCTL_DEVICE
    return rights


def _create_ruleset(version):
    # struct landlock_ruleset_attr: filesystem (v1), network (v4: bind, connect), scopes (v6: abstract sockets, signals)
    fields = [_handled_rights(version)] + ([3] if version >= 4 else []) + ([3] if version >= 6 else [])
    attribute = ctypes.create_string_buffer(struct.pack(f"<{len(fields)}Q", *fields), 8 * len(fields))
    return _syscall("landlock ruleset", NR_LANDLOCK_CREATE_RULESET, attribute, ctypes.c_size_t(8 * len(fields)), 0)


def _allow(ruleset, path, rights):
    beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        allowed = rights if os.path.isdir(path) else rights & FS_ON_FILES
        rule = ctypes.create_string_buffer(struct.pack("<Qi", allowed, beneath), 12)
        _syscall(f"landlock rule for {path}", NR_LANDLOCK_ADD_RULE, ruleset, LANDLOCK_RULE_PATH_BENEATH, rule, 0)
    finally:
        os.close(beneath)


def restrict_files(read, listed=(), write=()):
    """Leaves this thread, and what it starts, only these paths: `read` (and execute), `listed` (names only), `write`."""
    version = landlock_version()
    if version == 0:
        raise WallError(38, "landlock: this kernel has none")
    ruleset = _create_ruleset(version)
    try:
        for path in read:
            _allow(ruleset, path, READ_RIGHTS)
        for path in listed:
            _allow(ruleset, path, FS_READ_DIR)
        for path in write:
            _allow(ruleset, path, _handled_rights(version) & ~FS_EXECUTE)
        set_option(PR_SET_NO_NEW_PRIVS, 1)
        _syscall("landlock restrict", NR_LANDLOCK_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def install_filter(program):
    """Puts a seccomp filter (`struct sock_filter[]`) on every thread of this process, for good."""
    instructions = ctypes.create_string_buffer(program, len(program))
    header = _FilterProgram(len(program) // 8, ctypes.cast(instructions, ctypes.c_void_p))
    set_option(PR_SET_NO_NEW_PRIVS, 1)
    number = NR_SECCOMP[os.uname().machine]
    _syscall("seccomp", number, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, ctypes.byref(header))
