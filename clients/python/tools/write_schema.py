"""Writes src/codecsmith/schema.py from a lab's OpenAPI document.

Usage: python3 tools/write_schema.py FILE|URL [OUT.py]; the URL is that of a running lab with /api/openapi.json behind it.
"""

from __future__ import annotations

import json
import keyword
import sys
from pathlib import Path
from typing import Any
from urllib.request import urlopen

HEADER = '''"""Shapes of a lab's answers. Made from its OpenAPI document by tools/write_schema.py; do not edit."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict, Union
'''
SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


class Writer:
    """Turns component schemas into TypedDicts, inner objects into TypedDicts of their own."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.names: set[str] = set()

    def component(self, name: str, schema: dict[str, Any]) -> None:
        if is_record(schema):
            self.record(name, schema)
        else:
            self.parts.append(f"{name}: TypeAlias = {self.type_of(schema, name)!r}")

    def record(self, name: str, schema: dict[str, Any]) -> str:
        self.names.add(name)
        required = set(schema.get("required", []))
        fields = {}
        for key, value in sorted(schema["properties"].items()):
            type_ = self.type_of(value, name + key[:1].upper() + key[1:])
            fields[key] = type_ if key in required else f"NotRequired[{type_}]"
        if all(key.isidentifier() and not keyword.iskeyword(key) for key in fields):
            lines = [f"class {name}(TypedDict):", *(f"    {key}: {type_}" for key, type_ in fields.items())]
        else:
            lines = [f"{name} = TypedDict({name!r}, {{", *(f"    {k!r}: {t!r}," for k, t in fields.items()), "})"]
        self.parts.append("\n".join(lines))
        return name

    def type_of(self, schema: dict[str, Any], name: str) -> str:
        if "$ref" in schema:
            return schema["$ref"].rsplit("/", 1)[1]
        if "const" in schema:
            return f"Literal[{schema['const']!r}]"
        if "enum" in schema:
            return f"Literal[{', '.join(repr(value) for value in schema['enum'])}]"
        for key in ("anyOf", "oneOf"):
            if key in schema:
                return union([self.type_of(one, f"{name}{at or ''}") for at, one in enumerate(schema[key])])
        if isinstance(schema.get("type"), list):
            return union([self.type_of({**schema, "type": one}, name) for one in schema["type"]])
        if is_record(schema):
            return self.record(self.free(name), schema)
        if schema.get("type") == "object":
            inner = schema.get("additionalProperties")
            return f"dict[str, {self.type_of(inner, name + 'Value') if isinstance(inner, dict) and inner else 'Any'}]"
        if schema.get("type") == "array":
            return f"list[{self.type_of(schema['items'], name + 'Item') if schema.get('items') else 'Any'}]"
        return SCALARS.get(schema.get("type", ""), "Any")

    def free(self, name: str) -> str:
        while name in self.names:
            name += "Item"
        return name


def is_record(schema: dict[str, Any]) -> bool:
    return schema.get("type") == "object" and bool(schema.get("properties"))


def union(types: list[str]) -> str:
    unique = list(dict.fromkeys(types))
    return unique[0] if len(unique) == 1 else f"Union[{', '.join(unique)}]"


def python_name(name: str) -> str:
    return "".join(character if character.isalnum() else "_" for character in name)


def main(source: str, target: str) -> None:
    text = urlopen(source).read() if source.startswith("http") else Path(source).read_text()
    schemas = json.loads(text)["components"]["schemas"]
    writer = Writer()
    writer.names.update(schemas)
    for name in sorted(schemas):
        writer.component(python_name(name), schemas[name])
    Path(target).write_text(HEADER + "".join(f"\n\n{part}\n" for part in writer.parts))


if __name__ == "__main__":
    here = Path(__file__).parent.parent
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else str(here / "src/codecsmith/schema.py"))
