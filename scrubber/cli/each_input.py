"""What becomes of one input of several: an error is told, and does not stop the others."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from scrubber.cli.errors import ExitCode, fail, say, told
from scrubber.cli.inputs import Input
from scrubber.errors import OwnFault, UsageError
from scrubber.outputs.files import OutputExists
from scrubber.x12 import NotReadable, Piece, read, sets_837p

Reader = Callable[[Any], Iterator[Piece]]


class Attempt(NamedTuple):
    """How the work on an input ended, and whether it was done to its end."""

    code: ExitCode
    done: bool


def attempt(input_: Input, work: Callable[[], ExitCode], *, writes: bool) -> Attempt:
    """Do the work on an input, with its errors told. A reader of our output that has gone stops
    the others too: BrokenPipeError is left to the caller."""
    untouched = "; nothing was written for it" if writes else ""
    try:
        input_.size()
        return Attempt(work(), done=True)
    except NotReadable as error:
        if input_.may_be_passed_over(error):
            say(f"passed over {input_.name}: {error.reason}")
            return Attempt(ExitCode.NOTHING_LEFT, done=False)
        say(f"{input_.name}: {error.reason}{untouched}")
        code = ExitCode.NOT_AN_837P
    except OutputExists as error:
        say(f"{input_.name}: {error} exists with other content; give --overwrite to replace it")
        code = ExitCode.INPUT_OUTPUT
    except UsageError as error:
        say(f"{input_.name}: {error}{untouched}")
        code = ExitCode.WRONG_USAGE
    except OwnFault as error:
        say(f"{input_.name}: {error}: a fault of this program, please report it{untouched}")
        code = ExitCode.INPUT_OUTPUT
    except BrokenPipeError:
        raise
    except OSError as error:
        where = str(error.filename or "the input or its outputs")
        subject = "" if where == str(input_.path) else f"{input_.name}: "
        # But for the input, what is read is there.
        is_output = writes and subject and error.filename and not Path(where).exists()
        another = "; --output-dir names another folder" if is_output else ""
        say(f"{subject}{told(error, where)}{another}{untouched}")
        code = ExitCode.INPUT_OUTPUT
    return Attempt(code, done=False)


def worst_of(
    inputs: Sequence[Input], work: Callable[[Input], ExitCode], *, writes: bool
) -> ExitCode:
    """Do the work on each input; the worst exit code of all."""
    attempts = [attempt(input_, partial(work, input_), writes=writes) for input_ in inputs]
    worst = max((tried.code for tried in attempts), default=ExitCode.NOTHING_LEFT)
    return worst if any(tried.done for tried in attempts) else none_done(worst)


def none_done(worst: ExitCode) -> ExitCode:
    """The exit code where no input could be worked on; all were passed over unless it says more."""
    if worst is ExitCode.NOTHING_LEFT:
        say("no 837P was found")
        return ExitCode.NOT_AN_837P
    return worst


def refuse_same_output(
    inputs: Sequence[Input], output_of: Callable[[Input], Path], read: Reader = read
) -> None:
    """Two inputs must not write one file (`day.837` and `day.edi`). What will be passed over in a
    folder writes none: `day.xml` and `day.pdf` may lie beside `day.837`."""
    by_output: dict[Path, list[Input]] = {}
    for input_ in inputs:
        by_output.setdefault(output_of(input_).resolve(), []).append(input_)
    for output, several in by_output.items():
        if len(several) > 1:
            writing = [input_ for input_ in several if not _will_be_passed_over(input_, read)]
            if len(writing) > 1:
                fail(
                    ExitCode.WRONG_USAGE,
                    f"{writing[0].path} and {writing[1].path} would both write {output.name}; "
                    "rename one, or take one at a time",
                )


def _will_be_passed_over(input_: Input, read: Reader) -> bool:
    if not input_.from_folder:
        return False
    try:
        with input_.source() as opened, opened() as source:
            next(sets_837p(read(source)))
    except NotReadable as error:
        return input_.may_be_passed_over(error)
    except OSError:
        pass
    return False
