"""Figures for Prometheus on a port of this machine alone: counts, ages and sizes, no names."""

import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server

from scrubber.folder.status import Status

LOOPBACK = "127.0.0.1"


class Metrics:
    """Served until closed. Raises OSError where the port is taken."""

    def __init__(self, port: int) -> None:
        registry = CollectorRegistry()
        self._files = Counter(
            "scrubber_files", "Files by how they ended", ["outcome"], registry=registry
        )
        self._seconds = Histogram(
            "scrubber_file_seconds",
            "Seconds from taking a file to its end",
            buckets=(0.1, 0.5, 1, 5, 10, 60, 300, 1800),
            registry=registry,
        )
        gauges = {
            "queue": "Files that wait",
            "oldest_seconds": "For how long the oldest has waited",
            "in_work": "Jobs in work, of all watchers",
            "left_alone": "Entries that are not touched: links, pipes, odd names",
            "stuck": "Jobs that could not be ended yet",
        }
        self._gauges = {
            name: Gauge(f"scrubber_{name}", told, registry=registry)
            for name, told in gauges.items()
        }
        self._paused = Gauge("scrubber_paused", "1 while no file is taken", registry=registry)
        self._heartbeat = Gauge(
            "scrubber_heartbeat_timestamp_seconds", "When it last told", registry=registry
        )
        self._server, self._thread = start_http_server(port, LOOPBACK, registry)

    def close(self) -> None:
        """Let go of the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def count(self, outcome: str, seconds: float) -> None:
        """A file has come to its end."""
        self._files.labels(outcome).inc()
        self._seconds.observe(seconds)

    def show(self, status: Status) -> None:
        """What the status tells."""
        for name, gauge in self._gauges.items():
            gauge.set(getattr(status, name))
        self._paused.set(bool(status.paused))
        self._heartbeat.set(time.time())
