"""Says for each text of a JSON list on standard input whether this interpreter compiles it. Nothing is executed."""

import json
import sys
import warnings

warnings.simplefilter("ignore")


def compiles(text):
    try:
        compile(text, "codec.py", "exec", dont_inherit=True)
        return True
    except (SyntaxError, ValueError):
        return False


print(json.dumps([compiles(text) for text in json.load(sys.stdin)]))
