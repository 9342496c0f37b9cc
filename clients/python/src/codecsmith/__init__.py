"""Client of a codecsmith laboratory.

>>> from codecsmith import Lab
>>> lab = Lab.local()                                    # doctest: +SKIP
>>> lab.submit("codec.py", clips=["harbour"]).wait().score   # doctest: +SKIP
"""

from .experiment import Experiment, Failed
from .lab import Lab
from .transport import LabError, LabProblem, LabUnreachable, UnexpectedAnswer

__all__ = ["Experiment", "Failed", "Lab", "LabError", "LabProblem", "LabUnreachable", "UnexpectedAnswer"]
