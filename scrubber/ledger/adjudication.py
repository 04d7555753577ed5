"""What the answers on record make of a line: the decision that stands.

It follows from all of them, so the order in which files are imported changes nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select, update

from scrubber.ledger.schema import claims, lines, remittances
from scrubber.payer_answers.remittance import PRIMARY, REVERSAL

MEDICARE_B = "MB"
"""CLP06 of Medicare Part B."""
DUPLICATE = "18"
"""The CARC of a service that the payer has had before, and has paid, or has yet to decide (Palmetto
GBA, denial resolution, CARC 18, 2021-04-02; Medicare Claims Processing Manual, chapter 1, section
120). It takes nothing of the first answer back."""


class Answer(NamedTuple):
    """What is asked of a row of `remittances` to know whether it stands."""

    id: int
    import_id: int
    line_id: int
    claim_status: str
    filing_indicator: str
    payer_claim_number: str
    adjudicated_on: str
    allowed_cents: int | None
    denied: bool
    carcs: str

    @property
    def is_duplicate(self) -> bool:
        """Whether it is denied as what was sent before."""
        return self.denied and DUPLICATE in self.carcs.split()

    @property
    def is_reversal(self) -> bool:
        """Whether it takes decisions back."""
        return self.claim_status == REVERSAL


def standing(answers: Sequence[Answer], *, is_medicares: bool) -> Answer | None:
    """The decision that stands; a reversal where all have been taken back, None where nothing was
    decided, or nobody can tell what.

    The latest counts, and of two on one day the one that allows more. Later payers' decisions do
    not count. Of a line that counts toward Medicare's threshold, what is Medicare's counts first. A
    denial as a duplicate stands where there is nothing else.
    """
    reversals = [answer for answer in answers if answer.is_reversal]
    decided = [
        answer
        for answer in answers
        if answer.claim_status in PRIMARY and answer.allowed_cents is not None
    ]
    left = [d for d in decided if not any(_takes_back(reversal, d) for reversal in reversals)]

    first_answers = [decision for decision in left if not decision.is_duplicate]

    def rank(answer: Answer) -> tuple[bool, str, int, int]:
        first = is_medicares and answer.filing_indicator == MEDICARE_B
        return first, answer.adjudicated_on, answer.allowed_cents or 0, answer.id

    return max(first_answers or reversals or left, key=rank, default=None)


def _takes_back(reversal: Answer, decision: Answer) -> bool:
    """A reversal takes back what was decided before it under the same payer's number; of one day
    only what stands before it in its own file, since the correction follows it."""
    if reversal.payer_claim_number not in ("", decision.payer_claim_number):
        return False
    if reversal.adjudicated_on != decision.adjudicated_on:
        return decision.adjudicated_on < reversal.adjudicated_on
    return reversal.import_id == decision.import_id and decision.id < reversal.id


_ANSWER = [remittances.c[name] for name in Answer._fields]


def settle(connection: Connection, claim_ids: Collection[str], line_ids: Collection[int]) -> None:
    """Bring lines of these claims to what stands of the answers on record."""
    query = select(*_ANSWER, lines.c.pool).join_from(remittances, lines)
    found: dict[int, list[Answer]] = defaultdict(list)
    pools: dict[int, str] = {}
    for *columns, pool in connection.execute(query.where(remittances.c.claim_id.in_(claim_ids))):
        answer = Answer(*columns)
        if answer.line_id in line_ids:
            found[answer.line_id].append(answer)
            pools[answer.line_id] = pool
    rows: list[dict[str, Any]] = [
        {"of": line_id, **_adjudication(stands)}
        for line_id, answers in found.items()
        if (stands := standing(answers, is_medicares=bool(pools[line_id])))
    ]
    if rows:
        connection.execute(update(lines).where(lines.c.id == bindparam("of")), rows)
        # What was answered had been sent after all.
        answered = select(lines.c.claim_row).where(lines.c.id.in_([row["of"] for row in rows]))
        connection.execute(
            update(claims).where(claims.c.id.in_(answered), claims.c.held).values(held=False)
        )


def _adjudication(stands: Answer) -> dict[str, object]:
    """What of it a line keeps; of a duplicate whose first answer is not known the estimate."""
    taken_back = stands.is_reversal
    allowed = None if stands.is_duplicate else stands.allowed_cents
    return {
        "adjudicated_cents": 0 if taken_back else allowed,
        "adjudicated_on": stands.adjudicated_on,
        "payer_claim_number": stands.payer_claim_number,
        "claim_status": stands.claim_status,
        "denied": stands.denied and not taken_back,
    }
