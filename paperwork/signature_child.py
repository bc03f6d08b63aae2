"""Runs alone in a child process: reads one uploaded file under limits and prints findings as JSON. Never imported.

Usage: python -I signature_child.py signed|scan.pdf|scan.jpg|scan.png MEMORY_MB CPU_SECONDS, the question on standard input.
Exit status 0 with JSON on standard output; 3 unreadable, 4 too large.
"""

import base64
import json
import resource
import sys
from pathlib import Path


def main() -> None:
    mode, memory_mb, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    asked = json.load(sys.stdin)
    content = base64.b64decode(asked.pop("content"))
    from paperwork.signature_check import check, check_picture, check_scan

    memory = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # writes no file at all
    try:
        if mode == "signed":
            answer = check(content, asked)
        elif mode == "scan.pdf":
            answer = [check_scan(content)]
        else:
            answer = [check_picture(content, mode.removeprefix("scan"))]
    except MemoryError:
        sys.exit(4)
    except Exception:
        sys.exit(3)
    json.dump(answer, sys.stdout, ensure_ascii=True, separators=(",", ":"))


if __name__ == "__main__":
    main()
