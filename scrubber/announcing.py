"""Telling the treatment log which claims the files have, before any is scrubbed."""

from collections.abc import Iterator, Sequence
from contextlib import suppress

from scrubber.claims import build_claim, claim_numbers, claims_of
from scrubber.claims.models import VOID
from scrubber.evidence import TreatmentLog
from scrubber.options import Options
from scrubber.tables import load_tables
from scrubber.x12 import NotReadable, OpenSource, TransactionSet, read, sets_837p


def announce_claims(sources: Sequence[OpenSource], options: Options) -> None:
    """Tell the treatment log which claim numbers the files have; a void claim is not scrubbed.

    The files are read once more where a number of the log stands on several claims. What cannot be
    read of them is left to be said when they are scrubbed.
    """
    log = options.treatments
    log.begin_file()
    for open_source in sources:
        for piece in readable_sets(open_source, options):
            for claim_id, frequency in claim_numbers(piece):
                if frequency != VOID:
                    log.announce(claim_id)
    if log.repeated:
        judged = load_tables(options.payers, options.locality).judged_codes()
        for log.file, open_source in enumerate(sources):
            for piece in readable_sets(open_source, options):
                _tell_again(piece, log, judged)
        log.file = 0


def _tell_again(piece: TransactionSet, log: TreatmentLog, judged: frozenset[str]) -> None:
    """Tell the log more of the claims whose numbers stand on several."""
    for text in claims_of(piece):
        clm = text.header()
        if clm.value(1) in log.repeated and clm.value(5, 3) != VOID:
            asks = any(line.hcpcs in judged for line in build_claim(text).lines)
            place = clm.offset if asks else None
            log.expect(clm.value(1), text.line_control_numbers(), place)


def readable_sets(open_source: OpenSource, options: Options) -> Iterator[TransactionSet]:
    """The 837P sets of a file, as far as it can be read."""
    with suppress(NotReadable, OSError), open_source() as source:
        yield from sets_837p(read(source, options.max_bytes))
