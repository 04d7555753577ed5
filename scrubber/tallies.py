"""The counts of a file, set by set."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date

from scrubber.discrepancies import Charges, PaymentAtStake, SummaryRecord, Tally
from scrubber.engine import SetResult


@dataclass(slots=True)
class Tallies:
    """What has been counted so far; can be pickled, and added up in any order.

    `sets` holds the sums of SetResult, without claims and outcomes.
    """

    sets: SetResult = field(default_factory=SetResult)
    findings: Counter[str] = field(default_factory=Counter)
    actions: Counter[str] = field(default_factory=Counter)

    @property
    def service_dates(self) -> set[date]:
        """Those of all judged claims."""
        return self.sets.service_dates

    @classmethod
    def of(cls, result: SetResult) -> "Tallies":
        """The counts of one set."""
        return cls(
            replace(result, corrected=[], outcomes=[], judged=[], positions={}),
            Counter([outcome.rule for outcome in result.outcomes]),
            Counter([outcome.action.value for outcome in result.outcomes]),
        )

    def add(self, other: "Tallies") -> None:
        """Add what has been counted elsewhere."""
        sums, more = self.sets, other.sets
        sums.claims += more.claims
        sums.lines += more.lines
        sums.charges_in += more.charges_in
        sums.charges_out += more.charges_out
        sums.charges_rescued += more.charges_rescued
        sums.charges_undecided += more.charges_undecided
        sums.stakes_corrected += more.stakes_corrected
        sums.stakes_open += more.stakes_open
        sums.service_dates |= more.service_dates
        self.findings += other.findings
        self.actions += other.actions

    def summary(self) -> SummaryRecord:
        """The last record of the log."""
        sums = self.sets
        return SummaryRecord(
            claims=_tally(sums.claims),
            lines=_tally(sums.lines),
            charges=Charges(
                before=f"{sums.charges_in:.2f}",
                after=f"{sums.charges_out:.2f}",
                rescued=f"{sums.charges_rescued:.2f}",
                undecided=f"{sums.charges_undecided:.2f}",
            ),
            payment_at_stake=PaymentAtStake(
                corrected=f"{sums.stakes_corrected:.2f}", open=f"{sums.stakes_open:.2f}"
            ),
            findings=dict(sorted(self.findings.items())),
            actions=dict(sorted(self.actions.items())),
        )


def _tally(counts: Counter[str]) -> Tally:
    return Tally(
        read=counts["read"],
        clean=counts["clean"],
        corrected=counts["corrected"],
        flagged=counts["flagged"],
        held=counts["held"],
        not_evaluable=counts["not_evaluable"],
        not_therapy=counts["not_therapy"],
    )
