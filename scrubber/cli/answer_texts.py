"""What the imports of payers' answers say, and what became of scrubbed lines."""

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from io import StringIO

from scrubber.cli.errors import ExitCode, fail
from scrubber.cli.ledger_texts import imported_before
from scrubber.ledger.eligibility import EligibilityCounts
from scrubber.ledger.imports import Imported
from scrubber.ledger.outcomes import Outcomes, RuleOutcome
from scrubber.ledger.remittances import RemittanceCounts
from scrubber.rules import rule_by_code
from scrubber.wording import count, listed


def remittance_text(imported: Imported[RemittanceCounts]) -> Iterator[str]:
    """What an 835 brought, a line each."""
    if imported.before:
        yield imported_before(imported.before)
        return
    found = imported.counts
    yield f"{count(found.claims, 'claim')}, {count(found.lines, 'service line')}"
    yield f"{count(found.matched, 'line')} matched to what was scrubbed here"
    if found.denied:
        unforeseen = f"{found.unforeseen:,} of them" if found.unforeseen else "none of them"
        yield (
            f"{count(found.denied, 'line')} denied, {unforeseen} for a reason that no finding had "
            "predicted"
        )
    if found.entered:
        yield (
            f"{count(found.entered, 'therapy line')} of Medicare not scrubbed here: counted as "
            "therapy used"
        )
    if found.unmatched:
        yield f"{count(found.unmatched, 'line')} not known here: kept, without effect"
    if found.later_payers:
        yield (
            f"{count(found.later_payers, 'line')} of a second or third payer, or without a "
            "decision: kept, without effect on therapy used"
        )
    if found.reversals:
        yield f"{count(found.reversals, 'claim')} taken back (CLP02 = 22)"
    if found.allowed_unknown:
        yield (
            f"{count(found.allowed_unknown, 'line')} whose allowed amount cannot be told: an "
            "estimate stays an estimate"
        )
    if found.unbalanced:
        at = listed([f"{segment:,}" for segment in found.unbalanced_at])
        more = ", the first of them" if found.unbalanced > len(found.unbalanced_at) else ""
        yield (
            f"{count(found.unbalanced, 'claim')} whose charge less adjustments is not what was "
            f"paid (CLP at segment {at}{more}): ask the payer"
        )


def eligibility_text(imported: Imported[EligibilityCounts]) -> Iterator[str]:
    """What a 271 brought, a line each."""
    if imported.before:
        yield imported_before(imported.before)
        return
    found = imported.counts
    if found.taken:
        yield f"{count(found.taken, 'amount')} of therapy used imported"
    elif not found.listed:
        yield "no therapy amount of Medicare Part B in it"
    if found.listed:
        yield f"{count(len(found.listed), 'amount')} not imported:"
        yield from found.listed
    if any("not confirmed" in told for told in found.listed):
        yield (
            "Compare them with the payer's portal. If they are what it shows as used, import the "
            "file with --accept-unconfirmed"
        )


NOTHING_DECIDED = (
    "No payer has decided a line that was scrubbed here, as far as this ledger knows. "
    "`scrubber ledger import-835 FILE` reads what payers decide."
)
TABLE = "{:<10}{:>11}{:>11}{:>7}   {:>11}{:>11}{:>7}"
"""The counts of RuleOutcome, in its order."""


def known_rule(named: str) -> str:
    """The code of a rule by its code or name; empty where none is named."""
    if not named:
        return ""
    found = rule_by_code(named)
    if found is None:
        fail(ExitCode.WRONG_USAGE, f"no rule is called {named!r}; `scrubber rules` lists them")
    return found.code


def _table(found: Outcomes, rule: str) -> str:
    return "\n".join(_table_lines(found, rule))


def _table_lines(found: Outcomes, rule: str) -> Iterator[str]:
    if not found.lines:
        yield NOTHING_DECIDED
        return
    paid = found.lines - found.denied
    yield (
        f"{count(found.lines, 'scrubbed line')} decided by payers: {found.denied:,} denied, "
        f"{paid:,} paid"
    )
    if found.denied:
        yield f"The reason of {found.foreseen:,} of the {found.denied:,} denied had been predicted"
    yield ""
    yield f"{'':<10}{'flagged or held':^29}   {'corrected':^29}".rstrip()
    yield TABLE.format("", *("denied as", "denied", "") * 2).rstrip()
    yield TABLE.format("rule", *("predicted", "otherwise", "paid") * 2)
    for outcome in _of(found.rules, rule):
        yield TABLE.format(*(_cell(value) for value in asdict(outcome).values()))
    if found.codes and not rule:
        yield ""
        yield "Denied for a reason that no finding had predicted:"
        for code in found.codes:
            yield f"  {code.kind} {code.code:<6}{count(code.lines, 'line'):>12}"


def _csv(found: Outcomes, rule: str) -> str:
    """A row for each rule, and one for each code of denials that no finding predicted."""
    columns = [field.name for field in fields(RuleOutcome)][1:]
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["kind", "code", *columns, "denied_not_predicted"])
    for outcome in _of(found.rules, rule):
        writer.writerow(["rule", *asdict(outcome).values(), ""])
    for code in () if rule else found.codes:
        writer.writerow([code.kind, code.code, *[""] * len(columns), code.lines])
    return text.getvalue().rstrip("\n")


def _json(found: Outcomes, rule: str) -> str:
    """All of it as one object."""
    told = asdict(found)
    if rule:
        told["rules"] = [asdict(outcome) for outcome in _of(found.rules, rule)]
        del told["codes"]
    return json.dumps(told, indent=2)


def _of(outcomes: Sequence[RuleOutcome], rule: str) -> Sequence[RuleOutcome]:
    return [outcome for outcome in outcomes if rule in ("", outcome.rule)]


def _cell(value: str | int) -> str:
    return f"{value:,}" if isinstance(value, int) else value


FORMATS = {"table": _table, "csv": _csv, "json": _json}
"""How outcomes are told, of one rule if one is named."""
