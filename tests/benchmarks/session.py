"""What the cases of one run share: sizes, files, and a measurement that two of them refer to."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tests.benchmarks.files import Files
from tests.benchmarks.generator import Batch, Written
from tests.benchmarks.measuring import FEWEST_RUNS, Command, Measured, measure
from tests.benchmarks.scrubbing import read

CONTEXT_READER = "pyx12 context reader"


@dataclass(frozen=True)
class Sizes:
    """How large the files are, in bytes, claims or rows; and how often each command runs."""

    file: int = 10_000_000
    reader_claims: int = 1_000
    memory: tuple[int, int] = (5_000_000, 20_000_000)
    jobs: int = 30_000_000
    evidence_rows: int = 50_000
    growth_claims: int = 500
    runs: int = FEWEST_RUNS


QUICK = Sizes(
    file=1_000_000,
    reader_claims=200,
    memory=(4_000_000, 8_000_000),
    jobs=1_000_000,
    evidence_rows=5_000,
    growth_claims=100,
    runs=2,
)
FULL = Sizes(
    file=100_000_000,
    memory=(100_000_000, 1_000_000_000),
    jobs=100_000_000,
    evidence_rows=1_000_000,
    growth_claims=10_000,
)


@dataclass
class Session:
    """The files and sizes of a run; `interpreters` are others in which a peer may be installed."""

    files: Files
    sizes: Sizes
    interpreters: Sequence[str] = ()

    def by_share(self, share: float) -> Written:
        """The file of the asked size with that share of therapy claims."""
        return self.files.of(Batch(size=self.sizes.file, therapy_share=share))

    @cached_property
    def for_readers(self) -> Written:
        """A file that no reader refuses: small, since some take milliseconds a claim."""
        return self.files.of(Batch(claims=self.sizes.reader_claims, faultless=True))

    @cached_property
    def context_reader(self) -> Measured:
        """pyx12's context reader on the small file, which the scrubbing is held against too."""
        return self.measured(read(CONTEXT_READER, self.for_readers.path))

    def measured(self, command: Command) -> Measured:
        """A command by itself, as often as the sizes say."""
        return measure({"": command}, self.sizes.runs)[""]
