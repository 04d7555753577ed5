"""A systemd unit for a watched folder: a user of its own, and of the system what it needs."""

import sys
from pathlib import Path

_UNIT = """\
# /etc/systemd/system/scrubber-watch.service
#   useradd --system --home-dir /var/lib/scrubber --shell /usr/sbin/nologin scrubber
#   chown -R scrubber: {folder}; whoever uploads needs write access to its folder for incoming files
#   systemctl enable --now scrubber-watch
# Every other command of this ledger, as the same user and with the same data folder:
#   sudo -u scrubber env SCRUBBER_DATA_DIR=/var/lib/scrubber {command} release {folder}
[Unit]
Description=Scrub the 837P files that come into {folder}
After=network.target
RequiresMountsFor={folder}

[Service]
Type=exec
User=scrubber
Group=scrubber
UMask=0077
StateDirectory=scrubber
StateDirectoryMode=0700
Environment=SCRUBBER_DATA_DIR=/var/lib/scrubber
ExecStart={command} watch {folder}
ExecReload=/bin/kill -HUP $MAINPID
KillSignal=SIGTERM
# It stops after the current file; one that is killed is gone on with at the next start.
TimeoutStopSec=300
Restart=on-failure
RestartSec=10

ReadWritePaths={folder}
ProtectSystem=strict
ProtectHome={home}
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
NoNewPrivileges=yes
CapabilityBoundingSet=
SystemCallArchitectures=native
SystemCallFilter=@system-service

[Install]
WantedBy=multi-user.target
"""


def unit_text(folder: Path) -> str:
    """The unit, for this installation and this folder."""
    place = folder.resolve()
    at_home = place.is_relative_to("/home") or place.is_relative_to("/root")
    command = Path(sys.prefix) / "bin" / "scrubber"
    return _UNIT.format(
        folder=_quoted(place), command=_quoted(command), home="tmpfs" if at_home else "yes"
    )


def _quoted(path: Path) -> str:
    """As systemd reads it: `%` and `$` are its own, blanks part words."""
    text = str(path).replace("\\", "\\\\").replace("%", "%%").replace("$", "$$")
    return f'"{text}"' if " " in text or '"' in text else text
