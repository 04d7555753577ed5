"""Which claims a file has: the ledger's amounts are asked for without them."""

from collections.abc import Iterator

from scrubber.announcing import readable_sets
from scrubber.claims import build_claim, claims_of
from scrubber.claims.models import REPLACEMENT, VOID
from scrubber.ledger.records import FiledClaim
from scrubber.options import Options
from scrubber.tables import load_tables
from scrubber.x12 import OpenSource


def filed_claims(open_source: OpenSource, options: Options) -> Iterator[FiledClaim]:
    """The claims that will be judged, as far as the file can be read; what cannot be read of it is
    said when it is scrubbed."""
    judged = load_tables(options.payers, options.locality).judged_codes()
    for piece in readable_sets(open_source, options):
        for text in claims_of(piece, judged):
            clm = text.header()
            takes_place = clm.value(5, 3) in (REPLACEMENT, VOID)
            replaces = build_claim(text).replaces if takes_place else ""
            yield FiledClaim(text.levels.member_id(), clm.value(1), replaces)
