"""The whole practice year of 5,000 people against its own slowest stage: how evenly the work is spread.

The figures come from the table the year itself prints, one run on a database of its own.
"""

import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GOAL = 3.0
PEOPLE = int(os.environ.get("PEOPLE", "5000"))  # fewer while trying: make bench name=year people=200


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "manage.py", "year", "--people", str(PEOPLE), "--out", folder]
        done = subprocess.run(command, cwd=ROOT, env=os.environ | {"DEMO": "1"}, capture_output=True, text=True)
    if done.returncode:
        print(done.stderr[-2000:])
        return 1
    table = done.stdout.partition("Thời gian từng giai đoạn (giây)")[2]
    seconds = {name.strip(): float(value) for name, value in re.findall(r"^ {4}(\S.*?)\s{2,}([\d.]+)$", table, re.M)}
    whole = seconds.pop("Cả năm")
    slowest = max(seconds, key=lambda name: seconds[name])
    ratio = whole / seconds[slowest]
    print(f"  {PEOPLE} người: cả năm {whole:.1f} s; chậm nhất: {slowest} {seconds[slowest]:.1f} s")
    out = ROOT / "out" / "bench"
    out.mkdir(parents=True, exist_ok=True)
    result = {
        "name": "year",
        "ratio": round(ratio, 2),
        "goal": GOAL,
        "better": "higher",
        "figures": seconds | {"whole": whole, "people": PEOPLE},
        "machine": platform.platform(),
    }
    (out / "year.json").write_text(json.dumps(result, ensure_ascii=False, indent=1))
    print(f"year: ratio {ratio:.2f} (goal {GOAL})")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
