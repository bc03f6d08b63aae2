"""``python -m bench`` runs every benchmark, ``python -m bench NAME`` one."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))


def main() -> int:
    wanted = sys.argv[1:] or NAMES
    unknown = [name for name in wanted if name not in NAMES]
    if unknown:
        print(f"no benchmark {unknown[0]!r}; there are: {', '.join(NAMES)}")
        return 2
    return max(subprocess.run([sys.executable, FOLDER / f"{name}.py"]).returncode for name in wanted)


if __name__ == "__main__":
    raise SystemExit(main())
