"""What all charts share: colours, letters, quiet. Colours are those of the pages (the six blues of
heat, text, lines); one hue, so that nothing is said by colour alone: parts also carry a decal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

TEXT, MUTED, LINE = "#1a2433", "#52606d", "#d5dce4"
BAR = "#1f6db5"
PARTS = ("#0b57a4", "#9cc3e8", "#52606d", "#cfe1f4", "#5b9bd5", "#8592a0", "#083f78", "#d5dce4")
"""Of parts that lie side by side: dark and light in turn."""
FLOWS = ("#0b57a4", "#5b9bd5", "#52606d", "#1f6db5", "#8592a0")
"""Of what is seen through: none so light that it fades."""
HEAT = ("#eef4fb", "#cfe1f4", "#9cc3e8", "#5b9bd5", "#1f6db5", "#083f78")
HEAT_TEXT = (TEXT, TEXT, TEXT, TEXT, "#ffffff", "#ffffff")
LETTER = 13
"""Pixels of a letter; a Han character is as wide."""
_FONT = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif'


@dataclass(frozen=True)
class Figure:
    """A chart as it is handed to the page: an ECharts option, its size in pixels, and the words for
    who does not see it."""

    option: Mapping[str, Any]
    height: int
    width: int
    """The least width it can be read at; narrower pages scroll it."""
    description: str

    @property
    def data(self) -> dict[str, Any]:
        """What stands in the page."""
        return {"option": dict(self.option), "height": self.height, "width": self.width}


def option(description: str, *, parts: bool, **more: Any) -> dict[str, Any]:
    """An option with what all charts share. Nothing moves, whatever the reader's settings."""
    return {
        "animation": False,
        "backgroundColor": "transparent",
        "color": list(PARTS) if parts else [BAR],
        "textStyle": {"fontFamily": _FONT, "fontSize": LETTER, "color": TEXT},
        "aria": {
            "enabled": True,
            "label": {"description": description},
            "decal": {"show": parts},
        },
        "tooltip": {"confine": True, "renderMode": "richText"},
        **more,
    }


def legend(names: Sequence[str]) -> dict[str, Any]:
    """The legend of several series."""
    return {
        "data": list(names), "top": 0, "left": 0, "itemWidth": 22, "itemHeight": 14,
        "itemGap": 16, "selectedMode": False,
        "textStyle": {"color": TEXT, "fontSize": LETTER},
    }  # fmt: skip


def extent(text: str) -> int:
    """About how many pixels wide a text is: Latin letters take half of a Han character."""
    return sum(LETTER if ord(one) > 0x2E7F else 7 for one in text)


def level(value: float, most: float) -> int:
    """1 to 6 by the share of the largest number; 0 for none. Up to six, each number is a level."""
    if value <= 0 or most <= 0:
        return 0
    if most <= len(HEAT):
        return max(1, min(len(HEAT), int(value)))
    return min(len(HEAT), 1 + int(len(HEAT) * (value - 1e-9) / most))
