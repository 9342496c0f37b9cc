"""`python3 -m codeckit` prints the summary."""
from . import summary

print(summary())
