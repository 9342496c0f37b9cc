"""codeckit: building blocks of video codecs on numpy, importable in every jail.

Standard library and numpy only. Whatever encoder and decoder must agree on is integer arithmetic, or exact in
float64 (integers below 2^53). Import the modules: `from codeckit import rans, contexts, transforms`.
`python3 -m codeckit` lists every public name with signature and first line; `help(codeckit.rans)` tells more.

What pays, from trials: mixed contexts and rANS first, then block sizes, log-cost mode decision, RDOQ, decoder-side
filter; motion compensation on top of all of them for anything that is not all-intra.
"""

__version__ = "1.0.0"

MODULES = (
    "bits",
    "rans",
    "contexts",
    "symbols",
    "coefficients",
    "modes",
    "planes",
    "transforms",
    "wavelet",
    "quant",
    "intra",
    "intra_plane",
    "picture",
    "motion",
    "inter_plane",
    "inter_picture",
    "filters",
)
"""All modules, in the order in which a stranger should meet them."""
