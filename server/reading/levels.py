"""What a name says of the level of government that it means."""

_OTHER_LEVEL = ("国家级", "省级", "市级", "高级中学", "惠才卡")


def points_elsewhere(text: str) -> bool:
    """Whether a name points to another level than the county's."""
    return any(word in text for word in _OTHER_LEVEL)
