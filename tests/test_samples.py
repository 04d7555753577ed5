"""The sample files: what each must give, written by hand, and what holds for all of them.

A record of the log is one finding, or one element that a correction has changed.
"""

import csv
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from scrubber import ScrubResult, scrub
from scrubber.conformance import GuideCheckFailed, GuideError, guide_errors
from scrubber.discrepancies import undo, verify
from scrubber.discrepancies.record import INTERNAL_ERROR
from scrubber.rules import Rule, Stage, all_rules, rule_by_code

SAMPLES = Path(__file__).parent.parent / "edi_samples"
ALL = sorted(
    path.relative_to(SAMPLES).with_suffix("").as_posix() for path in SAMPLES.rglob("*.837")
)
CLEAN = [name for name in ALL if name.startswith("clean/")]
CLINIC_DAY = "dirty/clinic_day"
GUIDE_FAULT = "dirty/implementation_guide_error"

HELD, FLAGGED, CORRECTED, UNKNOWN = "held", "flagged", "corrected", "not_evaluable"

# What fires: by rule, the action of each record.
DIRTY = {
    "amount_malformed": {"CL107": [FLAGGED]},
    "assistant_as_rendering_provider": {"TH209": [FLAGGED, FLAGGED]},  # two lines
    "assistant_modifier_contradicts_discipline": {"TH207": [FLAGGED]},
    "assistant_modifier_contradicts_record": {"TH210": [FLAGGED]},
    "assistant_modifier_missing": {"TH206": [CORRECTED]},
    "assistant_modifier_missing-occupational": {"TH206": [CORRECTED]},
    "assistant_modifier_missing-split": {"TH206": [FLAGGED]},
    "claim_number_repeated": {"CL106": [FLAGGED]},
    "claim_total_out_of_balance": {"CL101": [FLAGGED]},
    "control_count_wrong": {"EN101": [FLAGGED]},
    "diagnosis_pointer_wrong": {"CL104": [FLAGGED]},
    "distinct_modifier_contradicts_record": {"TH305": [FLAGGED]},
    "distinct_modifier_unneeded": {"TH303": [FLAGGED]},
    "distinct_modifiers_conflict": {"TH304": [FLAGGED]},
    "implementation_guide_error": {"X12-IK403-1": [FLAGGED]},
    "kx_below_threshold": {"TH402": [FLAGGED]},
    "kx_contradicts_record": {"TH405": [FLAGGED]},
    "kx_missing_over_threshold": {"TH401": [CORRECTED, CORRECTED]},  # two lines
    "kx_missing_over_threshold-not_justified": {"TH401": [FLAGGED]},
    "minutes_sent_as_quantity": {"TH105": [CORRECTED, CORRECTED]},  # unit, quantity
    "minutes_unknown": {"TH104": [UNKNOWN, UNKNOWN]},  # two lines
    "modifier_repeated": {"TH204": [FLAGGED]},
    "modifier_slots_full": {"TH201": [FLAGGED], "TH205": [FLAGGED]},
    "note_cloned": {"TH503": [FLAGGED]},
    "note_lacks_skilled_detail": {"TH501": [FLAGGED]},
    "note_lacks_skilled_detail-exercise": {"TH501": [FLAGGED]},
    "npi_check_digit_wrong": {"CL103": [FLAGGED]},
    "over_medical_review_threshold": {"TH404": [FLAGGED]},
    "pair_needs_distinct_modifier": {"TH301": [FLAGGED]},
    "pair_needs_distinct_modifier-overlapping_blocks": {"TH301": [FLAGGED], "TH109": [FLAGGED]},
    "pair_needs_distinct_modifier-separate_blocks": {"TH301": [CORRECTED]},
    "pair_not_allowed": {"TH302": [HELD]},
    "service_date_impossible": {"CL108": [FLAGGED, FLAGGED, FLAGGED]},  # three lines
    "service_line_repeated": {"CL105": [FLAGGED]},
    "therapy_modifier_contradicts_provider": {"TH202": [FLAGGED]},
    "therapy_modifier_missing": {"TH201": [CORRECTED]},
    "therapy_modifier_missing-physician": {"TH201": [FLAGGED, FLAGGED]},  # two lines
    "therapy_modifier_not_allowed_for_code": {"TH208": [FLAGGED]},
    "therapy_modifier_not_allowed_for_code-unusual": {"TH208": [FLAGGED]},
    "therapy_modifiers_conflict": {"TH203": [FLAGGED]},
    "therapy_used_unknown": {"TH403": [UNKNOWN, UNKNOWN]},  # two lines
    "time_blocks_overlap": {"TH109": [FLAGGED]},
    "timed_service_spans_days": {"TH108": [FLAGGED]},
    "too_many_service_lines": {"CL109": [FLAGGED]},
    "treatment_row_unmatched": {"CL102": [FLAGGED]},
    "units_below_minutes": {"TH102": [FLAGGED]},
    # Units and charge; then the claim total.
    "units_exceed_minutes": {"TH101": [CORRECTED, CORRECTED], "CL101": [CORRECTED]},
    "units_exceed_minutes-adjudicated": {"TH101": [FLAGGED]},
    "units_exceed_minutes-either_method": {"TH101": [CORRECTED, CORRECTED], "CL101": [CORRECTED]},
    "units_exceed_minutes-no_unit_left": {"TH101": [HELD]},
    "units_exceed_mue": {"TH107": [HELD]},
    "units_exceed_mue-over_two_lines": {"TH107": [HELD, HELD]},
    "units_exceed_payer_cap": {"TH110": [FLAGGED, FLAGGED]},  # two lines
    "units_misallocated": {"TH103": [FLAGGED]},
    "units_not_whole": {"TH106": [FLAGGED]},
    "visits_beyond_guidance": {"TH502": [FLAGGED]},  # the tenth date
    "visits_beyond_guidance-eleventh": {"TH502": [FLAGGED, FLAGGED]},  # the tenth, the eleventh
}
ODD = {
    "bare_cr_after_terminators": {"TH101": [CORRECTED, CORRECTED], "CL101": [CORRECTED]},
    "byte_order_mark_and_blank_lines": {"TH201": [CORRECTED]},
    "control_character_delimiters": {"TH101": [CORRECTED, CORRECTED], "CL101": [CORRECTED]},
    "crlf_after_terminators": {"TH105": [CORRECTED, CORRECTED]},
    "empty_segments_and_blank_lines": {"TH201": [CORRECTED]},
    "indented_segments": {},
    "isa_badly_padded": {
        "EN101": [FLAGGED, FLAGGED],
        "TH101": [CORRECTED, CORRECTED],
        "CL101": [CORRECTED],
    },
    "lower_case": {
        "TH101": [CORRECTED, CORRECTED],
        "TH201": [CORRECTED],
        "CL101": [CORRECTED],
    },
    "newline_terminator": {"TH201": [CORRECTED]},
    "padding_after_the_end": {"TH201": [CORRECTED]},
    "several_interchanges_with_835": {
        "TH101": [CORRECTED, CORRECTED],
        "CL101": [CORRECTED],
        "TH201": [CORRECTED],
    },
    "trailing_empty_elements": {
        "TH101": [CORRECTED, CORRECTED],
        "TH201": [CORRECTED],
        "CL101": [CORRECTED],
    },
    "wrapped_at_80_columns": {
        "TH101": [CORRECTED, CORRECTED],
        "TH201": [CORRECTED],
        "CL101": [CORRECTED],
    },
}

# What is changed: claim, line, element, before and after, in file order.
LOWERED = ["1 SV104 3 -> 2", "1 SV102 198 -> 132"]
CHANGES = {
    "dirty/assistant_modifier_missing": ["1 SV101-4  -> CQ"],
    "dirty/assistant_modifier_missing-occupational": ["1 SV101-4  -> CO"],
    "dirty/kx_missing_over_threshold": ["1 SV101-4  -> KX", "2 SV101-4  -> KX"],
    "dirty/minutes_sent_as_quantity": ["1 SV103 MJ -> UN", "1 SV104 30 -> 2"],
    "dirty/pair_needs_distinct_modifier-separate_blocks": ["1 SV101-4  -> 59"],
    "dirty/therapy_modifier_missing": ["2 SV101-3  -> GO"],
    "dirty/units_exceed_minutes": ["CLM02 256 -> 190", *LOWERED],
    "dirty/units_exceed_minutes-either_method": ["CLM02 314 -> 248", *LOWERED],
    CLINIC_DAY: [
        "CLM02 228.5 -> 170.5",
        "1 SV104 3 -> 2",
        "1 SV102 174 -> 116",
        "1 SV101-4  -> 59",
        "1 SV103 MJ -> UN",
        "1 SV104 30 -> 2",
        "2 SV101-3  -> GO",
        "1 SV101-4  -> KX",
        "2 SV101-4  -> KX",
        "1 SV101-4  -> CQ",
    ],
    "odd/bare_cr_after_terminators": ["CLM02 256 -> 190", *LOWERED],
    "odd/byte_order_mark_and_blank_lines": ["2 SV101-3  -> GP"],
    "odd/control_character_delimiters": ["CLM02 256 -> 190", *LOWERED],
    "odd/crlf_after_terminators": ["1 SV103 MJ -> UN", "1 SV104 30 -> 2"],
    "odd/empty_segments_and_blank_lines": ["1 SV101-3  -> GP"],
    "odd/isa_badly_padded": ["CLM02 256 -> 190", *LOWERED],
    "odd/lower_case": ["CLM02 259 -> 193", *LOWERED, "2 SV101-3  -> GP"],
    "odd/newline_terminator": ["2 SV101-3  -> GP"],
    "odd/padding_after_the_end": ["2 SV101-3  -> GP"],
    "odd/several_interchanges_with_835": ["CLM02 256 -> 190", *LOWERED, "2 SV101-3  -> GP"],
    "odd/trailing_empty_elements": ["CLM02 259 -> 193", *LOWERED, "2 SV101-3  -> GP"],
    "odd/wrapped_at_80_columns": ["CLM02 259 -> 193", *LOWERED, "2 SV101-3  -> GP"],
}

# Files in which pyx12 finds guide errors, and why that is so.
NOT_BY_THE_GUIDE = {
    CLINIC_DAY: "the faults: GE01 counts a transaction set too many, AMT02 is no number",
    "dirty/amount_malformed": "the fault: AMT02 is no number",
    "dirty/control_count_wrong": "the fault: SE01",
    "dirty/too_many_service_lines": "the fault: 51 loops 2400",
    GUIDE_FAULT: "the fault: CLM05-2",
    "odd/control_character_delimiters": "pyx12 wants printable ISA11 and ISA16",
    "odd/empty_segments_and_blank_lines": "a blank before the segment id",
    "odd/indented_segments": "blanks before the segment ids",
    "odd/lower_case": "pyx12 wants ids and codes in upper case",
    "odd/several_interchanges_with_835": "the 835 is checked by the guide of the 837P",
    "odd/trailing_empty_elements": "trailing element separators",
}
NOT_READ_BY_PYX12 = {
    "odd/isa_badly_padded": "pyx12 reads the ISA by position",
    "odd/wrapped_at_80_columns": "the wrap breaks the ISA",
}


def each(names: list[str]) -> pytest.MarkDecorator:
    """The test once for each sample."""
    return pytest.mark.parametrize("name", names)


def sidecar(name: str, kind: str) -> Path | None:
    path = SAMPLES / f"{name}.{kind}.csv"
    return path if path.exists() else None


def read(name: str) -> bytes:
    return (SAMPLES / f"{name}.837").read_bytes()


def scrub_as(name: str, data: bytes) -> ScrubResult:
    """With the sample's own treatment log and therapy used."""
    treatments, used = sidecar(name, "treatments"), sidecar(name, "therapy_used")
    conformance = "full" if name == GUIDE_FAULT else "off"
    result = scrub(data, treatments=treatments, therapy_used=used, conformance=conformance)
    assert all(discrepancy.name != INTERNAL_ERROR for discrepancy in result.discrepancies)
    return result


@cache
def scrubbed(name: str) -> ScrubResult:
    return scrub_as(name, read(name))


def actions(result: ScrubResult) -> dict[str, list[str]]:
    found = defaultdict(list)
    for discrepancy in result.discrepancies:
        found[discrepancy.rule].append(discrepancy.action.value)
    return dict(found)


@cache
def guide(data: bytes) -> tuple[GuideError, ...]:
    return guide_errors(data)


@each(CLEAN)
def test_clean_file_stays_silent(name: str) -> None:
    assert scrubbed(name).discrepancies == ()
    assert scrubbed(name).corrected == read(name)


def test_every_dirty_and_odd_file_is_expected() -> None:
    expected = {f"dirty/{stem}" for stem in DIRTY} | {f"odd/{stem}" for stem in ODD}
    assert expected | {CLINIC_DAY} == set(ALL) - set(CLEAN)


@each([*(f"dirty/{stem}" for stem in DIRTY), *(f"odd/{stem}" for stem in ODD)])
def test_what_is_found(name: str) -> None:
    folder, _, stem = name.partition("/")
    assert actions(scrubbed(name)) == (DIRTY if folder == "dirty" else ODD)[stem]


def test_dirty_files_are_named_for_their_rules() -> None:
    codes = {rule.name.replace("-", "_"): rule.code for rule in all_rules()}
    for stem, found in DIRTY.items():
        assert any(code.startswith(codes[stem.partition("-")[0]]) for code in found)


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_every_rule_fires_on_a_sample_of_its_name(rule: Rule) -> None:
    name = rule.name.replace("-", "_")
    named = [f"dirty/{stem}" for stem in DIRTY if stem.partition("-")[0] == name]
    found = [rule_by_code(code) for sample in named for code in actions(scrubbed(sample))]
    assert rule in found


@each(ALL)
def test_what_is_changed(name: str) -> None:
    changes = [
        f"{d.line or ''} {d.element} {d.before} -> {d.after}".strip()
        for d in scrubbed(name).discrepancies
        if d.after is not None
    ]
    assert changes == CHANGES.get(name, [])


@each(ALL)
def test_nothing_but_the_logged_corrections_differs(name: str) -> None:
    result = scrubbed(name)
    log = [result.file, *result.discrepancies, result.summary]
    assert undo(result.corrected, log) == read(name)
    corrections = [d for d in result.discrepancies if d.after is not None]
    assert verify(read(name), result.corrected, log) == len(corrections)


@each(ALL)
def test_second_scrub_changes_nothing(name: str) -> None:
    again = scrub_as(name, scrubbed(name).corrected)
    assert again.corrected == scrubbed(name).corrected
    assert [d for d in again.discrepancies if d.after is not None] == []


def test_clinic_day_has_every_rule() -> None:
    too_long_for_a_day = {"CL109"}
    found = set(actions(scrubbed(CLINIC_DAY)))
    rules = {rule.code for rule in all_rules() if rule.stage is not Stage.GUIDE}
    assert found == rules - too_long_for_a_day


def test_clinic_day_has_every_outcome() -> None:
    found = actions(scrubbed(CLINIC_DAY))
    for rule in ("CL101", "TH101", "TH201", "TH206", "TH301", "TH401"):
        assert set(found[rule]) == {CORRECTED, FLAGGED}
    assert found["TH105"] == [CORRECTED, CORRECTED]
    assert found["TH107"] == found["TH302"] == [HELD]


def test_clinic_day_is_mostly_clean() -> None:
    claims = scrubbed(CLINIC_DAY).summary.claims
    assert 48 <= claims.read <= 72
    assert claims.clean / claims.read > 0.6
    assert min(claims.corrected, claims.flagged, claims.held) > 0


@pytest.mark.parametrize("name", [name for name in ALL if name not in NOT_READ_BY_PYX12])
def test_sample_follows_the_guide(name: str) -> None:
    errors = guide(read(name))
    assert bool(errors) == (name in NOT_BY_THE_GUIDE), errors
    assert set(guide(scrubbed(name).corrected)) <= set(errors)


@pytest.mark.parametrize("name", NOT_READ_BY_PYX12)
def test_pyx12_cannot_read_it(name: str) -> None:
    with pytest.raises(GuideCheckFailed):
        guide(read(name))


WRONG_NPIS = {"dirty/npi_check_digit_wrong": {"2755288910"}, CLINIC_DAY: {"2755288199"}}


def passes_check_digit(npi: str) -> bool:
    doubled = [int(d) * (1 + at % 2) for at, d in enumerate(reversed(f"80840{npi}"))]
    return len(npi) == 10 and sum(d // 10 + d % 10 for d in doubled) % 10 == 0


@each(ALL)
def test_npis_pass_the_check_digit(name: str) -> None:
    text = re.sub(r"[\r\n]", "", read(name).decode("latin-1").upper())
    npis = set(re.findall(r"(?<=XX[*|\x1d])\d+", text))
    if log := sidecar(name, "treatments"):
        with log.open(newline="") as file:
            npis |= {row["therapist_npi"] for row in csv.DictReader(file)}
    npis.discard("")  # an assistant's time, which is nobody else's
    assert npis
    assert {npi for npi in npis if not passes_check_digit(npi)} == WRONG_NPIS.get(name, set())


def test_every_sidecar_belongs_to_a_sample() -> None:
    stems = {path.relative_to(SAMPLES).as_posix().split(".")[0] for path in SAMPLES.rglob("*.csv")}
    assert stems <= set(ALL)
