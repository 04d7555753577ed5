"""271s imported: therapy used as Medicare tells it.

Only what a form of cms/eligibility_amounts states is taken, and by an unconfirmed form only on the
word of a person who has compared it with the payer's portal. All else is listed.
"""

from dataclasses import dataclass, field

from sqlalchemy import insert

from scrubber.ledger.imports import Imported, ImportedFile, import_once
from scrubber.ledger.key import beneficiary
from scrubber.ledger.ledger import Ledger
from scrubber.ledger.money import whole_cents
from scrubber.ledger.schema import amounts
from scrubber.payer_answers import TherapyAmount, read_therapy_amounts
from scrubber.tables import Tables
from scrubber.x12 import OpenSource

SOURCE = "eligibility"


@dataclass(slots=True)
class EligibilityCounts:
    """What a 271 brought: `taken` amounts, and of those that were not a sentence each, which names
    its segment and no member."""

    taken: int = 0
    listed: list[str] = field(default_factory=list)


def import_eligibility(
    ledger: Ledger,
    name: str,
    source: OpenSource,
    tables: Tables,
    who: str,
    *,
    accept_unconfirmed: bool = False,
) -> Imported[EligibilityCounts]:
    """Read a 271 into the ledger: all of it, or nothing. One of which nothing is taken leaves no
    trace, so that it can be imported again once its amounts are confirmed.

    Raises NotReadable where it is none of 005010X279 or X279A1, BadLedger, OSError.
    """
    with source() as stream:
        found = list(read_therapy_amounts(stream, tables))
    refused = {amount: _refusal(amount, accept_unconfirmed) for amount in found}
    taken = [amount for amount in found if not refused[amount]]
    listed = [_told(amount, reason) for amount, reason in refused.items() if reason]
    if not taken:
        return Imported(EligibilityCounts(listed=listed))

    with ledger.database.writing() as connection:

        def enter(import_id: int, counts: EligibilityCounts) -> None:
            rows = [_row(amount, ledger, import_id, who) for amount in taken]
            connection.execute(insert(amounts), rows)
            counts.taken, counts.listed = len(taken), listed

        file = ImportedFile("271", name, source, who)
        return import_once(connection, file, EligibilityCounts, enter)


def _refusal(amount: TherapyAmount, accept_unconfirmed: bool) -> str:
    """Why an amount is not taken; empty where it is."""
    form, dollars = amount.form, amount.benefit.dollars
    if form is None:
        return "its form is not known"
    if form.says != "used":
        return f"it says what of {form.pool} is {form.says}, not what is used"
    if amount.year is None:
        return "it names no calendar year (DTP*292)"
    if not amount.benefit.member_id:
        return "it is no subscriber's"
    if dollars < 0 or whole_cents(dollars) is None:
        return "it is no amount that can have been used"
    if not (form.confirmed or accept_unconfirmed):
        return f"it looks like {form.pool} used, and this form is not confirmed"
    return ""


def _told(amount: TherapyAmount, reason: str) -> str:
    benefit = amount.benefit
    coded = " ".join([benefit.benefit, *benefit.service_types, *filter(None, [benefit.period])])
    year = f" of {amount.year}" if amount.year else ""
    return f"segment {benefit.segment} (EB {coded}): {benefit.dollars:,.2f}{year}: {reason}"


def _row(amount: TherapyAmount, ledger: Ledger, import_id: int, who: str) -> dict[str, object]:
    form, as_of = amount.form, amount.as_of
    assert form is not None
    assert as_of is not None
    told = "271" if form.confirmed else f"271, its form confirmed by {who}"
    return {
        "beneficiary": beneficiary(amount.benefit.member_id, ledger.key),
        "year": amount.year,
        "pool": form.pool,
        "amount_cents": whole_cents(amount.benefit.dollars),
        "as_of": as_of.isoformat(),
        "source": SOURCE,
        "told": told,
        "import_id": import_id,
    }
