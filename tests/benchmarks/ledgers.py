"""What the ledger costs: `scrubber fix --ledger` against the same run without."""

from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.generator import Batch
from tests.benchmarks.measuring import DATA_FOLDER, Command, measure, python, run
from tests.benchmarks.report import Row, Target, percent
from tests.benchmarks.scrubbing import DONE, fix
from tests.benchmarks.session import Session

MOST_OF_RUN = 0.15
LEDGER = Path(DATA_FOLDER.name) / "ledger.sqlite"
KNOWN = Path(DATA_FOLDER.name) / "known.sqlite"
"""A ledger in which an earlier run of the same claims is entered."""
BEGIN = (
    "import shutil, sys; from pathlib import Path\n"
    f"ledger, begun = Path({str(LEDGER)!r}), sys.argv.pop(1)\n"
    "for name in ('', '-wal', '-shm'): ledger.with_name(ledger.name + name).unlink(True)\n"
    "if begun: shutil.copy(begun, ledger)\n"
    "from scrubber.cli.main import main\n"
    "main()"
)


def ledger_rows(session: Session) -> Iterator[Row]:
    """A new ledger, and one that knows the claims of the file from an earlier run: each of its
    lines is found, left out of the amounts, and superseded."""
    batch = session.files.of(Batch(size=session.sizes.file))
    plain = fix(batch)
    arguments = plain.arguments[plain.arguments.index("fix") :]
    LEDGER.unlink(missing_ok=True)
    run(Command(python("-m", "scrubber", *arguments, "--ledger", "--ignore", "TH5"), DONE))
    LEDGER.rename(KNOWN)

    def begun(known: Path | str) -> Command:
        return Command(python("-c", BEGIN, known, *arguments, "--ledger"), DONE)

    commands = {"": plain, "a new ledger": begun(""), "all claims known": begun(KNOWN)}
    without, *others = measure(commands, session.sizes.runs).items()
    for work, measured in others:
        share = 1 - without[1].wall / measured.wall
        yield Row(
            "ledger",
            work,
            measured,
            claims_a_second=batch.claims / measured.wall,
            target=Target(
                f"at most {percent(MOST_OF_RUN)} of the run with it",
                percent(share, 1),
                share <= MOST_OF_RUN,
            ),
        )
