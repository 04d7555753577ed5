"""Payer profiles written for a test."""

from pathlib import Path

from scrubber.tables import PayerProfile, PayerProfiles, mappings_folder
from scrubber.tables.payer_files import read_profiles

BUILT_IN = mappings_folder() / "payers"
SOURCES = "sources: [{title: Provider manual, checked: 2026-11-21}]\n"
MATCH = 'match: {payer_ids: ["60054"]}\n'


def profile(text: str = "", name: str = "acme") -> str:
    return f"profile: {name}\ntitle: Acme Health\n{SOURCES}{text}"


def with_files(folder: Path, **files: str) -> PayerProfiles:
    """The built-in profiles and these."""
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return read_profiles(BUILT_IN, folder)


def acme(folder: Path, text: str) -> PayerProfile:
    """One added profile with these settings."""
    return with_files(folder, acme=profile(MATCH + text)).by_name["acme"]


def held(payers: PayerProfiles, payer_id: str = "", name: str = "", filing: str = "CI") -> str:
    """The name of the profile that holds for a payer."""
    return payers.of(payer_id, name, filing).profile.profile
