"""Where a sheet comes from: what stands in its footer, at its end and in its properties."""

from dataclasses import dataclass

from server.pages.context import Checklist
from server.sheets.office import Remark
from server.sheets.wording import Wording


@dataclass(frozen=True)
class Source:
    """The edition that a sheet was cut out of."""

    checklist: Checklist
    temporary: bool
    """Whether the addresses of this installation will change."""

    def footer(self, wording: Wording) -> str:
        """The edition and its URI, on one line."""
        return f"{self.words(wording)}\n{self.checklist.edition}"

    def words(self, wording: Wording) -> str:
        title = wording.checklist(self.checklist)
        key = wording.bracketed(self.checklist.edition_key)
        return f"{wording.say('数据版本')}{wording.say('：')}{title}{key}"

    def remark(self, wording: Wording) -> Remark:
        """The same with a link, and a warning where the address is not to be kept."""
        warning = wording.say("临时地址，请勿登记") + wording.say("。") if self.temporary else ""
        return Remark(f"{self.words(wording)}{wording.say('。')}{warning}", self.checklist.edition)
