"""The judged lines of a transaction set as they go out, for what outlives a run."""

from collections.abc import Collection, Iterator

from scrubber.engine import SetResult
from scrubber.scrubbed_lines import ScrubbedLine


def outgoing_lines(result: SetResult, held_back: Collection[int]) -> Iterator[ScrubbedLine]:
    """The lines in file order. `held_back`: offsets of the CLM of claims that are left out."""
    for claim in result.judged:
        of_claim = (
            claim.clm.number,
            claim.claim_id,
            claim.frequency,
            claim.replaces,
            claim.subscriber.member_id.upper(),
            claim.payer.payer_id,
            claim.billing.npi,
        )
        held = claim.clm.offset in held_back
        for line in claim.lines:
            position = result.positions.get(line.sv1.offset)
            # By place and not by name: this runs for every line of a file.
            yield ScrubbedLine(
                *of_claim,
                line.number,
                line.control_number,
                line.service_date.isoformat() if line.service_date else "",
                line.procedure,
                ":".join(line.used_modifiers),
                "" if line.units is None else str(line.units),
                "" if line.charge is None else str(line.charge),
                held,
                position.pool if position else "",
                str(position.own.estimate) if position else "",
                str(position.own.at_most) if position else "",
            )
