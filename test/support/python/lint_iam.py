"""Lints IAM documents: a JSON object from names to documents becomes one from names to findings."""

import json
import sys

from parliament import analyze_policy_string


def word(part):
    return f"{part['action']} needs {part['required_format']}" if isinstance(part, dict) else str(part)


def text(finding):
    detail = finding.detail
    if isinstance(detail, list):
        detail = " ".join(dict.fromkeys(word(part) for part in detail))
    return f"{finding.issue}: {detail or finding.location.get('string', '')}"


def findings(document):
    return [text(finding) for finding in analyze_policy_string(json.dumps(document)).findings]


json.dump({name: findings(document) for name, document in json.load(sys.stdin).items()}, sys.stdout)
