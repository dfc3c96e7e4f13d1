"""Reads what resources a Python SDK of Pulumi's has: their tokens, properties and secrets.

Argument: folder of the unpacked wheel. Input: {"package": name, "classes": {class: module}}. The files are parsed, never
run. Output: {class: {"token", "secrets", "properties": {name: {"type", "usage", "deprecated"}}}}, in the words of
sdks/gitlab/schema.ts.
"""

import ast
import json
import sys
from pathlib import Path

PLAIN = {"str": "string", "int": "number", "bool": "boolean"}


def classes(path):
    return {node.name: node for node in ast.parse(path.read_text()).body if isinstance(node, ast.ClassDef)}


def getters(node):
    """Names on the wire, with the annotation of their type and whether they are deprecated."""
    found = {}
    for method in node.body:
        if not isinstance(method, ast.FunctionDef):
            continue
        decorators = [ast.unparse(decorator) for decorator in method.decorator_list]
        getter = next((text for text in decorators if text.startswith("pulumi.getter")), None)
        if getter is None:
            continue
        call = ast.parse(getter, mode="eval").body
        name = call.keywords[0].value.value if isinstance(call, ast.Call) else method.name
        deprecated = any("deprecated" in text for text in decorators)
        found[name] = (ast.unparse(method.returns).replace("_builtins.", ""), deprecated)
    return found


def bare(annotation):
    """The type without what says how it is given."""
    for wrapper in ("pulumi.Input", "pulumi.Output", "Optional"):
        if annotation.startswith(wrapper + "["):
            return bare(annotation[len(wrapper) + 1 : -1])
    return annotation


def type_of(annotation, inputs):
    annotation = bare(annotation)
    if annotation in PLAIN:
        return PLAIN[annotation]
    if annotation.startswith("Sequence["):
        return {"list": type_of(annotation[len("Sequence[") : -1], inputs)}
    if annotation.startswith("Mapping[str, "):
        return {"map": type_of(annotation[len("Mapping[str, ") : -1], inputs)}
    members = getters(inputs[annotation.strip("'")])
    return {
        "object": {
            name: {"type": type_of(text, inputs), "usage": "optional" if "Optional[" in text.split("Sequence")[0] else "required"}
            for name, (text, deprecated) in members.items()
            if not deprecated
        }
    }


def usage_of(given, got):
    if given is None:
        return "computed"
    if not given.startswith("pulumi.Input[Optional["):
        return "required"
    return "optional" if got.startswith("pulumi.Output[Optional[") else "defaulted"


def resource(path, name, inputs):
    found = classes(path)
    resource_class = found[name]
    # Where an input of another resource has that name already, the generator calls it otherwise.
    given = getters(found.get(f"{name}InitArgs") or found[f"{name}Args"])
    secrets = [
        keyword.value
        for node in ast.walk(resource_class)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "additional_secret_outputs"
    ]
    token = next(decorator for decorator in resource_class.decorator_list if "type_token" in ast.unparse(decorator))
    return {
        "token": token.args[0].value,
        "secrets": ast.literal_eval(secrets[0]) if secrets else [],
        "properties": {
            key: {
                "type": type_of(given[key][0] if key in given else got, inputs),
                "usage": usage_of(given[key][0] if key in given else None, got),
                "deprecated": deprecated,
            }
            for key, (got, deprecated) in getters(resource_class).items()
        },
    }


def main():
    asked = json.load(sys.stdin)
    folder = Path(sys.argv[1]) / asked["package"]
    inputs = classes(folder / "_inputs.py")
    plugin = json.loads((folder / "pulumi-plugin.json").read_text())
    found = {name: resource(folder / f"{module}.py", name, inputs) for name, module in asked["classes"].items()}
    provider = classes(folder / "provider.py")["ProviderArgs"]
    json.dump({"plugin": plugin, "resources": found, "provider": sorted(getters(provider))}, sys.stdout)


main()
