"""What went wrong, told to the supervisor. It is a hint for people: nothing said from in here grants a result."""

import linecache
import sys
import traceback

MESSAGE_LIMIT = 2000


class InvalidOutput(Exception):
    """The candidate returned something that the contract does not allow."""


def _clip(text):
    return text if len(text) <= MESSAGE_LIMIT else text[:MESSAGE_LIMIT] + "…"


def _message_of(error):
    try:
        text = str(error)
    except BaseException:  # a hostile or broken __str__
        text = "(its message cannot be shown)"
    name = type(error).__name__
    return _clip(f"{name}: {text}" if text else name)


def _author_line(error, filename):
    if isinstance(error, SyntaxError) and error.filename == filename:
        return error.lineno
    line = None
    step = error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == filename:
            line = step.tb_lineno
        step = step.tb_next
    return line


def _without_shim(error, filename):
    step = error.__traceback__
    while step is not None and step.tb_frame.f_code.co_filename != filename:
        step = step.tb_next
    return step


def remember_source(filename, lines):
    """Lets tracebacks quote the candidate's text. `lines` maps line numbers to text."""
    numbered = [lines.get(number, "") + "\n" for number in range(1, max(lines, default=0) + 1)]
    linecache.cache[filename] = (sum(map(len, numbered)), None, numbered, filename)


def describe(error, filename, frame):
    """A failure as the supervisor takes it, after its traceback went to the log. Never fails, whatever was raised."""
    try:
        return _describe(error, filename, frame)
    except BaseException:
        return {"kind": "exception", "message": "raised something that cannot be described", "line": None, "frame": frame}


def _is_gpu_memory(error):
    """torch raises a class of its own, or a RuntimeError with CUDA's words."""
    text = str(error) if isinstance(error, RuntimeError) else ""
    return "CUDA out of memory" in text or "CUDA error: out of memory" in text


def _describe(error, filename, frame):
    kind = "exception"
    if isinstance(error, MemoryError):
        kind = "memory"
    elif isinstance(error, InvalidOutput):
        kind = "invalid"
    elif _is_gpu_memory(error):
        kind = "gpu_memory"
    if kind == "exception":
        try:
            traceback.print_exception(type(error), error, _without_shim(error, filename), limit=-20, file=sys.stderr)
        except BaseException:
            pass
    message = str(error) if kind == "invalid" else _message_of(error)
    return {"kind": kind, "message": message, "line": _author_line(error, filename), "frame": frame}
