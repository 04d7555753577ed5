"""Hypothesis profiles: the suite's own, and `pytest --hypothesis-profile=long` for fuzzing."""

from hypothesis import HealthCheck, settings

settings.register_profile("suite", deadline=None, max_examples=60)
settings.register_profile(
    "long", deadline=None, max_examples=5_000, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")
