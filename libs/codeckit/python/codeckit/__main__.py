"""`python3 -m codeckit` prints every public name: module by module, signature and documentation, without its examples."""
import importlib
import inspect
import re

from . import MODULES, __version__


def summary():
    """The text that prompts show."""
    lines = [f"codeckit {__version__}: from codeckit import {', '.join(MODULES)}"]
    for name in MODULES:
        module = importlib.import_module(f"codeckit.{name}")
        lines += ["", f"codeckit.{name}: {_about(module)}"]
        for label, value in vars(module).items():
            if not label.startswith("_") and getattr(value, "__module__", None) == module.__name__:
                lines.append(f"  {label}{_signature(value)}: {_about(value)}")
                lines += _methods(value)
    return "\n".join(lines)


def _methods(value):
    if not inspect.isclass(value):
        return []
    found = [(n, f) for n, f in vars(value).items() if inspect.isfunction(f) and n[0] != "_" and f.__doc__]
    return [f"    .{name}{_signature(f)}: {_about(f)}" for name, f in found]


def _signature(value):
    return str(inspect.signature(value)).replace("(self, ", "(").replace("(self)", "()")


def _about(value):
    return " ".join(_EXAMPLE.split(inspect.getdoc(value) or "")[0].split())


_EXAMPLE = re.compile(r"^(?:Example.*\n)?\s*>>>", re.MULTILINE)


if __name__ == "__main__":
    print(summary())
