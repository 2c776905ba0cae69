"""A curl command for an operation, made from the examples of what it needs."""

import shlex
from urllib.parse import quote, urlencode

from server.openapi.operations import Operation, Parameter

TOKEN = "$TOKEN"
"""Where the reader's own token goes: a variable of the shell."""


def command(operation: Operation, base: str) -> str:
    """The command that asks an operation of the service at `base`. A GET keeps its parameters
    readable; elsewhere they stand in the address, since the body is another thing."""
    address = base.rstrip("/") + _path(operation)
    asked = [(one.name, str(one.example)) for one in operation.parameters if _is_asked(one)]
    parts = []
    if operation.method == "get":
        parts.append(f"curl {'-G ' if asked else ''}{shlex.quote(address)}")
        parts += [f"--data-urlencode {shlex.quote(f'{name}={value}')}" for name, value in asked]
    else:
        full = f"{address}?{urlencode(asked)}" if asked else address
        method = "" if operation.method == "post" and operation.body else _method(operation)
        parts.append(f"curl {method}{shlex.quote(full)}")
    if operation.token:
        parts.append(f'-H "Authorization: Bearer {TOKEN}"')
    if operation.body and operation.body.example:
        media_type, text = operation.body.example
        parts += [f"-H 'Content-Type: {media_type}'", f"--data-raw {shlex.quote(text)}"]
    return " \\\n  ".join(parts)


def _method(operation: Operation) -> str:
    return f"-X {operation.method.upper()} "


def _is_asked(parameter: Parameter) -> bool:
    return parameter.place == "query" and parameter.example is not None


def _path(operation: Operation) -> str:
    path = operation.path
    for one in operation.parameters:
        if one.place == "path" and one.example is not None:
            path = path.replace(f"{{{one.name}}}", quote(str(one.example), safe="/-"))
    return path
