"""The engine's syntax errors in words that a person can read."""

_MOST = 12


def readable(message: str) -> str:
    """The engine's sentence on one line, without the character classes of its grammar, and with at
    most a dozen of the things it expected."""
    head, separator, expected = message.partition("expected ")
    if not separator:
        return " ".join(message.split())
    expected = expected.removeprefix("one of ")
    words = [word.strip() for word in expected.split(", ") if _is_word(word)]
    if not words:
        return " ".join(f"{head}unexpected text".split())
    more = ", …" if len(words) > _MOST else ""
    return " ".join(f"{head}expected {', '.join(words[:_MOST])}{more}".split())


def _is_word(text: str) -> bool:
    """Whether it names a token: character classes stand in square brackets."""
    return bool(text.strip()) and "[" not in text.replace('"["', "") and "..=" not in text
