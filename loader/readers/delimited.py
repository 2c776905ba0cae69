def looks_delimited(text: str) -> bool:
    return False
