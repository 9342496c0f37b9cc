"""One jail from start to end: start a guest, wait for work, run it once, end every process, report what was seen."""

import json
import os
import select
import struct
import time

import cgroups
import launch
import limits
import memory_files
import processes
import streams

EVERYONE_GONE_LIMIT_S = 5.0
LOOK_INTERVAL_S = 1.0
MEMORY_INTERVAL_S = 0.02


class Fault(Exception):
    """The lab's own failure: no candidate was at work, or its result cannot be known."""


class Jail:
    def __init__(self, spec, node):
        self._spec = spec
        self._node = node
        self._log = streams.Log()
        self._messages = streams.Messages(time.perf_counter)
        self._status_text = b""
        self._began = time.perf_counter()
        self._guest = launch.start(spec)
        self._exited = os.pidfd_open(self._guest.pid)
        for fd in (self._guest.messages_out, self._guest.log, self._guest.status):
            os.set_blocking(fd, False)

    def warm_up(self):
        """Sends the set-up and waits until the guest has loaded its libraries and stands behind all walls."""
        self._send(self._spec["setup"])
        deadline = self._began + self._spec["start_limit_ms"] / 1000
        ended = self._watch(deadline, until=lambda: self._messages.ready is not None)
        if ended != "until":
            self._end_everyone()
            raise Fault(f"the guest did not get ready ({ended}): {self._log.text().strip() or 'it said nothing'}")
        return {"start_ms": (time.perf_counter() - self._began) * 1000, "guest": self._messages.ready}

    def run(self, job):
        """Runs the candidate once and returns everything that was seen from outside."""
        asked, guest = time.perf_counter(), self._guest
        if select.select([self._exited], [], [], 0)[0]:
            self._end_everyone()
            raise Fault("the guest died while it waited for work")
        job["guest"]["input_bytes"] = memory_files.fill_and_seal(guest.input, job["input_path"])
        memory_files.size_and_seal(guest.output, job["output_limit"])
        guest_pid = self._guest_pid()
        cpu_before = self._prepare_limits(guest_pid, job)
        if guest.box is not None:
            guest.box.reset_peak()
        started = time.perf_counter()
        self._send(job["guest"])
        over_memory = self._memory_watch(guest_pid, job["memory_bytes"])
        ended = self._watch(started + job["wall_limit_ms"] / 1000, job["log_limit"], over_memory=over_memory)
        wall_s = time.perf_counter() - started
        usage, exit_status = self._end_everyone()
        self._drain()
        self._messages.finish()
        seen = self._observation(job, started, wall_s, ended, exit_status, cpu_before, usage)
        return {"prepare_ms": (started - asked) * 1000, **seen}

    def end(self):
        """Ends a jail that got no work."""
        self._end_everyone()

    def _prepare_limits(self, pid, job):
        box, uid = self._guest.box, self._guest.uid
        tree = {self._guest.pid, self._init_pid(), pid} - {None}
        used = sum(map(processes.cpu_seconds, tree))
        if box is not None:
            box.limit(job["memory_bytes"], job["pids"], job["cores"])
        processors = None if box is not None else limits.choose_processors(job["cores"], os.getpid())
        cpu_limit = int(-(-(used + job["cpu_limit_ms"] / 1000) // 1))
        limits.apply(pid, uid, job["rlimits"], cpu_limit, processors)
        return box.cpu_seconds() if box is not None else used

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

    def _send(self, message):
        data = json.dumps(message).encode()
        view = memoryview(struct.pack("<I", len(data)) + data)
        try:
            while view:
                view = view[os.write(self._guest.messages_in, view) :]
        except BrokenPipeError:
            pass  # the guest is gone; the watch that follows sees how

    def _memory_watch(self, pid, limit):
        """Where no control group holds the memory, this process looks at it now and then."""
        if self._guest.box is not None:
            return None
        return lambda: processes.own_memory_bytes(pid) > limit

    def _watch(self, deadline, log_limit=16 << 20, until=lambda: False, over_memory=None):
        """Reads what the guest says until it exits, the time is over, or something must end it."""
        interval_s = LOOK_INTERVAL_S if over_memory is None else MEMORY_INTERVAL_S
        poll = select.poll()
        for fd in (self._guest.messages_out, self._guest.log, self._exited, self._node.fileno()):
            poll.register(fd, select.POLLIN)
        while True:
            left = deadline - time.perf_counter()
            if left <= 0:
                return "deadline"
            ready = {fd for fd, _ in poll.poll(min(left, interval_s) * 1000 + 1)}
            if self._node.fileno() in ready and self._node.wants_to_stop():
                return "cancelled"
            for fd in ready & {self._guest.messages_out, self._guest.log}:
                if not self._read_once(fd):
                    poll.unregister(fd)
            if self._messages.error is not None:
                return "protocol"
            if self._log.total > log_limit:
                return "log"
            if over_memory is not None and over_memory():
                return "memory"
            if until():
                return "until"
            if self._exited in ready:
                return "exit"

    def _read_once(self, fd):
        try:
            data = os.read(fd, 1 << 16)
        except BlockingIOError:
            return True
        (self._log if fd == self._guest.log else self._messages).add(data)
        return bool(data)

    def _drain(self):
        for fd in (self._guest.messages_out, self._guest.log):
            while self._read_pending(fd):
                pass

    def _read_pending(self, fd):
        try:
            return self._read_once(fd) if select.select([fd], [], [], 0)[0] else False
        except OSError:
            return False

    def _end_everyone(self):
        """Kills the whole tree and waits until nobody is left; only then is any output looked at."""
        guest, init = self._guest, self._init_pid()
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
        if guest.uid is not None:
            processes.kill_all_of(guest.uid)
        return usage, status

    def _reap(self):
        usage, status = {"cpu_s": 0.0, "peak_bytes": 0}, None
        deadline = time.monotonic() + EVERYONE_GONE_LIMIT_S
        while True:
            try:
                pid, code, used = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return usage, status
            if pid == 0:
                if time.monotonic() > deadline:
                    raise Fault("a process of the jail does not end")
                time.sleep(0.0005)
                continue
            if pid == self._guest.pid:
                status = os.waitstatus_to_exitcode(code)
            usage["cpu_s"] += used.ru_utime + used.ru_stime
            usage["peak_bytes"] = max(usage["peak_bytes"], used.ru_maxrss * 1024)

    def _observation(self, job, started, wall_s, ended, exit_status, cpu_before, usage):
        box, messages = self._guest.box, self._messages
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
            "cpu_ms": max(0.0, cpu_s) * 1000,
            "peak_bytes": peak if peak is not None else usage["peak_bytes"],
            "oom_kills": box.oom_kills() if box is not None else 0,
            "frame_ms": _differences(started, messages.frame_times),
            "failure": messages.failure,
            "done": messages.done,
            "protocol_error": messages.error,
            "output_bytes": output_bytes,
            "log": self._log.text(),
            "log_bytes": self._log.total,
        }

    def _how_it_exited(self, status):
        """(exit code, signal). Bubblewrap reports a signal as 128 and its number, like a shell."""
        if status is None or status < 0:
            return None, status if status is None else -status
        if self._spec["mode"] == launch.BUBBLEWRAP and 128 < status <= 128 + 64:
            return None, status - 128
        return status, None

    def close(self):
        """Removes the control group; the uid's lock goes with this process."""
        if self._guest.box is not None and not self._guest.box.remove():
            raise Fault("the jail's control group cannot be removed")


def _differences(started, times):
    return [(later - earlier) * 1000 for earlier, later in zip([started, *times], times)]
