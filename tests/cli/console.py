"""Runs the command line in this process, and the files that its tests work on."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from scrubber.cli.main import app
from tests.edi import ClaimText, one_claim

SECRETS = ("SAMPLE", "ZEBULON", "1EG4TE5MK73", "19500101", "OAK LANE")
"""What stands in every file here and may stand in no message: name, member id, birth, street."""

CLEAN_LINE = "SV1*HC:97530:GP*100*UN*2***1~"
OVER_LINE = "SV1*HC:97530*150*UN*3***1~"
FLAGGED_LINE = "SV1*HC:97530:GP:GP*100*UN*2***1~"
HELD_LINES = (CLEAN_LINE, "SV1*HC:97153*120*UN*4***1~")
TREATMENTS = "claim_id,service_date,procedure,minutes,signed_by\nC1,2026-03-09,97530,23,T. Hand\n"


@dataclass(frozen=True)
class Ran:
    """What a command said and how it ended."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        """Standard output as text."""
        return self.out.decode()


def run(*arguments: str | Path, stdin: bytes = b"") -> Ran:
    """A command in this process. An exception that would be a traceback is the test's failure, and
    so is a patient's name, number or birth date on standard error."""
    result = CliRunner().invoke(
        app,
        [str(argument) for argument in arguments],
        input=stdin,
        catch_exceptions=False,
        prog_name="scrubber",
    )
    ran = Ran(result.exit_code, result.stdout_bytes, result.stderr)
    assert "Traceback" not in ran.err
    assert [secret for secret in SECRETS if secret in ran.err] == []
    return ran


def file_of(*lines: str, **options: Any) -> str:
    """An 837P with one claim of these lines."""
    subscriber = {"first_name": "ZEBULON", "claim_filing": options.pop("claim_filing", "MB")}
    return one_claim(ClaimText(lines, **options), **subscriber)


def put(folder: Path, name: str, text: str | bytes) -> Path:
    """A file in a folder."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("latin-1"))
    return path


def names(folder: Path) -> list[str]:
    """All that is in a folder, hidden files and what lies below included."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def contents(folder: Path) -> dict[str, bytes]:
    """All files of a folder."""
    return {name: (folder / name).read_bytes() for name in names(folder)}


def records(log: bytes) -> list[dict[str, Any]]:
    """The records of a log."""
    return [json.loads(line) for line in log.splitlines()]


def findings(log: bytes) -> list[tuple[str, str]]:
    """Rule and action of each discrepancy of a log."""
    return [(r["rule"], r["action"]) for r in records(log) if r["record"] == "discrepancy"]
