"""What a run takes besides the file, and whether it fits together."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from scrubber.conformance import Conformance
from scrubber.errors import UsageError
from scrubber.evidence import Attestation, TherapyUsed, TreatmentLog
from scrubber.findings import CorrectionClass
from scrubber.rules import Stage, all_rules, rule_by_code

ERRORS = "errors"
"""In `hold_on`: every finding of that severity."""


class BadOption(UsageError):
    """An option that does not fit: what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a run takes besides the file.

    `locality` is a key of cms/gpci; empty: national prices. `select` and `ignore` hold rule
    codes, names, or the first letters of codes (`TH1`). `treatments` may serve several files:
    rows of no claim are told only where `tell_left_over` is set. `announced_as`: it knows of
    the claims of all of them, and this is the file's number among them (announce_claims).
    `jobs`: how many processes share the file's transaction sets; what comes out does not depend
    on it. `hold_on`: rules, as in `select`, whose open findings hold their claims, besides
    those that a rule holds by itself; or `errors`, those of any rule. `conformance`: how far
    pyx12 is asked whether the guide is followed. `release`: the rules whose findings hold no claim,
    on whose word.
    """

    treatments: TreatmentLog = field(default_factory=TreatmentLog)
    therapy_used: TherapyUsed = field(default_factory=TherapyUsed)
    payers: Path | None = None
    locality: str = ""
    attestation: Attestation = field(default_factory=Attestation)
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    max_bytes: int | None = None
    tell_left_over: bool = True
    announced_as: int | None = None
    jobs: int = 1
    hold_on: tuple[str, ...] = ()
    conformance: Conformance = Conformance.OFF
    release: Attestation = field(default_factory=Attestation)

    def held_rules(self) -> frozenset[str]:
        """The codes of `hold_on`. Raises BadOption for one that is unknown or can hold nothing."""
        names = [name for name in self.hold_on if name != ERRORS]
        for name in names:
            codes = _codes([name]).intersection(self.rules())
            if not codes:
                raise BadOption(f"--hold-on {name}: --select and --ignore leave it out")
            stages = {rule.stage for rule in all_rules() if rule.code in codes}
            if stages == {Stage.ENVELOPE}:
                raise BadOption(f"--hold-on {name}: it is about the envelope and not about claims")
            if stages == {Stage.GUIDE} and self.conformance is not Conformance.FULL:
                raise BadOption(f"--hold-on {name}: it finds nothing without --conformance full")
        return frozenset(_codes(names))

    def rules(self) -> tuple[str, ...]:
        """The codes of the rules that run. Raises BadOption for an unknown rule, or for none."""
        chosen = _codes(self.select) if self.select else {rule.code for rule in all_rules()}
        left = chosen - _codes(self.ignore)
        if not left:
            raise BadOption("--select and --ignore leave no rule that runs")
        return tuple(sorted(left))

    def checked_attestation(self) -> Attestation:
        """The attestation by codes. Raises BadOption where a rule cannot be attested."""
        codes = set()
        for name in self.attestation.rules:
            rule = rule_by_code(name)
            if rule is None:
                raise _unknown_rule(name)
            if rule.corrects_as is not CorrectionClass.ATTESTED:
                able = [r.code for r in all_rules() if r.corrects_as is CorrectionClass.ATTESTED]
                raise BadOption(f"{name} cannot be attested; {', '.join(sorted(able))} can")
            codes.add(rule.code)
        if bool(codes) != bool(self.attestation.by.strip()):
            raise BadOption("--attest and --attested-by go together")
        return Attestation(frozenset(codes), self.attestation.by.strip())

    def checked_release(self) -> Attestation:
        """The release by codes. Raises BadOption for an unknown rule."""
        return Attestation(frozenset(_codes(self.release.rules)), self.release.by)


def _codes(names: Iterable[str]) -> set[str]:
    codes: set[str] = set()
    for name in names:
        matching = {
            rule.code
            for rule in all_rules()
            if rule.code.startswith(name.upper()) or rule.name == name.lower()
        }
        if not name or not matching:
            raise _unknown_rule(name)
        codes |= matching
    return codes


def _unknown_rule(name: str) -> BadOption:
    return BadOption(f"no rule is called {name!r}; `scrubber rules` lists them")
