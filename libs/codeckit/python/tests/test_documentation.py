"""Examples in the documentation run; every public name is documented."""
import doctest
import importlib
import inspect
import unittest

import codeckit


class Documentation(unittest.TestCase):
    def test_examples_run(self):
        for name in codeckit.MODULES:
            outcome = doctest.testmod(importlib.import_module(f"codeckit.{name}"))
            self.assertEqual(outcome.failed, 0, name)

    def test_every_public_name_says_what_it_is(self):
        silent = []
        for name in codeckit.MODULES:
            module = importlib.import_module(f"codeckit.{name}")
            for label, value in vars(module).items():
                own = getattr(value, "__module__", None) == module.__name__
                if own and not label.startswith("_") and not inspect.getdoc(value):
                    silent.append(f"{name}.{label}")
        self.assertEqual(silent, [])


if __name__ == "__main__":
    unittest.main()
