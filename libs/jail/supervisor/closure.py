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


def package_folders():
    """Where this Python looks for packages. Without `site` at work, a virtual environment has to be seen by its file."""
    environment = os.path.dirname(os.path.dirname(os.path.abspath(sys.executable)))
    settings = os.path.join(environment, "pyvenv.cfg")
    if not os.path.isfile(settings):
        return site.getsitepackages()
    with open(settings, encoding="utf-8") as file:
        pairs = dict(line.split("=", 1) for line in file.read().replace(" ", "").lower().splitlines() if "=" in line)
    own = os.path.join(environment, "lib", f"python{sys.version_info[0]}.{sys.version_info[1]}", "site-packages")
    return [own] + (site.getsitepackages() if pairs.get("include-system-site-packages") == "true" else [])


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


def packages(modules, library, homes):
    """Top-level files and folders outside the standard library that importing `modules` loads."""
    missing, found = {}, set()
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
    return sorted(found | _brought_along(found)), missing


def _brought_along(found):
    """Where binary wheels keep the libraries that they bring."""
    return {path + ".libs" for path in found if os.path.isdir(path + ".libs")}


def owners(libraries, homes):
    """Top-level folders of packages that hold libraries of other packages: these load further ones from there by name."""
    for path in libraries:
        home = next((home for home in homes if path.startswith(home + os.sep)), None)
        if home is not None:
            yield os.path.join(home, path[len(home) + 1 :].split(os.sep)[0])


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
                needed[os.path.normpath(words[2])] = os.path.realpath(words[2])
            elif words and words[0].startswith("/") and "ld-" in words[0]:
                needed[words[0]] = os.path.realpath(words[0])
    return needed


def of_modules(modules):
    library = standard_library()
    homes = [path for path in package_folders() if path not in library]
    sys.path += homes  # the folders only: no .pth file gets to run code
    folders, missing = packages(modules, library, homes)
    interpreter, hidden = os.path.realpath(sys.executable), foreign_folders(library)
    entries = entries_without(library, hidden) + folders
    objects = [interpreter] + [file for path in entries for file in shared_objects(path) if not _left_out(file)]
    files = {interpreter: interpreter, **linked_libraries(objects), **needed_libraries(objects)}
    further = sorted(set(owners(files, homes)) - set(folders))
    folders, entries = folders + further, entries + further
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
