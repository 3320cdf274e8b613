"""Imports service models of botocore: one JSON file a service, without documentation.

Usage: python3 import_models.py [service ...]            models for the generator (default: all of customizations.json)
       python3 import_models.py --strict [service ...]   models with constraints for tests/Strict (default: all there)

It reads the models of the installed botocore package. The result is committed, so that neither a build nor
CI needs Python. Models of the services marked "compare" go to the tests, which hold the generator against the
official packages of those services.
"""

import gzip
import json
import sys
from pathlib import Path

import botocore

HERE = Path(__file__).resolve().parent
SDK = HERE.parent
COMPARE = SDK.parent / "tests" / "Sdk" / "models"
STRICT = SDK.parent / "tests" / "Strict" / "models"
DATA = Path(botocore.__file__).parent / "data"

METADATA = ("apiVersion", "endpointPrefix", "signingName", "serviceId", "xmlNamespace", "targetPrefix", "jsonVersion")
OPERATION = ("endpoint", "authtype", "requestcompression", "httpChecksumRequired")
SHAPE = {
    "type", "members", "shape", "member", "key", "value", "locationName", "location", "flattened", "enum", "payload",
    "exception", "error", "fault", "streaming", "timestampFormat", "idempotencyToken", "xmlNamespace", "xmlAttribute",
    "document", "eventstream", "jsonvalue", "hostLabel",
}
# What a request is checked by, and what finds a member in a request or an answer.
CONSTRAINTS = {
    "type", "required", "members", "member", "key", "value", "shape", "min", "max", "pattern", "enum",
    "locationName", "location", "queryName", "flattened", "payload", "streaming", "jsonvalue", "union", "xmlAttribute",
}
# A model's patterns are Java's: there a surrogate pair is one character, and any character may be escaped.
PATTERNS = {
    "\\uD800\\uDC00-\\uDBFF\\uDFFF": "\\uD800-\\uDFFF",
    "\\x{10000}-\\x{10FFFF}": "\\uD800-\\uDFFF",
    "\\p{ASCII}": "[\\x00-\\x7F]",
    "\\_": "_",
}
PAGINATION = ("input_token", "output_token", "result_key", "more_results")


def without_documentation(value):
    if isinstance(value, dict):
        return {key: without_documentation(item) for key, item in value.items() if key != "documentation"}
    if isinstance(value, list):
        return [without_documentation(item) for item in value]
    return value


def strip_shape(value, are_members=False):
    """Keeps what the generator reads; the names of members are data and not traits."""
    if not isinstance(value, dict):
        return value
    if are_members:
        return {name: strip_shape(item) for name, item in value.items()}
    kept = {}
    for key, item in value.items():
        if key in SHAPE:
            kept[key] = item if key in ("enum", "error", "xmlNamespace") else strip_shape(item, key == "members")
    return kept


def reachable(model):
    seen, queue = set(), []
    for operation in model["operations"].values():
        queue += [operation[side]["shape"] for side in ("input", "output") if side in operation]
        queue += [error["shape"] for error in operation.get("errors", [])]
    while queue:
        name = queue.pop()
        if name in seen:
            continue
        seen.add(name)
        shape = model["shapes"][name]
        queue += [member["shape"] for member in shape.get("members", {}).values()]
        queue += [shape[part]["shape"] for part in ("member", "key", "value") if part in shape]
    return sorted(seen)


def protocol_of(metadata):
    """The protocol that the engine speaks, where a service offers several."""
    offered = metadata.get("protocols", [metadata["protocol"]])
    known = [name for name in ("query", "rest-xml", "rest-json", "json") if name in offered]
    return known[0]


def import_operation(operation):
    kept = {"http": {key: operation["http"][key] for key in ("method", "requestUri")}}
    for side in ("input", "output"):
        if side in operation:
            kept[side] = without_documentation(operation[side])
    if operation.get("errors"):
        kept["errors"] = [error["shape"] for error in operation["errors"]]
    kept.update({key: operation[key] for key in OPERATION if key in operation})
    return kept


def load(name):
    folder = sorted((DATA / name).iterdir())[-1]
    with gzip.open(folder / "service-2.json.gz") as file:
        return folder, json.load(file)


def import_service(name, names):
    folder, model = load(name)
    with gzip.open(folder / "endpoint-rule-set-1.json.gz") as file:
        rules = without_documentation(json.load(file))
    pagination = {}
    if (folder / "paginators-1.json").exists():
        pages = json.loads((folder / "paginators-1.json").read_text())["pagination"]
        pagination = {key: {part: page[part] for part in PAGINATION if part in page} for key, page in pages.items()}
    metadata = {key: model["metadata"][key] for key in METADATA if key in model["metadata"]}
    sdk = {"ns": names["namespace"], "client": names["client"]}
    sdk.update({key: names[key] for key in ("noArg", "rename", "prop", "simple") if key in names})
    return {
        "sdk": sdk,
        "metadata": {**metadata, "protocol": protocol_of(model["metadata"])},
        "operations": {key: import_operation(operation) for key, operation in model["operations"].items()},
        "shapes": {key: strip_shape(model["shapes"][key]) for key in reachable(model)},
        "pagination": pagination,
        "rules": rules,
    }


def constraints_of(value, are_members=False):
    if not isinstance(value, dict):
        return value
    if are_members:
        return {name: constraints_of(item) for name, item in value.items()}
    kept = {key: constraints_of(item, key == "members") for key, item in value.items() if key in CONSTRAINTS}
    if "pattern" in kept:
        for java, dotnet in PATTERNS.items():
            kept["pattern"] = kept["pattern"].replace(java, dotnet)
    return kept


def strict_operation(operation, page):
    kept = {"method": operation["http"]["method"], "uri": operation["http"]["requestUri"]}
    for side in ("input", "output"):
        if side in operation:
            kept[side] = operation[side]["shape"]
    if "resultWrapper" in operation.get("output", {}):
        kept["wrapper"] = operation["output"]["resultWrapper"]
    kept.update({part: page[part] for part in (*PAGINATION, "limit_key") if part in page})
    return kept


def import_strict(name):
    """Constraints of requests and the places of lists and tokens in answers."""
    folder, model = load(name)
    pages = json.loads((folder / "paginators-1.json").read_text())["pagination"]
    metadata = {key: model["metadata"][key] for key in METADATA if key in model["metadata"]}
    return {
        "metadata": {**metadata, "protocol": "ec2" if name == "ec2" else protocol_of(model["metadata"])},
        # Of two S3 operations with the same address the deprecated one is not meant.
        "operations": {
            key: strict_operation(operation, pages.get(key, {}))
            for key, operation in model["operations"].items() if not operation.get("deprecated")
        },
        "shapes": {key: constraints_of(model["shapes"][key]) for key in reachable(model)},
    }


def write_strict(names):
    STRICT.mkdir(parents=True, exist_ok=True)
    for name in names or sorted(path.stem for path in STRICT.glob("*.json")):
        text = json.dumps(import_strict(name), separators=(",", ":"), ensure_ascii=True)
        (STRICT / f"{name}.json").write_text(text + "\n", encoding="utf-8")
        print(f"{name}: {len(text)} characters")


def main():
    if sys.argv[1:2] == ["--strict"]:
        return write_strict(sys.argv[2:])
    services = json.loads((HERE / "customizations.json").read_text())
    for name in sys.argv[1:] or services:
        names = services[name]
        folder = COMPARE if names.get("compare") else SDK / names["assembly"]
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(import_service(name, names), separators=(",", ":"), ensure_ascii=False)
        (folder / f"{name}.model.json").write_text(text + "\n", encoding="utf-8")
        print(f"{name}: {len(text)} characters")


if __name__ == "__main__":
    main()
