"""How many examples the property tests try. Importing this module sets it for the whole run.

``fast`` is the default and tries the same examples every time, so that work on the code is never
broken by chance; ``SHIFAN_SEED=N``, which CI sets and prints, draws others from that seed;
``thorough``, by ``SHIFAN_THOROUGH=1``, draws many. None keeps a database of examples: a failing
example is printed as YAML.
"""

import os

from hypothesis import HealthCheck, core, settings

SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)

settings.register_profile(
    "fast",
    max_examples=40,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=SLOW,
)
settings.register_profile(
    "fresh", max_examples=40, deadline=None, database=None, suppress_health_check=SLOW
)
settings.register_profile(
    "thorough", max_examples=1000, deadline=None, database=None, suppress_health_check=SLOW
)
EXAMPLES = 1000 if os.environ.get("SHIFAN_THOROUGH") == "1" else 40
SEED = os.environ.get("SHIFAN_SEED")
if SEED:
    core.global_force_seed = int(SEED)
settings.load_profile("thorough" if EXAMPLES > 40 else "fresh" if SEED else "fast")
