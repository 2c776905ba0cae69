"""A list through three editions: the real checklist, and two made from it as a county would, with
the decisions about its register in between.

In 2026-11 an entry is gone, so that all that follow have another number; one stands in another
scenario; one is called otherwise, which the register knew, another, which a decision says; one is
split in two, two are merged into one; a sub-item is gone, a type and cooperating departments are
others. The first file of it had a slip, which made a matter in error: it was loaded again without
it. In 2027-06 the entry comes back, what was merged is gone, half of what was split is merged
again, and a department is called otherwise.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from loader.decisions import Decided, add_alias, apply_decision
from loader.limits import Limits
from loader.proposals import Answer, Question, proposals
from loader.register import Register, parse_register
from loader.retirement import retire
from server.loading import prepare
from server.publication import publish_change
from server.settings import DEFAULT_BASE
from server.store.folder import DataFolder
from server.store.review import ReviewRegister
from server.version import VERSION
from server.workers.reader import DocumentReader
from tests.server.editing import SOURCE, written

REGION = "370725"
LIST = f"{DEFAULT_BASE}id/{REGION}/checklist/personal-life-cycle"
FIRST, SECOND, THIRD = "u-d709fb19", "2026-11", "2027-06"
EDITIONS = (FIRST, SECOND, THIRD)

DROPPED, MOVED = "高考录取查询", "医疗保险缴费证明打印"
KNOWN_OLD, KNOWN_NEW = "生育登记", "生育登记服务"
RENAMED_OLD, RENAMED_NEW = "火化证明", "遗体火化证明"
SPLIT, HALVES = "火化遗体", ("遗体接运", "遗体焚化")
MERGED, TOGETHER = ("困难残疾人生活补贴", "重度残疾人护理补贴"), "残疾人两项补贴"
SLIP, RIGHT = "机动车号码补发、换发", "机动车号牌补发、换发"
SUB_ITEM = "个人权益记录查询打印"
RETYPED, OTHERS = "申请助学贷款", "毕业生网签协议"
DEPARTMENT_OLD, DEPARTMENT_NEW = "县房产发展促进中心", "县住房发展服务中心"

_NUMBER, _NAME, _SUB, _TYPE = 0, 3, 4, -3


class List:
    """The rows of a list, as cells, to be changed."""

    def __init__(self, text: str) -> None:
        self.head, *rows = re.split(r"\n\n(?=\t.*\n\t)", text)
        self.rows = [row.removeprefix("\t").split("\n\t") for row in rows]

    def at(self, name: str) -> int:
        """The row of the entry or the line of this name."""
        (found,) = (at for at, row in enumerate(self.rows) if name in (row[_NAME], row[_SUB]))
        return found

    def drop(self, name: str) -> list[str]:
        return self.rows.pop(self.at(name))

    def rename(self, old: str, new: str) -> None:
        row = self.rows[self.at(old)]
        row[row.index(old)] = new

    def text(self) -> str:
        """The list, its entries numbered from 1; those that a page cuts keep one number."""
        before, count, rows = "", 0, []
        for row in self.rows:
            number = row[_NUMBER]
            count += bool(number) and number != before
            before = number or before
            rows.append("\t" + "\n\t".join([str(count) if number else "", *row[1:]]))
        return "\n\n".join([self.head, *rows]).rstrip("\n") + "\n"


def second(slip: bool = False) -> str:
    """The text of the second edition, with its slip or without."""
    list_ = List(SOURCE.read_text("utf-8"))
    list_.drop(DROPPED)
    moved = list_.drop(MOVED)
    list_.rows.insert(list_.at("生育津贴支付") + 1, moved)
    list_.rename(KNOWN_OLD, KNOWN_NEW)
    list_.rename(RENAMED_OLD, RENAMED_NEW)
    at = list_.at(SPLIT)
    list_.rows.insert(at + 1, ["*", "", "", HALVES[1], "其他", "", ""])
    list_.rename(SPLIT, HALVES[0])
    list_.drop(MERGED[1])
    list_.rename(MERGED[0], TOGETHER)
    list_.drop(SUB_ITEM)
    list_.rows[list_.at(RETYPED)][_TYPE] = "公共服务"
    list_.rows[list_.at(OTHERS)][-1] = "县人社局"
    if slip:
        list_.rename(RIGHT, SLIP)
    return list_.text()


def third() -> str:
    """The text of the third edition."""
    list_ = List(second())
    back = ["*", "", "", DROPPED, "其他", "", ""]
    list_.rows.insert(list_.at("高中教育入学报名") + 1, back)
    gone = list_.drop(TOGETHER)
    following = list_.rows[list_.at("城乡居民最低生活保障金给付")]
    assert gone[-1] and following[-1], "a merged cell would change its meaning"
    first_half = list_.drop(HALVES[0])
    list_.rows[list_.at(HALVES[1])][-1] = first_half[-1]
    text = list_.text()
    return text.replace("县房产发展\n\n促进中心", DEPARTMENT_NEW).replace(
        DEPARTMENT_OLD, DEPARTMENT_NEW
    )


@dataclass
class Story:
    """The installation, and the snapshots after which each edition stood as decided."""

    data: Path
    snapshots: dict[str, int] = field(default_factory=dict)

    def register(self) -> Register:
        snapshot = DataFolder(self.data).current()
        assert snapshot is not None
        return parse_register((snapshot.registers / f"{REGION}.toml").read_text("utf-8"))

    def key(self, name: str) -> str:
        """The key of the one thing that was first registered under a name."""
        register = self.register()
        tables = (register.matters, register.sub_items, register.departments)
        (found,) = (one.key for table in tables for one in table if one.name == name)
        return found

    def iri(self, name: str, kind: str = "matter") -> str:
        return f"{DEFAULT_BASE}id/{REGION}/{kind}/{self.key(name)}"

    def load(self, folder: Path, text: str, edition: str | None, replace: bool = False) -> None:
        register = (SOURCE.parent / "register.toml").read_text("utf-8")
        file = written(folder, text, register, ())
        change = prepare(file, None, {"edition": edition}, replaces=replace)
        assert publish_change(DataFolder(self.data), change, DEFAULT_BASE)

    def decide(self, reason: str, *steps: Callable[[Register], Mapping[str, Register]]) -> None:
        """Publish decisions about the register, one after the other, at once."""

        def decided(registers: Mapping[str, Register]) -> Mapping[str, Register]:
            state = dict(registers)
            for step in steps:
                state |= step(state[REGION])
            return state

        with DocumentReader(Limits()) as reader:
            change = ReviewRegister(decided, reason, reader.read_content, VERSION)
            assert publish_change(DataFolder(self.data), change, DEFAULT_BASE)

    def stands(self, edition: str) -> None:
        snapshot = DataFolder(self.data).current()
        assert snapshot is not None
        self.snapshots[edition] = snapshot.id


def _same(question: Question, old: str, new: str) -> Callable[[Register], Mapping[str, Register]]:
    """What the register asks about two names: they are one."""

    def step(register: Register) -> Mapping[str, Register]:
        asked = [p for p in proposals([register]) if p.question is question and new in p.names]
        assert asked, (question, new)
        at = datetime.now(UTC).isoformat(timespec="seconds")
        one = Decided(asked[0], Answer.SAME, at, department=old)
        return apply_decision({REGION: register}, one)

    return step


def _retired(
    old: str, status: str, new: Sequence[str], note: str | None = None
) -> Callable[[Register], Mapping[str, Register]]:
    def step(register: Register) -> Mapping[str, Register]:
        keys = {one.name: one.key for one in register.matters if not one.replaced_by}
        return retire(register, keys[old], status, [keys[one] for one in new], note)

    return step


def tell(folder: Path) -> Story:
    """Publish the three editions and all decisions, in `folder`."""
    story = Story(folder / "data")
    story.load(folder, SOURCE.read_text("utf-8"), None)
    story.stands(FIRST)
    key = story.key(KNOWN_OLD)
    story.decide("alias", lambda register: add_alias(register, key, KNOWN_NEW))
    story.load(folder, second(slip=True), SECOND)
    story.load(folder, second(), SECOND, replace=True)
    story.decide(
        "2026-11",
        _same(Question.RENAMED, RENAMED_OLD, RENAMED_NEW),
        _retired(SPLIT, "split", HALVES, "2026年拆分"),
        *(_retired(one, "merged", [TOGETHER]) for one in MERGED),
        _retired(SLIP, "withdrawn", [RIGHT], "装载文件有误。"),
    )
    story.stands(SECOND)
    story.load(folder, third(), THIRD)
    story.decide(
        "2027-06",
        _same(Question.DEPARTMENT, DEPARTMENT_OLD, DEPARTMENT_NEW),
        _retired(HALVES[0], "merged", [HALVES[1]]),
    )
    story.stands(THIRD)
    return story
