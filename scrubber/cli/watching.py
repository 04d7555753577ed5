"""watch, status and release: a folder that is scrubbed as files come in."""

from pathlib import Path
from typing import Annotated

import typer

from scrubber.cli.errors import ExitCode, fail, usage_errors

Folder = Annotated[Path, typer.Argument(help="The watched folder.", metavar="FOLDER")]


def watch(
    folder: Folder,
    once: Annotated[
        bool, typer.Option("--once", help="Do all that is ready, then stop: for cron.")
    ] = False,
    systemd_unit: Annotated[
        bool, typer.Option("--systemd-unit", help="Print a systemd unit for this folder.")
    ] = False,
) -> None:
    """Scrub the 837P files that come into a folder, each once, until it is stopped.

    Settings are in scrubber.toml in the folder. SIGTERM stops after the current file, SIGHUP reads
    the settings again.
    """
    with usage_errors():
        if systemd_unit:
            from scrubber.folder.systemd import unit_text

            print(unit_text(folder), end="", flush=True)
            return
        from scrubber.folder.watcher import watch as watch_folder

        watch_folder(folder, once=once)


def status(folder: Folder) -> None:
    """How the watchers of a folder are doing; exit code 1 where something is wrong."""
    from datetime import UTC, datetime

    from scrubber.folder.status_text import status_text

    with usage_errors():
        lines, is_well = status_text(folder, datetime.now(UTC))
        print("\n".join(lines), flush=True)
    raise typer.Exit(ExitCode.NOTHING_LEFT if is_well else ExitCode.FINDINGS_REMAIN)


def release(
    folder: Folder,
    names: Annotated[
        list[str] | None, typer.Argument(help="Files in hold; none: list them.", metavar="NAME...")
    ] = None,
    attest: Annotated[
        list[str] | None,
        typer.Option(help="A person's word for a rule; repeatable.", metavar="RULE"),
    ] = None,
    attested_by: Annotated[
        str, typer.Option(help="Who releases, and gives that word.", metavar="NAME")
    ] = "",
) -> None:
    """Send held claims on, after they were edited or attested; without a NAME: what waits, and why.

    With --attest, a claim that the rule holds goes as it is; for TH102, TH301 and TH401 the
    correction is made, as by fix. Claims that something else still holds stay.
    """
    from scrubber.folder.release import release_files, waiting_text

    with usage_errors():
        if not names:
            print("\n".join(waiting_text(folder)), flush=True)
            return
        if not attested_by.strip():
            fail(ExitCode.WRONG_USAGE, "say who releases: --attested-by NAME")
        rules = [part.strip() for text in attest or () for part in text.split(",") if part.strip()]
        told, is_done = release_files(folder, names, rules, attested_by.strip())
        print("\n".join(told), flush=True)
    raise typer.Exit(ExitCode.NOTHING_LEFT if is_done else ExitCode.FINDINGS_REMAIN)
