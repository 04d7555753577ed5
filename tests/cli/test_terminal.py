"""What a person reads is styled on a terminal; in a pipe it is the same words, a line each."""

import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.cli.styled import StyledTerminal
from scrubber.cli.terminal import STYLED_BY, Terminal, terminal

LONG = "a sentence that is longer than a narrow terminal is wide"
SAYINGS = st.text("ab \t\n\x07\x1b[]:\\-\xe9\u6f22\U0001f600\u200b", max_size=120)


class Person(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> Callable[[io.StringIO], io.StringIO]:
    """Standard output is this, and no variable asks for styles."""
    for name in STYLED_BY:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")

    def put(output: io.StringIO) -> io.StringIO:
        monkeypatch.setattr("sys.stdout", output)
        return output

    return put


def said(output: io.StringIO) -> str:
    here = terminal()
    here.tell(LONG, "bold", head="claim C1: ", indent=2)
    here.skip_line()
    return output.getvalue()


def test_a_pipe_gets_one_line_each(stream: Callable[[io.StringIO], io.StringIO]) -> None:
    assert said(stream(io.StringIO())) == f"  claim C1: {LONG}\n\n"


def test_a_person_gets_styles(stream: Callable[[io.StringIO], io.StringIO]) -> None:
    assert said(stream(Person())).startswith("  \x1b[1mclaim C1: ")


def test_a_variable_asks_for_width_or_styles(
    stream: Callable[[io.StringIO], io.StringIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    wrapped = said(stream(io.StringIO()))
    assert max(map(len, wrapped.splitlines())) <= 40
    assert "\x1b" not in wrapped
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[1m" in said(stream(io.StringIO()))


def test_there_may_be_no_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that was started with its standard output closed."""
    monkeypatch.setattr("sys.stdout", None)
    terminal().tell(LONG)


@given(SAYINGS, SAYINGS, st.sampled_from((0, 2, 6)))
def test_plain_and_styled_say_the_same_in_a_pipe(words: str, head: str, indent: int) -> None:
    told = []
    for kind in (Terminal, StyledTerminal):
        output = io.StringIO()
        kind(output).tell(words, "bold", head=head, indent=indent)
        kind(output).tell_whole(words, "dim")
        told.append(output.getvalue())
    assert told[0] == told[1]
