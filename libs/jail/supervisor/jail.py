"""One jail from start to end: start a guest, wait for work, run it once, end every process, report what was seen."""

import fcntl
import json
import math
import os
import select
import time

import cgroups
import conversation
import launch
import limits
import memory_files
import processes

EVERYONE_GONE_LIMIT_S = 5.0
ORPHAN_KILL_INTERVAL_S = 0.05
# A candidate that sleeps is woken now and then, and waits a little each time: no reason to look for ever.
LEAST_EXTENSION_S = 0.01


class Fault(Exception):
    """The lab's own failure: no candidate was at work, or its result cannot be known."""


class LeftBehind(Exception):
    """A process or a control group of the jail outlived its supervisor's patience: somebody else has to clear up."""


class Jail:
    def __init__(self, spec, node):
        self._spec = spec
        self._node = node
        self._status_text = b""
        self._end = None
        self._device = None
        # A handle of the process that the candidate's code runs in; in a sandbox nobody sees it from here.
        self._candidate, self._candidate_pid = None, None
        self._waits_before, self._waited_s = {}, 0.0
        self._began = time.perf_counter()
        self._guest = launch.start(spec)
        self._exited = os.pidfd_open(self._guest.pid)
        self._talk = conversation.Conversation(self._guest, self._exited, node)
        os.set_blocking(self._guest.status, False)

    def warm_up(self):
        """Sends the set-up and waits until the guest has loaded its libraries and stands behind all walls."""
        self._talk.send(self._spec["setup"])
        ended = self._talk.watch(self._began + self._start_limit_s(), until=lambda: self._talk.messages.ready is not None)
        self._demand(ended == "until", f"the guest did not get ready ({ended})")
        return {"start_ms": (time.perf_counter() - self._began) * 1000, "guest": self._talk.messages.ready}

    def wait_for_job(self):
        """True once a job has come, False when there will be none. The guest may not end, nor speak, before."""
        ended = self._talk.watch(math.inf, until=self._node.has_message, stop=self._node.has_ended)
        self._demand(ended in ("until", "cancelled"), f"the guest did not wait for work ({ended})")
        return ended == "until"

    def run(self, job):
        """Runs the candidate once and returns everything that was seen from outside."""
        asked, guest = time.perf_counter(), self._guest
        if job["device"] is not None:
            self._device = _claim_device(job["device"])
        job["guest"]["input_bytes"] = input_bytes = memory_files.fill_and_seal(guest.input, job["input_path"])
        memory_files.size_and_seal(guest.output, job["output_limit"])
        if self._is_sandbox():
            cpu_before, over = self._limit_sandbox(job, input_bytes)
        else:
            cpu_before, over = self._limit_guest(job)
        if guest.box is not None:
            guest.box.reset_peak()
        self._waits_before = self._waits()
        self._talk.send(job["guest"], os.pread(guest.input, input_bytes, 0) if self._is_sandbox() else b"")
        started, ended = self._wait_until_taken()
        if ended == "until":
            ended = self._watch_run(started, job, over)
        if ended == "deadline" and self._candidate is not None and select.select([self._candidate], [], [], 0)[0]:
            ended = self._wait_for_wrapper(job["log_limit"])
        wall_s = time.perf_counter() - started
        usage, exit_status = self._end_everyone()
        self._talk.drain()
        self._talk.messages.finish()
        seen = self._observation(job, started, wall_s, ended, exit_status, cpu_before, usage)
        return {"prepare_ms": (started - asked) * 1000, **seen}

    def _start_limit_s(self):
        return self._spec["start_limit_ms"] / 1000

    def _demand(self, is_so, otherwise):
        """What no candidate can be blamed for is the lab's own fault."""
        if not is_so:
            raise Fault(f"{otherwise}: {self._talk.log.text().strip() or 'it said nothing'}")

    def _wait_until_taken(self):
        """The moment from which the candidate's time counts. A sandbox is handed its input first."""
        sent, messages = time.perf_counter(), self._talk.messages
        ended = self._talk.watch(sent + self._start_limit_s(), until=lambda: messages.taken_at is not None)
        self._demand(messages.taken_at is not None, f"the guest did not take its job ({ended})")
        return messages.taken_at if self._is_sandbox() else sent, ended

    def _watch_run(self, started, job, over):
        """The wall limit is not charged with what the machine let the candidate wait for a processor, until a last deadline."""
        limit_s, last_s = job["wall_limit_ms"] / 1000, job["last_limit_ms"] / 1000
        while True:
            allowed_s = limit_s + self._waited_s
            ended = self._talk.watch(started + min(allowed_s, last_s), job["log_limit"], over=over)
            if ended != "deadline":
                return ended
            if allowed_s >= last_s:
                return "starved"
            waited_s = self._most_waited_s()
            if waited_s - self._waited_s < LEAST_EXTENSION_S:
                return ended
            self._waited_s = waited_s
            self._node.send({"event": "extended"})

    def _waits(self):
        """What the threads of the candidate have waited for a processor; of a sandbox, all of it."""
        pids = self._guest.box.members() if self._is_sandbox() else self._candidate_pids()
        return {thread: waited_s for pid in pids for thread, waited_s in processes.waits_for_a_processor(pid).items()}

    def _candidate_pids(self):
        """None once it has ended: its number may be another's by then."""
        return [] if select.select([self._candidate], [], [], 0)[0] else [self._candidate_pid]

    def _most_waited_s(self):
        """Of the thread that waited most since its job came: the others may have waited for that one."""
        return max((waited_s - self._waits_before.get(thread, 0.0) for thread, waited_s in self._waits().items()), default=0.0)

    def _is_sandbox(self):
        return self._spec["mode"] == launch.GVISOR

    def _limit_sandbox(self, job, input_bytes):
        """gVisor's kernel answers for its processes; the control group holds both, so it is given room for that kernel."""
        box, room = self._guest.box, self._spec["sandbox"]
        box.limit(job["memory_bytes"] + input_bytes + room["memory_bytes"], job["pids"] + room["pids"], job["cores"])
        # Not CPU: gVisor counts it by its own ticks, whether or not the host let it run. The control group's account is exact.
        job["guest"]["rlimits"] = {name: job["rlimits"][name] for name in launch.SANDBOX_LIMITS if name in job["rlimits"]}
        before, limit_s = box.cpu_seconds(), job["cpu_limit_ms"] / 1000
        return before, lambda: "cpu" if box.cpu_seconds() - before > limit_s else None

    def _limit_guest(self, job):
        """CPU time used so far, and what to look at while the candidate runs."""
        pid, box, uid = self._guest_pid(), self._guest.box, self._guest.uid
        self._candidate, self._candidate_pid = os.pidfd_open(pid), pid
        tree = {self._guest.pid, self._init_pid(), pid} - {None}
        used = sum(map(processes.cpu_seconds, tree))
        if box is not None:
            box.limit(job["memory_bytes"], job["pids"], job["cores"])
        processors = None if box is not None else limits.choose_processors(job["cores"], os.getpid())
        cpu_limit = int(-(-(used + job["cpu_limit_ms"] / 1000) // 1))
        limits.apply(pid, uid, job["rlimits"], cpu_limit, processors)
        if box is not None:
            return box.cpu_seconds(), None
        limit = job["memory_bytes"]
        # Where no control group holds the memory, this process looks at it now and then.
        return used, lambda: "memory" if processes.own_memory_bytes(pid) > limit else None

    def _guest_pid(self):
        if self._spec["mode"] == launch.DIRECT:
            return self._guest.pid
        inside = processes.children(self._init_pid())
        if len(inside) != 1:
            raise Fault(f"expected one guest inside the namespace, found {len(inside)}")
        return inside[0]

    def _init_pid(self):
        """The namespace's first process, as bubblewrap reports it."""
        self._read_status()
        for line in self._status_text.splitlines():
            if b"child-pid" in line:
                return json.loads(line)["child-pid"]
        return None

    def _read_status(self):
        try:
            while part := os.read(self._guest.status, 4096):
                self._status_text += part
        except BlockingIOError:
            pass

    def _wait_for_wrapper(self, log_limit):
        """A candidate that ended in time is not to blame for bubblewrap, which only has to tell how it ended."""
        ended = self._talk.watch(time.perf_counter() + EVERYONE_GONE_LIMIT_S, log_limit)
        self._demand(ended != "deadline", "the candidate ended in time, and bubblewrap did not")
        return ended

    def _end_everyone(self):
        """Kills the whole tree, once, and waits until nobody is left; only then is any output looked at."""
        self._end = self._end or self._kill_and_reap()
        return self._end

    def _kill_and_reap(self):
        guest, init = self._guest, self._init_pid()
        if self._is_sandbox() and not cgroups.empty(guest.box):
            raise Fault("the sandbox's control group does not become empty")
        exited = select.select([self._exited], [], [], 0)[0]
        if not exited:
            processes.kill(init if init is not None else guest.pid)
        if init is not None and init != guest.pid:
            processes.kill(init)
        if not exited:
            select.select([self._exited], [], [], 0.2)
            processes.kill(guest.pid)
        usage, status = self._reap()
        if guest.box is not None and not cgroups.empty(guest.box):
            raise Fault("the jail's control group does not become empty")
        return usage, status

    def _reap(self):
        """Waits for the whole tree. What is still there after a moment is an orphan of the tree, and is killed too.

        Whatever a guest starts, by whatever means, ends up as a child of this subreaper: once there is no child, nobody is left.

        Bubblewrap killed early in its start never lets its child go on, and that child hears of no end.
        """
        usage, status = {"cpu_s": 0.0, "peak_bytes": 0}, None
        now = time.monotonic()
        deadline, next_kill = now + EVERYONE_GONE_LIMIT_S, now + ORPHAN_KILL_INTERVAL_S
        while True:
            try:
                pid, code, used = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return usage, status
            if pid == 0:
                now = time.monotonic()
                if now > deadline:
                    raise Fault("a process of the jail does not end")
                if now > next_kill:
                    processes.kill_children()
                    next_kill = now + ORPHAN_KILL_INTERVAL_S
                time.sleep(0.0005)
                continue
            if pid == self._guest.pid:
                status = os.waitstatus_to_exitcode(code)
            usage["cpu_s"] += used.ru_utime + used.ru_stime
            usage["peak_bytes"] = max(usage["peak_bytes"], used.ru_maxrss * 1024)

    def _observation(self, job, started, wall_s, ended, exit_status, cpu_before, usage):
        box, messages = self._guest.box, self._talk.messages
        exit_code, signal = self._how_it_exited(exit_status)
        done = messages.done if ended == "exit" and exit_status == 0 and messages.error is None else None
        output_bytes = None
        if done is not None and done["bytes"] <= job["output_limit"]:
            output_bytes = done["bytes"]
            memory_files.copy_out(self._guest.output, output_bytes, job["output_path"])
        cpu_s = (box.cpu_seconds() if box is not None else usage["cpu_s"]) - cpu_before
        peak = box.peak_bytes() if box is not None else None
        return {
            "ended": ended,
            "exit_code": exit_code,
            "signal": signal,
            "wall_ms": wall_s * 1000,
            "waited_ms": self._waited_s * 1000,
            "cpu_ms": max(0.0, cpu_s) * 1000,
            "peak_bytes": peak if peak is not None else usage["peak_bytes"],
            "oom_kills": box.oom_kills() if box is not None else 0,
            "frame_ms": _differences(started, messages.frame_times),
            "failure": messages.failure,
            "done": messages.done,
            "protocol_error": messages.error,
            "output_bytes": output_bytes,
            "log": self._talk.log.text(),
            "log_bytes": self._talk.log.total,
        }

    def _how_it_exited(self, status):
        """(exit code, signal). Bubblewrap and runsc report a signal as 128 and its number, like a shell."""
        if status is None or status < 0:
            return None, status if status is None else -status
        if self._spec["mode"] != launch.DIRECT and 128 < status <= 128 + 64:
            return None, status - 128
        return status, None

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        """Leaves nobody and nothing behind, or says so; the uid's lock goes with this process."""
        try:
            self._end_everyone()
        except Fault as fault:
            raise LeftBehind(str(error or fault)) from fault
        if not self._guest.leave():
            raise LeftBehind(str(error or "the jail's control group cannot be removed"))


def _claim_device(path):
    """Locks a card until this process ends. Executors of one machine share the file, and so the lock."""
    try:
        device = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise Fault(f"the GPU is gone: {path}: {error.strerror}") from error
    try:
        fcntl.flock(device, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Fault(f"the GPU is taken: another run holds {path}") from error
    return device


def _differences(started, times):
    return [(later - earlier) * 1000 for earlier, later in zip([started, *times], times)]
