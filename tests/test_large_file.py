"""A file of a million rows is read in a small, bounded amount of memory."""

import subprocess
import sys
from pathlib import Path

ROWS = 1_000_000
MOST_MB = 400
READ = """
import sys
from pathlib import Path
import psutil
from app.sources import open_source

# Not ru_maxrss: on Linux that begins with what the process that started this one had.
memory = psutil.Process().memory_info
source = open_source(Path(sys.argv[1]))
rows = most = 0
for batch in source.batches():
    rows, most = rows + batch.height, max(most, memory().rss)
print(rows, source.quarantine.count, most // 2**20)
"""


def test_a_million_rows(tmp_path: Path) -> None:
    path = tmp_path / "million.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("id,email,last_name\n")
        file.writelines(f"{n},user{n}@example.org,Martin{n % 977}\n" for n in range(ROWS))
    done = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True)
    rows, bad, megabytes = map(int, done.stdout.split())
    assert (rows, bad) == (ROWS, 0)
    assert megabytes < MOST_MB
