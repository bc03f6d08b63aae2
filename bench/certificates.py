"""1,000 giấy khen in one PDF against a mail merge through LibreOffice, and against bare typst.

    python bench/certificates.py

The rival is what offices do: one filled document per person, turned into PDF by LibreOffice. LibreOffice drops files
silently beyond 247 a call, so its list goes in five batches of 200 whose outputs are counted. All take turns: a round is
1,000 of ours, 1,000 of bare typst and one batch of the merge, so that what else the machine does falls on all alike; after
five rounds the merge has done its whole list too. Only where that took longer than `MERGE_LIMIT` it stops early and the
report says from how many documents its figure was scaled. The merge prints no QR code and no ornament, ours both: the ratio
is on the low side.
10,000 are printed as the job prints them, in files of 500, in a process of its own whose memory is looked at; that the job
survives a kill without doubles or gaps is a test (tests/rewards/test_resume.py), no figure.
Bare typst is the least a program must do for the same page: the texts unfitted, no frame, no PDF/A, fixed-mask QR.
"""

from __future__ import annotations

import io
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import segno
import typst

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from paperwork.blocks import Signer  # noqa: E402
from paperwork.certificates import Certificate, render_certificates  # noqa: E402
from paperwork.render import FONTS  # noqa: E402

COUNT = 1000
BATCH = 200
ROUNDS = COUNT // BATCH
WARM = 10
MERGE_LIMIT = 480  # seconds of the merge in all
GOAL = 12
GOAL_BARE = 1.3
MANY = 10_000
PART = 500
GOAL_MANY_MB = 1_500
BASE_URL = "https://thidua.example.vn/kiem-tra/"
GIVEN = ("Hòa", "Hằng", "Tuấn", "Duyên", "Khuê", "Thưởng", "Ưng", "Quỳnh", "Sỹ", "Đạt", "Yến")
DOCUMENT_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><w:document '
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
)
PAGE = '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/></w:sectPr></w:body></w:document>'
PARTS = {
    "[Content_Types].xml": (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    ),
}
BARE = """
#let data = json(bytes(sys.inputs.data))
#set page(paper: "a4", flipped: true, margin: 20mm)
#set text(font: "Tinos")
#for one in data {
  page(align(center, {
    for line in one.lines { block(text(size: 18pt, line)) }
    image(bytes(one.qr), format: "svg", width: 17mm)
  }))
}
"""


def make_certificates(run: int) -> list[Certificate]:
    """1,000 certificates; `run` changes every name, so that nothing cached from an earlier round helps."""
    return [
        Certificate(
            authority="Chủ tịch Ủy ban nhân dân phường Hạ Long",
            award="Giấy khen",
            name=f"Ông Nguyễn Văn {GIVEN[n % len(GIVEN)]} {'ABCĐEGHIKL'[run]}{n}",
            detail=f"Chuyên viên tổ công tác số {n % 97}, Ủy ban nhân dân phường Hạ Long",
            achievement="Đã hoàn thành xuất sắc nhiệm vụ trong phong trào thi đua yêu nước năm 2025",
            decision=f"{128 + run}/QĐ-UBND",
            decided_on=date(2026, 1, 15),
            gold_book_number=n + 1,
            place="Hạ Long",
            issued_on=date(2026, 1, 15),
            signer=Signer("KT. Chủ tịch", "Phó Chủ tịch", "Đỗ Thị Bích Ngọc"),
            check_code=f"GK-{2026 + run}-{n:06d}",
        )
        for n in range(COUNT)
    ]


def texts(one: Certificate) -> list[str]:
    """The lines both rivals print."""
    return [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        one.authority.upper(),
        "TẶNG",
        one.award.upper(),
        one.name,
        one.detail,
        one.achievement,
        f"Quyết định số {one.decision}",
        f"Số sổ vàng: {one.gold_book_number:02d}",
        one.signer.position.upper(),
        one.signer.name,
    ]


def run_ours(certificates: list[Certificate]) -> float:
    started = time.perf_counter()
    render_certificates(certificates, base_url=BASE_URL)
    return time.perf_counter() - started


def run_bare(certificates: list[Certificate], compiler: typst.Compiler) -> float:
    started = time.perf_counter()
    data = []
    for one in certificates:
        code = segno.make(BASE_URL + one.check_code, error="m", mask=4, boost_error=False, micro=False)
        picture = io.BytesIO()
        code.save(picture, kind="svg", xmldecl=False)
        data.append({"lines": texts(one), "qr": picture.getvalue().decode()})
    compiler.compile(sys_inputs={"data": json.dumps(data, ensure_ascii=False)})
    return time.perf_counter() - started


MANY_CODE = """
import sys, time
sys.path.insert(0, sys.argv[1])
from bench.certificates import BASE_URL, COUNT, MANY, PART, make_certificates
from paperwork.certificates import print_run
started = time.perf_counter()
files = pages = 0
for start in range(0, MANY, COUNT):
    for content in print_run(make_certificates(start // COUNT), base_url=BASE_URL, size=PART):
        files, pages = files + 1, pages + PART
held = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(files, pages, round(time.perf_counter() - started, 2), int(held.split()[1]) // 1024)
"""


def run_many() -> dict[str, float]:
    """10,000 sheets in files of `PART`: seconds and the most memory the process held, MB."""
    told = subprocess.run(
        [sys.executable, "-c", MANY_CODE, str(ROOT)], check=True, capture_output=True, text=True, timeout=900
    ).stdout.split()
    return {"files": int(told[0]), "pages": int(told[1]), "seconds": float(told[2]), "peak_mb": int(told[3])}


def write_docx(one: Certificate, file: Path) -> None:
    """A filled document of the least that LibreOffice opens: one page, twelve centred lines."""
    body = "".join(
        '<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:rFonts w:ascii="Times New Roman"/><w:sz w:val="36"/>'
        f"</w:rPr><w:t>{escape(line)}</w:t></w:r></w:p>"
        for line in texts(one)
    )
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in PARTS.items():
            archive.writestr(name, content)
        archive.writestr("word/document.xml", DOCUMENT_HEAD + body + PAGE)


def run_merge(certificates: list[Certificate], soffice: str, profile: Path) -> float:
    """Seconds for these documents filled and converted in one call; at most `BATCH` of them."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "pdf"
        started = time.perf_counter()
        files = []
        for number, one in enumerate(certificates):
            files.append(Path(folder) / f"{number:04d}.docx")
            write_docx(one, files[-1])
        command = [soffice, "--headless", f"-env:UserInstallation=file://{profile}", "--convert-to", "pdf"]
        subprocess.run(
            [*command, "--outdir", str(out), *map(str, files)],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=MERGE_LIMIT,
        )
        seconds = time.perf_counter() - started
        if (made := len(list(out.glob("*.pdf")))) != len(certificates):
            raise RuntimeError(f"LibreOffice made {made} of {len(certificates)} files")
        return seconds


def say(text: str) -> None:
    """At once, also into a file: the whole takes minutes."""
    print(text, flush=True)


def main() -> int:
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        say("certificates: skipped, LibreOffice is not installed (the rival of this benchmark)")
        return 0
    merged = make_certificates(ROUNDS)
    with tempfile.TemporaryDirectory() as folder:
        bare_file = Path(folder) / "bare.typ"
        bare_file.write_text(BARE, encoding="utf-8")
        bare_compiler = typst.Compiler(str(bare_file), root=folder, font_paths=[str(FONTS)], ignore_system_fonts=True)
        profile = Path(folder) / "profile"
        # A few to warm each: fonts read, LibreOffice's profile made.
        warm = make_certificates(ROUNDS + 1)[:WARM]
        run_ours(warm)
        run_bare(warm, bare_compiler)
        run_merge(warm, soffice, profile)
        ours, bare, merge = [], [], []
        for run in range(ROUNDS):
            certificates = make_certificates(run)
            ours.append(run_ours(certificates))
            bare.append(run_bare(certificates, bare_compiler))
            if sum(merge) < MERGE_LIMIT:
                merge.append(run_merge(merged[run * BATCH :][:BATCH], soffice, profile))
            say(
                f"  round {run + 1} of {ROUNDS}: ours {ours[-1]:.2f} s, bare {bare[-1]:.2f} s, {BATCH} merged {merge[-1]:.2f} s"
            )
        many = run_many()
    documents = len(merge) * BATCH
    merge_seconds = sum(merge) * COUNT / documents
    figures: dict[str, object] = {
        name: {"median_s": round(statistics.median(times), 3), "all_s": [round(t, 3) for t in times]}
        for name, times in (("ours", ours), ("bare_typst_with_qr", bare))
    }
    # Sums, not medians: the merge is one list in parts, and each part met the same machine as its round of ours.
    ratio = round(merge_seconds / statistics.mean(ours), 1)
    to_bare = round(sum(ours) / sum(bare), 2)
    figures |= {
        "certificates": COUNT,
        "libreoffice_merge": {"seconds": round(merge_seconds, 2), "documents_run": documents, "batches_s": merge},
        "ours_to_bare_typst": to_bare,
        "goal_to_bare_typst": GOAL_BARE,
        "ten_thousand": many | {"goal_mb": GOAL_MANY_MB},
    }
    report = {
        "name": "certificates",
        "ratio": ratio,
        "goal": GOAL,
        "better": "higher",
        "figures": figures,
        "machine": {"cpus": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()},
    }
    target = ROOT / "out" / "bench" / "certificates.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    how = "all of them run" if documents == COUNT else f"{documents} run, scaled"
    say(f"  {COUNT} sheets: ours {statistics.mean(ours):.2f} s, bare typst with QR {statistics.mean(bare):.2f} s")
    say(f"  mail merge of {COUNT}: {merge_seconds:.1f} s ({how})")
    say(
        f"  {many['pages']} sheets in {many['files']} files: {many['seconds']} s, peak {many['peak_mb']} MB"
        f" (goal {GOAL_MANY_MB})"
    )
    say(
        f"certificates: mail merge / ours {ratio} (goal at least {GOAL}); ours / bare {to_bare} (goal at most {GOAL_BARE})"
    )
    met = ratio >= GOAL and to_bare <= GOAL_BARE and many["peak_mb"] <= GOAL_MANY_MB
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
