"""Where a sheet comes from: what stands in its footer and in its properties."""

from dataclasses import dataclass

from server.reading.context import Checklist
from server.sheets.wording import Wording


@dataclass(frozen=True)
class Source:
    """The edition that a sheet was cut out of."""

    checklist: Checklist
    temporary: bool
    """Whether the addresses of this installation will change."""

    def footer(self, wording: Wording) -> str:
        """The list and its edition, and a warning where the address is not to be kept."""
        title = wording.checklist(self.checklist)
        key = wording.bracketed(self.checklist.edition_key)
        warning = wording.say("临时地址，请勿登记") if self.temporary else ""
        words = f"{wording.say('数据版本')}{wording.say('：')}{title}{key}"
        return f"{words}{wording.say('。')}{warning}" if warning else words
