"""Lists the files that a Python needs, so that a jail can hold them and nothing else of the host.

    python3 -S -s -P closure.py    on stdin {"modules": [...]} or {"program": PATH, "objects": [...]}

The answer is a JSON object on stdout. For modules: run by the very interpreter that the guest will use. Directories are the standard library and the packages that the
modules turn out to load; files are the interpreter and every shared library that any of these needs.
"""

import importlib
import json
import os
import site
import subprocess
import sys
import sysconfig

# Extension modules whose libraries no codec needs: they stay unimportable inside.
LEFT_OUT = ("_ssl", "_sqlite3", "_curses", "_curses_panel", "readline", "nis", "_dbm", "_gdbm", "_tkinter", "ossaudiodev")


def standard_library():
    paths = sysconfig.get_paths()
    return sorted({os.path.realpath(paths["stdlib"]), os.path.realpath(paths["platstdlib"])})


def foreign_folders(library):
    """Where third-party packages lie inside the standard library's own folder."""
    candidates = [os.path.join(folder, name) for folder in library for name in ("site-packages", "dist-packages")]
    return [folder for folder in candidates if os.path.isdir(folder) and os.listdir(folder)]


def entries_without(folders, hidden):
    """The folders, split into their entries where something hidden lies inside."""
    split = {os.path.dirname(path) for path in hidden}
    whole = [folder for folder in folders if folder not in split]
    entries = [os.path.join(folder, name) for folder in folders if folder in split for name in os.listdir(folder)]
    return whole + [path for path in entries if path not in hidden]


def packages(modules, library):
    """Top-level files and folders outside the standard library that importing `modules` loads."""
    missing, found, homes = {}, set(), [path for path in site.getsitepackages() if path not in library]
    for name in modules:
        try:
            importlib.import_module(name)
        except Exception as error:
            missing[name] = f"{type(error).__name__}: {error}"
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        home = next((path for path in homes if file is not None and file.startswith(path + os.sep)), None)
        if home is not None:
            found.add(os.path.join(home, file[len(home) + 1 :].split(os.sep)[0]))
    for path in list(found):
        libraries = path + ".libs"  # where binary wheels keep what they bring along
        if os.path.isdir(libraries):
            found.add(libraries)
    return sorted(found), missing


def shared_objects(path):
    if os.path.isfile(path):
        return [path] if ".so" in os.path.basename(path) else []
    found = []
    for folder, _, names in os.walk(path):
        found += [os.path.join(folder, name) for name in names if ".so" in name]
    return found


def linked_libraries(objects):
    """What shared objects that are links point to, by the name they give it: a package may link to the system's own."""
    links = [path for path in objects if os.path.islink(path) and os.path.exists(path)]
    return {os.path.normpath(os.path.join(os.path.dirname(path), os.readlink(path))): os.path.realpath(path) for path in links}


def _left_out(path):
    return os.path.basename(path).split(".")[0] in LEFT_OUT


def needed_libraries(objects):
    """Path by name of everything that the dynamic loader would load for these files."""
    needed = {}
    for start in range(0, len(objects), 50):
        listing = subprocess.run(["ldd", *objects[start : start + 50]], capture_output=True, text=True, check=False).stdout
        for line in listing.splitlines():
            words = line.split()
            if len(words) >= 3 and words[1] == "=>" and words[2].startswith("/"):
                needed[words[2]] = os.path.realpath(words[2])
            elif words and words[0].startswith("/") and "ld-" in words[0]:
                needed[words[0]] = os.path.realpath(words[0])
    return needed


def of_modules(modules):
    sys.path += site.getsitepackages()  # the folders only: no .pth file gets to run code
    library = standard_library()
    folders, missing = packages(modules, library)
    interpreter, hidden = os.path.realpath(sys.executable), foreign_folders(library)
    entries = entries_without(library, hidden) + folders
    objects = [interpreter] + [file for path in entries for file in shared_objects(path) if not _left_out(file)]
    files = {interpreter: interpreter, **linked_libraries(objects), **needed_libraries(objects)}
    shown = tuple(path + os.sep for path in library + folders)
    return {
        "interpreter": interpreter,
        "folders": library + folders,
        "hidden": hidden,
        "entries": entries,
        "path": sorted({os.path.dirname(path) for path in folders}),
        "files": _as_list({target: source for target, source in files.items() if not target.startswith(shown)}),
        "missing": missing,
    }


def of_program(program, objects):
    """A program that needs nothing but shared libraries; `objects` are further files whose libraries it will need."""
    files = {program: program, **needed_libraries([program, *objects])}
    nothing = {"folders": [], "hidden": [], "entries": [], "path": [], "missing": {}}
    return {"interpreter": program, "files": _as_list(files), **nothing}


def _as_list(files):
    return [{"target": target, "source": source} for target, source in sorted(files.items())]


def main():
    request = json.load(sys.stdin)
    closure = of_program(**request) if "program" in request else of_modules(request["modules"])
    json.dump({"version": list(sys.version_info[:3]), **closure}, sys.stdout)


main()
