"""Every error has its words in both languages, and every entry of the words an error."""

import re

from server import errors


def subclasses(cls: type[errors.ServiceError]) -> set[type[errors.ServiceError]]:
    return {cls} | {found for sub in cls.__subclasses__() for found in subclasses(sub)}


def test_every_code_has_sentences_with_the_same_values_in_both_languages() -> None:
    assert {cls.code for cls in subclasses(errors.ServiceError)} == set(errors.codes())
    for code, entry in errors._catalogue().items():
        assert set(entry) == {"title_zh", "title_en", "zh", "en"}, code
        chinese, english = (set(re.findall(r"{(\w+)}", entry[k])) for k in ("zh", "en"))
        assert {n.removesuffix("_zh") for n in chinese} == {n.removesuffix("_en") for n in english}
