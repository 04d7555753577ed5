"""The judged lines of a transaction set as they go out, for what outlives a run."""

from collections.abc import Collection, Iterator

from scrubber.engine import SetResult
from scrubber.scrubbed_lines import ScrubbedLine


def outgoing_lines(result: SetResult, held_back: Collection[int]) -> Iterator[ScrubbedLine]:
    """The lines in file order. `held_back`: offsets of the CLM of claims that are left out."""
    for claim in result.judged:
        for line in claim.lines:
            position = result.positions.get(line.sv1.offset)
            yield ScrubbedLine(
                claim_segment=claim.clm.number,
                claim_id=claim.claim_id,
                frequency=claim.frequency,
                replaces=claim.replaces,
                member_id=claim.subscriber.member_id.upper(),
                payer_id=claim.payer.payer_id,
                billing_npi=claim.billing.npi,
                line=line.number,
                line_control_number=line.control_number,
                service_date=line.service_date.isoformat() if line.service_date else "",
                procedure=line.procedure,
                modifiers=":".join(line.used_modifiers),
                units="" if line.units is None else f"{line.units}",
                charge="" if line.charge is None else f"{line.charge}",
                held=claim.clm.offset in held_back,
                pool=position.pool if position else "",
                allowed=f"{position.own.estimate}" if position else "",
                at_most=f"{position.own.at_most}" if position else "",
            )
