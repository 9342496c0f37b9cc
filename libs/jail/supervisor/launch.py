"""Starts one guest: descriptors, control group, uid, then bubblewrap or, where that cannot be, Landlock and seccomp."""

import fcntl
import os

import cgroups
import memory_files
import private_root
import sandbox
import slots
import wall

# What the guest finds open (see guest/python/channel.py); bubblewrap reads its filter and writes its status above them.
GUEST_DESCRIPTORS = {"messages_in": 3, "messages_out": 4, "input": 5, "output": 6}
FILTER_DESCRIPTOR = 10
STATUS_DESCRIPTOR = 11
SPARE = 64
# bubblewrap makes namespaces and installs the first filter; a direct guest gets Landlock and the filter from here;
# gVisor is a kernel of its own, into which only the three standard descriptors lead.
BUBBLEWRAP, DIRECT, GVISOR = "bubblewrap", "direct", "gvisor"
# Limits that gVisor lets a process set for itself.
SANDBOX_LIMITS = ("AS", "DATA", "NOFILE", "FSIZE")
EXIT_NOT_STARTED = 125


class Started:
    """A guest that was started, and the supervisor's ends of everything it holds."""

    def __init__(self):
        self.pid = None
        self.uid = None
        self.lock = None
        self.box = None
        self.room = None
        self.messages_in = self.messages_out = self.log = self.status = None
        self.input = self.output = None

    def leave(self):
        """Removes what nobody lives in any more. False when the control group stays."""
        if self.room is not None:
            self.room.remove()
        return self.box is None or self.box.remove()


def _pipe():
    return os.pipe2(os.O_CLOEXEC)


def _place(wanted):
    """Moves descriptors to the numbers that the guest expects and closes all others."""
    moved = {number: fcntl.fcntl(fd, fcntl.F_DUPFD, SPARE) for number, fd in wanted.items()}
    for number, fd in moved.items():
        os.dup2(fd, number, inheritable=True)
    kept = sorted(moved)
    for low, high in zip(kept, kept[1:] + [4096]):
        os.closerange(low + 1, high)


def _raise_oom_score():
    with open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
        file.write("1000")


def _take_uid(uid):
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def _become_guest(spec, started, wanted):
    os.setpgid(0, 0)
    if spec.get("private_root") is not None:
        private_root.fill(**spec["private_root"])  # before the control group: it is not the candidate's memory
    if started.box is not None:
        started.box.attach(os.getpid())
    _raise_oom_score()
    _place(wanted)
    if started.uid is not None:
        _take_uid(started.uid)
    wall.set_option(wall.PR_SET_PDEATHSIG, 9)
    if spec["mode"] == DIRECT:
        os.chdir("/")
        if spec["landlock"] is not None:
            wall.restrict_files(**spec["landlock"])
        wall.install_filter(bytes.fromhex(spec["filter"]))
    argv = spec["argv"] if started.room is None else started.room.command(spec["argv"])
    os.execve(argv[0], argv, spec["environment"])


def _claim_room(spec, started):
    if spec["uids"] is not None:
        started.uid, started.lock = slots.claim(**spec["uids"])
    group = spec["cgroup"]
    if group is not None:
        kind, parent = cgroups.locate()
        started.box = kind.create(parent, cgroups.box_name(group["owner"], os.getpid()))
        started.box.limit(group["memory_bytes"], group["pids"], group["cores"])
    if spec["mode"] == GVISOR:
        started.room = sandbox.Room(spec["rooms"], spec["bundle"], started.uid)


def _filter_file(spec):
    fd = memory_files.create("filter")
    os.write(fd, bytes.fromhex(spec["filter"]))
    os.lseek(fd, 0, os.SEEK_SET)
    return fd


def start(spec):
    """Forks the guest described by `spec`. Nothing of the candidate is known yet."""
    started = Started()
    try:
        _claim_room(spec, started)
        _start_in_room(spec, started)
    except BaseException:
        started.leave()
        raise
    return started


def _start_in_room(spec, started):
    guest_in, started.messages_in = _pipe()
    started.messages_out, guest_out = _pipe()
    started.log, guest_log = _pipe()
    started.status, guest_status = _pipe()
    started.input, started.output = memory_files.create("input"), memory_files.create("output")
    filter_fd, null = _filter_file(spec), os.open("/dev/null", os.O_RDWR | os.O_CLOEXEC)
    if spec["mode"] == GVISOR:
        wanted = {0: guest_in, 1: guest_out, 2: guest_log}
    else:
        wanted = {0: null, 1: guest_log, 2: guest_log, 3: guest_in, 4: guest_out, 5: started.input, 6: started.output}
    if spec["mode"] == BUBBLEWRAP:
        wanted |= {FILTER_DESCRIPTOR: filter_fd, STATUS_DESCRIPTOR: guest_status}
    started.pid = os.fork()
    if started.pid == 0:
        try:
            _become_guest(spec, started, wanted)
        except BaseException as error:
            os.write(2, f"the guest could not be started: {error}\n".encode())
        os._exit(EXIT_NOT_STARTED)
    for fd in (guest_in, guest_out, guest_log, guest_status, filter_fd, null):
        os.close(fd)

