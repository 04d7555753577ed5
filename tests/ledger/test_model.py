"""Any order of submissions, replacements, voids, remittances and amounts against a plain model."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, update

from scrubber.evidence import UsedAmount
from scrubber.ledger import Ledger
from scrubber.ledger.key import beneficiary
from scrubber.ledger.schema import amounts, claims, lines
from tests.ledger.entries import claim as one_claim
from tests.ledger.entries import record

FIRST = date(2026, 1, 1)
NAMES = ("A", "B", "C")
examples = count()

days = st.integers(0, 20).map(lambda number: str(FIRST + timedelta(number)))
sent_claims = st.tuples(
    st.sampled_from(NAMES),
    st.sampled_from(["1", "1", "7", "8"]),
    st.sampled_from(["", *NAMES]),
    st.integers(0, 90),
    st.booleans(),
)
"""Name, frequency, the claim whose payer's number is named, dollars, whether it is held."""
events = st.one_of(
    st.tuples(st.just("file"), days, st.lists(sent_claims, min_size=1, max_size=3)),
    st.tuples(st.just("835"), days, st.tuples(st.sampled_from(NAMES), st.integers(0, 90))),
    st.tuples(st.just("said"), days, st.integers(0, 900)),
)


@dataclass
class Sent:
    """A claim of one line that went out."""

    name: str
    frequency: str
    day: str
    dollars: int
    file: int
    original: str = ""
    stands: bool = True
    allowed: int | None = None
    adjudicated: str = ""

    @property
    def since(self) -> str:
        return self.day if self.allowed is None else self.adjudicated


@dataclass
class Model:
    """What the rules say, with lists."""

    sent: list[Sent] = field(default_factory=list)
    said: list[tuple[str, int]] = field(default_factory=list)
    files: int = 0

    def file(self, day: str, filed: list[tuple[str, str, str, int, bool]]) -> None:
        self.files += 1
        before = list(self.sent)
        for name, frequency, number, dollars, held in filed:
            if held:
                continue
            for old in self.sent:
                if old.name == name:
                    old.stands = False
            for old in before:
                named = frequency in "78" and old.name == number and old.allowed is not None
                old.stands = old.stands and not named
            original = number if frequency in "78" else ""
            self.sent.append(Sent(name, frequency, day, dollars, self.files, original))

    def remit(self, day: str, name: str, allowed: int) -> None:
        for claim in self.sent:
            if claim.name == name and claim.stands:
                claim.allowed, claim.adjudicated = allowed, day

    def used(self) -> tuple[int, int] | None:
        """The amount, and what it may be at the most."""
        as_of, least = max(self.said, default=("", 0))
        most = least
        counted = [claim for claim in self.sent if claim.stands and claim.frequency != "8"]
        for claim in counted:
            amount = claim.dollars if claim.allowed is None else claim.allowed
            if self._since(claim) > as_of or not self.said:
                least += amount
            elif claim.allowed is not None and claim.adjudicated <= as_of:
                continue
            most += amount
        return (least, most) if self.said or counted else None

    def _since(self, claim: Sent) -> str:
        earlier = [
            old.since
            for old in self.sent
            if (old.name == claim.name or (old.name == claim.original and old.allowed is not None))
            and not old.stands
            and old.frequency != "8"
            and old.allowed != 0
        ]
        if earlier:
            return min([claim.since, *earlier])
        return "" if claim.frequency == "7" else claim.since


def play(ledger: Ledger, model: Model, event: tuple, member: str, run: str) -> None:
    kind, day, what = event
    if kind == "file":
        model.file(day, what)
        sent = [
            one_claim(
                name,
                f"{dollars}.00",
                member_id=member,
                frequency=frequency,
                replaces=f"ICN {number}" if number and frequency in "78" else "",
                held=held,
                segment=at,
                at_most=f"{dollars}.00",
            )
            for at, (name, frequency, number, dollars, held) in enumerate(what)
        ]
        record(ledger, run, *sent, submitted_on=day)
        return
    with ledger.database.writing() as connection:
        whose = beneficiary(member, ledger.key)
        if kind == "835":
            name, allowed = what
            model.remit(day, name, allowed)
            connection.execute(
                update(lines)
                .where(lines.c.claim_row == claims.c.id)
                .where(claims.c.beneficiary == whose, claims.c.claim_id == name)
                .where(claims.c.superseded_by.is_(None), ~claims.c.held)
                .values(
                    adjudicated_cents=allowed * 100,
                    adjudicated_on=day,
                    payer_claim_number=f"ICN {name}",
                )
            )
        else:
            model.said.append((day, what))
            row = {"amount_cents": what * 100, "as_of": day, "source": "eligibility"}
            about = {"beneficiary": whose, "year": 2026, "pool": "PT_SLP", "told": "271"}
            connection.execute(insert(amounts), row | about)


@pytest.fixture
def ledger(address: str) -> Iterator[Ledger]:
    with Ledger.open(address) as opened:
        yield opened


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(played=st.lists(events, max_size=8))
def test_the_ledger_says_what_the_model_says(ledger: Ledger, played: list[tuple]) -> None:
    """Each example has a member of its own in one ledger."""
    model, member = Model(), f"M{next(examples)}"
    for number, event in enumerate(played):
        play(ledger, model, event, member, f"{member} run {number}")
        found: UsedAmount | None = ledger.therapy_used([(member, "")]).of(member, 2026, "PT_SLP")
        expected = model.used()
        if expected is None:
            assert found is None
            continue
        assert found is not None
        assert (found.amount, found.at_most) == tuple(map(Decimal, expected))
        assert found.complete is bool(model.said)
