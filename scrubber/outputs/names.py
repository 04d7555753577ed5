"""How outputs are called after their input."""

import re
from pathlib import PurePath

ACKNOWLEDGMENTS = ("999", "277CA", "TA1")
"""The suffixes of acknowledgments; their own package is imported only where one is wanted."""
OUR_OUTPUT = re.compile(
    r"\.(?:(?:corrected|deidentified|discrepancies|held|original)(?:\.[^.]*)?"
    rf"|{'|'.join(ACKNOWLEDGMENTS)})$",
    re.IGNORECASE,
)


def output_name(input_name: str, kind: str, suffix: str | None = None) -> str:
    """`day.837` gives `day.corrected.837`, or another suffix."""
    name = PurePath(input_name)
    return f"{name.stem}.{kind}{name.suffix if suffix is None else suffix}"


def log_name(input_name: str, log_format: str) -> str:
    """`day.837` gives `day.discrepancies.jsonl`, `.csv` or `.html`."""
    return output_name(input_name, "discrepancies", f".{log_format}")


def acknowledgment_name(input_name: str, kind: str) -> str:
    """`day.837` gives `day.277CA`."""
    return f"{PurePath(input_name).stem}.{kind}"
