"""How the cost grows: ten times the work in ten times the processor's time, net of the start."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil

from tests.benchmarks.generator import Batch
from tests.benchmarks.measuring import Measured, measure
from tests.benchmarks.report import Row, Target, percent
from tests.benchmarks.scrubbing import fix
from tests.benchmarks.session import Session

TIMES = 10
LEEWAY = 0.15
ONE_CLAIM = Batch(claims=1)
SETS = 5
"""Transaction sets of a small batch; those of the large one are of the same size."""
VISITS = 250
"""Of a patient with some 1,000 lines."""


@dataclass(frozen=True)
class Growth:
    """Two batches, one of them ten times the other in what the name says."""

    name: str
    small: Batch
    large: Batch


def growths(claims: int) -> list[Growth]:
    """The cases, the smallest of so many claims; what is not in the name grows in step or not at
    all, the share of findings too."""
    usual = Batch(claims=claims, claims_per_set=ceil(claims / SETS))
    courses = max(1, claims // VISITS)
    return [
        Growth("claims", *_and_larger(usual)),
        Growth(
            "claims, all in one transaction set",
            *_and_larger(Batch(claims=claims, claims_per_set=claims), "claims_per_set"),
        ),
        Growth(
            "lines of a patient, 1,000 to 10,000",
            *_and_larger(replace(usual, claims=courses * VISITS, visits=VISITS), "visits"),
        ),
        Growth(
            "claims of 50 lines",
            *_and_larger(
                Batch(claims=claims // 10, claims_per_set=ceil(claims / 10 / SETS), lines=(50, 50))
            ),
        ),
        Growth("claims, a finding on every line", *_and_larger(replace(usual, every_line=True))),
    ]


def _and_larger(small: Batch, *fields: str) -> tuple[Batch, Batch]:
    """The batch, and one with ten times its claims and ten times what else is named."""
    larger = {field: getattr(small, field) * TIMES for field in ("claims", *fields)}
    return small, replace(small, **larger)


def growth_rows(session: Session) -> Iterator[Row]:
    """One row a case: the larger file's time, and how much more than ten times the smaller's."""
    for growth in growths(session.sizes.growth_claims):
        batches = {
            "start": session.files.of(ONE_CLAIM),
            "small": session.files.of(growth.small),
            "large": session.files.of(growth.large),
        }
        found = measure({name: fix(batch) for name, batch in batches.items()}, session.sizes.runs)
        ratio = _ratio(found)
        yield Row(
            "growth",
            f"x {TIMES}: {growth.name}",
            found["large"],
            claims_a_second=batches["large"].claims / found["large"].wall,
            target=Target(
                f"CPU x {TIMES}, within {percent(LEEWAY)}",
                f"x {TIMES * ratio:.1f}",
                ratio <= 1 + LEEWAY,
            ),
        )


def _ratio(found: dict[str, Measured]) -> float:
    start = found["start"].cpu
    return (found["large"].cpu - start) / (found["small"].cpu - start) / TIMES
