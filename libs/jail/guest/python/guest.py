"""The shim inside a Python jail: one process, one side of one run.

It loads the libraries, puts up the last walls, says that it is ready, and only then is handed the candidate. From
there on it shares its process with hostile code: the supervisor outside trusts none of what it says.
"""

import faulthandler
import importlib
import importlib.machinery
import os
import resource
import site
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import candidate
import channel
import failures
import wall

EXIT_FAILED = 1
EXIT_NO_WALL = 120


class ListedPackages:
    """Finds the packages that are meant to be inside, and no other, though folders may show more names than may be read."""

    def __init__(self, names, path):
        self._names = frozenset(names)
        self._path = path

    def find_spec(self, name, path=None, target=None):
        if path is not None or name not in self._names:
            return None
        return importlib.machinery.PathFinder.find_spec(name, self._path, target)


def put_up_walls(setup):
    sys.meta_path.append(ListedPackages(setup["packages"], setup["path"]))
    if setup["landlock"] is not None:
        wall.restrict_files(**setup["landlock"])
    modules = [importlib.import_module(name) for name in setup["preload"]]
    importlib.import_module("sides")
    sys.path.remove(HERE)
    wall.install_filter(bytes.fromhex(setup["filter"]))
    return {module.__name__: str(getattr(module, "__version__", "")) for module in modules}


def be_an_ordinary_python():
    """What `python3` itself would do and `-S` left out, and what makes a log readable after a crash."""
    site.setquit()
    sys.stdout.reconfigure(line_buffering=True)
    faulthandler.enable(all_threads=False)


def prepare():
    channel.arrange()
    os.closerange(channel.OUTPUT + 1, 4096)
    be_an_ordinary_python()
    setup = channel.receive()
    try:
        versions = put_up_walls(setup)
    except OSError as error:
        sys.stderr.write(f"the guest cannot put up its walls: {error}\n")
        os._exit(EXIT_NO_WALL)
    channel.send_ready({"interpreter": f"CPython {sys.version.split()[0]}", "libraries": versions})


def keep_limits(rlimits):
    """In a sandbox nobody outside can set them."""
    for name, value in rlimits.items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))


def run(job):
    import sides

    os.close(channel.MESSAGES_IN)
    try:
        module = candidate.load(job["code"], job["line_map"])
        function = sides.entry_point(module, job["api"], job["side"])
        length, packets = sides.RUNNERS[(job["api"], job["side"])](function, job)
    except BaseException as error:
        channel.send_failure(failures.describe(error, candidate.FILE_NAME, sides.Progress.frame))
        return EXIT_FAILED
    channel.send_done(length, packets)
    return 0


def main():
    prepare()
    job = channel.receive()
    channel.fetch_input(job["input_bytes"])
    keep_limits(job.get("rlimits", {}))
    channel.send_taken()
    code = run(job)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


main()
