"""How much is measured. Smaller or larger: BENCH_SIZES=500,1000,2000 BENCH_DERIVE_SIZES=2000,4000,8000 make bench."""

import os


def _sizes(variable: str, default: str) -> list[int]:
    return sorted(int(size) for size in os.environ.get(variable, default).split(","))


SIZES = _sizes("BENCH_SIZES", "2000,10000,50000")
"""Records with three identifiers that are loaded, resolved and looked up."""
DERIVE_SIZES = _sizes("BENCH_DERIVE_SIZES", "10000,30000,100000")
"""Records of demo data that are matched in memory."""
