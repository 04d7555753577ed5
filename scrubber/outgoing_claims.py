"""The judged claims of a transaction set as they go out, for what outlives a run."""

from collections.abc import Collection, Iterator, Mapping

from scrubber.claims import ServiceLine
from scrubber.engine import SetResult
from scrubber.scrubbed_claims import ScrubbedClaim, ScrubbedLine
from scrubber.treatment import ThresholdPosition


def outgoing_claims(result: SetResult, held_back: Collection[int]) -> Iterator[ScrubbedClaim]:
    """The claims in file order. `held_back`: offsets of the CLM of those that are left out."""
    for claim in result.judged:
        yield ScrubbedClaim(
            segment=claim.clm.number,
            claim_id=claim.claim_id,
            frequency=claim.frequency,
            replaces=claim.replaces,
            member_id=claim.subscriber.member_id.upper(),
            payer_id=claim.payer.payer_id,
            billing_npi=claim.billing.npi,
            held=claim.clm.offset in held_back,
            lines=tuple([_line(line, result.positions) for line in claim.lines]),
        )


def _line(line: ServiceLine, positions: Mapping[int, ThresholdPosition]) -> ScrubbedLine:
    position = positions.get(line.sv1.offset)
    return ScrubbedLine(
        line.number,
        line.control_number,
        line.service_date.isoformat() if line.service_date else "",
        line.procedure,
        ":".join(line.used_modifiers),
        "" if line.units is None else str(line.units),
        "" if line.charge is None else str(line.charge),
        position.pool if position else "",
        str(position.own.estimate) if position else "",
        str(position.own.at_most) if position else "",
    )
