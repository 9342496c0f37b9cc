"""codeckit: building blocks of video codecs on numpy, importable in every jail.

Standard library and numpy only. Whatever encoder and decoder must agree on is integer arithmetic, or exact in
float64 (integers below 2^53). Import the modules: `from codeckit import rans, contexts, transforms`.
`summary()` lists every public name with its signature and first line; `help(codeckit.rans)` tells more.

Order of what pays, from trials on intra coding: mixed contexts and rANS first, then block sizes, log-cost mode decision,
RDOQ, decoder-side filter, then motion.
"""
import importlib
import inspect

__version__ = "1.0.0"

MODULES = (
    "bits", "rans", "contexts", "symbols", "coefficients", "modes", "planes", "transforms", "wavelet", "quant", "intra",
    "intra_plane", "motion", "inter_plane", "filters",
)
"""All modules, in the order in which a codec meets them."""


def summary():
    """Every public function and class: module by module, signature and first line of its documentation."""
    lines = [f"codeckit {__version__} (numpy; `from codeckit import {', '.join(MODULES)}`)"]
    for name in MODULES:
        module = importlib.import_module(f"codeckit.{name}")
        lines.append(f"\ncodeckit.{name}: {_first_line(module)}")
        for label, value in vars(module).items():
            if label.startswith("_") or getattr(value, "__module__", None) != module.__name__:
                continue
            lines.append(f"  {label}{_signature(value)}: {_first_line(value)}")
            if inspect.isclass(value):
                lines += _methods(value)
    return "\n".join(lines)


def _methods(cls):
    found = [(n, f) for n, f in vars(cls).items() if inspect.isfunction(f) and not n.startswith("_") and f.__doc__]
    return [f"    .{name}{_signature(f).replace('(self, ', '(').replace('(self)', '()')}: {_first_line(f)}" for name, f in found]


def _signature(value):
    try:
        return str(inspect.signature(value))
    except (TypeError, ValueError):
        return ""


def _first_line(value):
    return " ".join((inspect.getdoc(value) or "").split("\n\n")[0].split())
