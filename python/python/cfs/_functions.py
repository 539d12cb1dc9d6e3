"""Functions of the caller: what identifies them, and what became of a call."""

from __future__ import annotations

import dis
import hashlib
import inspect
import os
import traceback
from types import ModuleType
from typing import Any

import numpy as np


def identity(function: Any) -> bytes:
    """What identifies a scheme or a metric: its attribute `identity` (text or bytes) where it has one; else its source, its defaults,
    and all that it uses of its own module and of the functions around it: values, and functions with theirs.

    Give an `identity` where results depend on more than that, such as on files or on a trained model. What comes from
    other modules counts by its name alone.
    """
    own = getattr(function, "identity", None)
    if own is not None:
        return own.encode() if isinstance(own, str) else bytes(own)
    return _of_function(function, set()).encode()


def _of_function(function: Any, seen: set[int]) -> str:
    if id(function) in seen:
        return getattr(function, "__qualname__", "")
    seen.add(id(function))
    try:
        source = inspect.getsource(function)
    except (OSError, TypeError):
        raise ValueError(
            f"the source of {function!r} is not known, so that nothing identifies it: give the function an attribute "
            "`identity`, a text that changes whenever its results do"
        ) from None
    parts = [source]
    if inspect.isfunction(function):
        parts += [f"{name} = {_told(value, function, seen)}" for name, value in sorted(_used(function).items())]
        parts += [_told(value, function, seen) for value in (function.__defaults__ or ())]
        defaults = sorted((function.__kwdefaults__ or {}).items())
        parts += [f"{name} = {_told(value, function, seen)}" for name, value in defaults]
    return "\n".join(parts)


def _used(function: Any) -> dict[str, Any]:
    """The values outside a function that it names: of its module and of the functions around it."""
    cells = zip(function.__code__.co_freevars, function.__closure__ or ())
    around: dict[str, Any] = {}
    for name, cell in cells:
        try:
            around[name] = cell.cell_contents
        except ValueError:  # not bound yet
            continue
    codes, names = [function.__code__], set()
    while codes:
        code = codes.pop()
        codes += [inner for inner in code.co_consts if inspect.iscode(inner)]
        names |= {step.argval for step in dis.get_instructions(code) if step.opname in ("LOAD_GLOBAL", "LOAD_NAME")}
    return {**{name: function.__globals__[name] for name in names if name in function.__globals__}, **around}


def _told(value: Any, user: Any, seen: set[int]) -> str:
    if isinstance(value, np.ndarray) and value.dtype.kind != "O":
        data = hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()
        return f"array {value.dtype} {value.shape} {data}"
    if value is None or value is Ellipsis or isinstance(value, (bool, int, float, complex, str, bytes, np.generic)):
        return repr(value)
    if isinstance(value, (tuple, list)):
        return f"{type(value).__name__} [{', '.join(_told(item, user, seen) for item in value)}]"
    if isinstance(value, dict):
        return f"dict [{', '.join(f'{key!r}: {_told(item, user, seen)}' for key, item in value.items())}]"
    if isinstance(value, ModuleType):
        return value.__name__
    if isinstance(value, type) or inspect.isroutine(value):
        if value.__module__ != user.__module__:
            return f"{value.__module__}.{value.__qualname__}"
        return _of_function(value, seen)
    raise ValueError(
        f"the function uses a {type(value).__name__} of which it is not known what identifies it: give the function an "
        "attribute `identity`, a text that changes whenever its results do"
    )


def step() -> None:
    """Does nothing. An interrupt that waits for this thread is raised here."""
    for _ in (0, 1):
        pass


def reason(error: BaseException) -> str:
    """The exception and the line that raised it, in one line."""
    text = traceback.format_exception_only(type(error), error)[-1].strip().splitlines()[0]
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1] if frames else None
    here = os.path.dirname(__file__)
    own = [frame for frame in frames if os.path.dirname(frame.filename) != here] or ([last] if last else [])
    if not own or own[-1] is None:
        return text
    # Only the name of the file: tables do not depend on where it lies.
    name = os.path.basename(own[-1].filename)
    name = "a notebook" if name.startswith("<") or own[-1].filename.startswith("<") else name
    return f"{text} ({name}, line {own[-1].lineno})"
