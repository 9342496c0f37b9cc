"""Turns the candidate's text into a module, with the author's own line numbers."""

import ast
import sys
import types

from failures import remember_source

MODULE_NAME = "codec"
FILE_NAME = "codec.py"


def _renumber(tree, line_map):
    for node in ast.walk(tree):
        for field in ("lineno", "end_lineno"):
            number = getattr(node, field, None)
            if number is not None and number <= len(line_map):
                setattr(node, field, line_map[number - 1])
    return tree


def _quotable_lines(code, line_map):
    numbered = enumerate(code.split("\n"), start=1)
    if not line_map:
        return dict(numbered)
    return {line_map[number - 1]: text for number, text in numbered if number <= len(line_map)}


def _compile(code, line_map):
    if not line_map:
        return compile(code, FILE_NAME, "exec", dont_inherit=True)
    try:
        tree = ast.parse(code, FILE_NAME)
    except SyntaxError as error:
        if error.lineno and error.lineno <= len(line_map):
            error.lineno = line_map[error.lineno - 1]
        raise
    return compile(_renumber(tree, line_map), FILE_NAME, "exec", dont_inherit=True)


def load(code, line_map):
    """Runs the module body once; its state then lives as long as this process."""
    remember_source(FILE_NAME, _quotable_lines(code, line_map))
    module = types.ModuleType(MODULE_NAME)
    module.__file__ = FILE_NAME
    sys.modules[MODULE_NAME] = module
    exec(_compile(code, line_map), module.__dict__)
    return module
