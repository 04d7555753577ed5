"""Hypothesis profiles: the suite's own, and `pytest --hypothesis-profile=long` for fuzzing."""

from hypothesis import HealthCheck, Phase, settings

settings.register_profile("suite", deadline=None, max_examples=60)
settings.register_profile(
    "long", deadline=None, max_examples=5_000, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "mutation",
    deadline=None,
    max_examples=30,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
)
settings.load_profile("suite")
