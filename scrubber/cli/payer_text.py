"""Payer profiles in a biller's words, and the payers of a file with the profile of each."""

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path
from textwrap import wrap

from scrubber.claims import Payer, claims_of
from scrubber.cli.errors import ExitCode, fail
from scrubber.cli.inputs import STANDARD_INPUT
from scrubber.tables import DailyCap, PayerPair, PayerProfile, PayerProfiles, ProfileFile, Tables
from scrubber.wording import count, listed, visible
from scrubber.x12 import NotReadable, read, sets_837p

DEFAULT = "default"
LABEL_WIDTH, WIDTH = 12, 96
SHOWN_CLAIMS = 8
EXPECTED_BY = {
    "medicare": "Medicare expects",
    "medicaid": "Medicaid expects",
    "like_medicare": "Medicare expects, taken to be this payer's too",
}
Told = dict[str, list[str]]


def profiles_text(tables: Tables) -> Iterator[str]:
    """Every profile; of all but the default only what it says otherwise than the default."""
    files = tables.payers.files
    default = _settings(files[DEFAULT].profile, tables)
    yield f"What a profile does not say is as in {DEFAULT}."
    for name in sorted(files, key=lambda name: (name != DEFAULT, name)):
        file = files[name]
        settings = _settings(file.profile, tables)
        if name != DEFAULT:
            settings = {label: told for label, told in settings.items() if told != default[label]}
        yield ""
        yield f"{name}: {file.profile.title}"
        for label, told in (_matched_by(file.profile) | settings | _origin(file)).items():
            yield from _item(label, told)


def explain_text(path: Path, profiles: PayerProfiles) -> Iterator[str]:
    """The payers of a file in the order in which they come, each with its profile and claims."""
    if path.is_dir():
        fail(ExitCode.WRONG_USAGE, f"{path} is a folder; explain takes one file")
    standard_input = str(path) == STANDARD_INPUT
    name = "standard input" if standard_input else path.name
    payers: dict[Payer, _Claims] = {}
    try:
        with nullcontext(sys.stdin.buffer) if standard_input else path.open("rb") as source:
            for text in chain.from_iterable(map(claims_of, sets_837p(read(source)))):
                known = text.level().payer
                payer = Payer(known.payer_id, known.name, claim_filing=known.claim_filing)
                payers.setdefault(payer, _Claims()).add(text.header().value(1))
    except NotReadable as error:
        fail(ExitCode.NOT_AN_837P, f"{name}: {error.reason}")
    claims = sum(group.total for group in payers.values())
    yield visible(f"{name}: {count(claims, 'claim')}, {count(len(payers), 'payer')}")
    for payer, group in payers.items():
        matched = profiles.of(payer.payer_id, payer.name, payer.claim_filing)
        yield ""
        yield visible(f"{_payer_told(payer)}: {count(group.total, 'claim')}")
        yield visible(f"  profile {matched.profile.profile} ({matched.why})")
        yield visible(f"  {group}")


@dataclass
class _Claims:
    """How many claims there are, and the numbers (CLM01) of the first few."""

    total: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, claim_id: str) -> None:
        self.total += 1
        if len(self.first) < SHOWN_CLAIMS:
            self.first.append(claim_id)

    def __str__(self) -> str:
        more = self.total - len(self.first)
        rest = f" and {more:,} more" if more else ""
        return f"{'claim' if self.total == 1 else 'claims'} {', '.join(self.first)}{rest}"


def _payer_told(payer: Payer) -> str:
    keys = {"payer id": payer.payer_id, "SBR09": payer.claim_filing}
    told = ", ".join(f"{key} {value}" if value else f"no {key}" for key, value in keys.items())
    return f"{payer.name or 'no payer name'} ({told})"


def _item(label: str, told: list[str]) -> Iterator[str]:
    """A label and what is told of it, one thing below the other."""
    for number, words in enumerate(told):
        head = f"  {label if number == 0 else '':{LABEL_WIDTH}}  "
        yield from wrap(
            words,
            WIDTH,
            initial_indent=head,
            subsequent_indent=" " * len(head),
            break_on_hyphens=False,
        )


def _matched_by(profile: PayerProfile) -> Told:
    match = profile.match
    told = []
    if match.payer_ids:
        told.append(f"payer id {listed(match.payer_ids, 'or')}")
    if match.name_patterns:
        unless = match.not_claim_filing
        told.append(
            f"name {listed(match.name_patterns, 'or')}"
            + (f", unless SBR09 is {listed(unless, 'or')}" if unless else "")
        )
    if match.claim_filing:
        told.append(f"SBR09 {listed(match.claim_filing, 'or')}")
    if profile.profile == DEFAULT:
        told.append("no other profile")
    return {"matched by": told}


def _origin(file: ProfileFile) -> Told:
    return {
        "sources": [f"{s.title} (checked {s.checked})" for s in file.profile.sources],
        "comes from": [f"your {file.path.name}" if file.added else "built in"],
    }


def _settings(profile: PayerProfile, tables: Tables) -> Told:
    methods = {row.method: row.label for row in tables.unit_methods.rows}
    known = methods.get(profile.unit_method)
    both = listed([f"the {label}" for _, label in sorted(methods.items())])
    discipline = f"{_modifiers('discipline', tables)} on always-therapy codes"
    assistant = _modifiers("assistant", tables)
    distinct = f"{profile.distinct_modifier} is added where the record says that services were so"
    return {
        "units": [
            f"by the {known}{_since(profile.unit_method_from)}"
            if known
            else f"method not known: too many only where too many by {both}"
        ],
        "discipline": [
            f"{discipline}{_since(profile.therapy_modifier_from)}"
            if profile.therapy_modifier_required
            else f"no {discipline}"
        ],
        "assistants": [
            f"{assistant}{_since(profile.assistant_modifier_from)}"
            if profile.assistant_modifier_from
            else f"no {assistant}",
            f"{'may' if profile.assistant_may_render else 'may not'} be the rendering provider",
        ],
        "threshold": [
            f"Medicare's of the year, with {_modifiers('threshold', tables)}"
            if profile.therapy_threshold
            else "none"
        ],
        "distinct": [
            distinct,
            f"counts on either line of an NCCI pair{_since(profile.either_line_from)}"
            if profile.either_line_from
            else "counts on the denied line of an NCCI pair alone",
        ],
        "own pairs": [_pair(pair) for pair in profile.pairs] or ["none beside NCCI's"],
        "most a day": [
            "not checked"
            if profile.unit_limits == "none"
            else f"of each code what {EXPECTED_BY[profile.unit_limits]} (MUE)",
            *(_cap(cap) for cap in profile.daily_caps),
        ],
    }


def _modifiers(role: str, tables: Tables) -> str:
    return listed(sorted({r.modifier for r in tables.modifiers.rows if r.role == role}), "or")


def _pair(pair: PayerPair) -> str:
    unless = "without a distinct modifier" if pair.modifier_helps else "whatever it carries"
    one, other = pair.procedures
    return f"{one} with {other}: {pair.modifier_on} is denied {unless}{_span(pair)}"


def _cap(cap: DailyCap) -> str:
    codes = listed(cap.procedures, "and") if cap.procedures else "all timed codes"
    return f"{count(cap.units, 'unit')} for each {cap.per}, over {codes}{_span(cap)}"


def _since(day: date | None) -> str:
    return f", from {day}" if day else ""


def _span(item: PayerPair | DailyCap) -> str:
    until = f" to {item.valid_to}" if item.valid_to else ""
    return f"{_since(item.valid_from)}{until}{'' if item.confirmed else ', unconfirmed'}"
