"""The mutants themselves: a rule's check has some, its declaration and its texts have none."""

from pathlib import Path

import pytest

pytest.importorskip("mutmut", reason="of the extra `mutation`")

from tests.mutation.mutants import mutants_of

SOURCE = '''"""A rule."""

from kit import found, rule

LINE = "SV1*1~"
LIMIT = 4


@rule("TH999", examples=[LINE])
def check(day: int | None, tables: object) -> None:
    """One finding for each."""
    for line in day:
        if line > LIMIT and line.timed:
            yield found(line, "it is over the limit")
'''


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    path = tmp_path_factory.mktemp("rules") / "some_rule.py"
    path.write_text(SOURCE)
    assert mutants_of(path).left_out > 0
    return {mutant.fault for mutant in mutants_of(path).mutants}


@pytest.mark.parametrize(
    "fault",
    [
        "LIMIT = 5",
        "LIMIT = 3",
        "if line >= LIMIT and line.timed:",
        "if line > LIMIT or line.timed:",
        "if line > LIMIT:",
        "if line.timed:",
        "if True:",
        'yield found(None, "it is over the limit")',
    ],
)
def test_a_decorated_check_is_mutated(faults: set[str], fault: str) -> None:
    assert fault in faults


@pytest.mark.parametrize("part", ["TH999", "LINE =", "XX", "OVER", "day:", "import", "each"])
def test_declarations_and_texts_are_not(faults: set[str], part: str) -> None:
    assert not [fault for fault in faults if part in fault]


def test_every_mutant_is_another_text(tmp_path: Path) -> None:
    path = tmp_path / "some_rule.py"
    path.write_text(SOURCE)
    texts = [mutant.text for mutant in mutants_of(path).mutants]
    assert len(set(texts)) == len(texts)
    assert SOURCE not in texts
