def decode(content: bytes, file: str) -> str:
    return content.decode("utf-8-sig").replace("\r\n", "\n")
