"""Reads Terraform files: a JSON list of paths becomes the JSON list of their contents, as Terraform's own JSON syntax."""

import json
import sys

import hcl2


def plain(value):
    """Without the marks of blocks and the quotes around names and strings."""
    if isinstance(value, dict):
        return {plain(key): plain(inner) for key, inner in value.items() if key not in ("__is_block__", "__comments__")}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, str) and len(value) > 1 and value[0] == value[-1] == '"':
        return value[1:-1]
    return value


documents = []
for path in json.load(sys.stdin):
    with open(path, encoding="utf-8") as file:
        documents.append(plain(hcl2.load(file)))
json.dump(documents, sys.stdout)
