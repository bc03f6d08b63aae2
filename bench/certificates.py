"""1,000 giấy khen in one PDF against a mail merge through LibreOffice, and against bare typst.

    python bench/certificates.py

The rival is what offices do: one filled document per person, turned into PDF by LibreOffice. A sample of it is run
and scaled, as the whole takes minutes; LibreOffice drops files silently beyond 247 a call, so batches stay at 200 and
the outputs are counted. Its figure includes no QR code and no ornament, ours both: the ratio is on the low side.
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
SAMPLE = 100
BATCH = 200
ROUNDS = 3
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
    """Seconds for `SAMPLE` documents filled and converted, in batches of at most `BATCH`."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "pdf"
        started = time.perf_counter()
        files = []
        for number, one in enumerate(certificates[:SAMPLE]):
            files.append(Path(folder) / f"{number:04d}.docx")
            write_docx(one, files[-1])
        for start in range(0, len(files), BATCH):
            subprocess.run(
                [
                    soffice,
                    "--headless",
                    f"-env:UserInstallation=file://{profile}",
                    "--convert-to",
                    "pdf",
                    "--outdir",
                    str(out),
                    *map(str, files[start : start + BATCH]),
                ],
                check=True,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=300,
            )
        seconds = time.perf_counter() - started
        if (made := len(list(out.glob("*.pdf")))) != SAMPLE:
            raise RuntimeError(f"LibreOffice made {made} of {SAMPLE} files")
        return seconds


def main() -> int:
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        print("certificates: skipped, LibreOffice is not installed (the rival of this benchmark)")
        return 0
    runs = [make_certificates(run) for run in range(ROUNDS + 1)]
    with tempfile.TemporaryDirectory() as folder:
        bare_file = Path(folder) / "bare.typ"
        bare_file.write_text(BARE, encoding="utf-8")
        bare_compiler = typst.Compiler(str(bare_file), root=folder, font_paths=[str(FONTS)], ignore_system_fonts=True)
        profile = Path(folder) / "profile"
        # One round to warm each: fonts read, LibreOffice's profile made.
        run_ours(runs[ROUNDS])
        run_bare(runs[ROUNDS], bare_compiler)
        run_merge(runs[ROUNDS][:SAMPLE], soffice, profile)
        ours, bare, merge = [], [], []
        for run in runs[:ROUNDS]:
            ours.append(run_ours(run))
            bare.append(run_bare(run, bare_compiler))
            merge.append(run_merge(run, soffice, profile) * COUNT / SAMPLE)
        many = run_many()
    figures = {
        name: {"median_s": round(statistics.median(times), 3), "all_s": [round(t, 3) for t in times]}
        for name, times in (("ours", ours), ("bare_typst_with_qr", bare), ("libreoffice_merge_scaled", merge))
    }
    figures["certificates"] = COUNT
    figures["merge_sample"] = SAMPLE
    figures["ours_to_bare_typst"] = round(statistics.median(ours) / statistics.median(bare), 2)
    figures["goal_to_bare_typst"] = GOAL_BARE
    figures["ten_thousand"] = many | {"goal_mb": GOAL_MANY_MB}
    ratio = round(statistics.median(merge) / statistics.median(ours), 1)
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
    for name in ("ours", "bare_typst_with_qr", "libreoffice_merge_scaled"):
        print(f"  {name}: {figures[name]['median_s']} s for {COUNT} (rounds: {figures[name]['all_s']})")
    print(
        f"  mail merge measured on {SAMPLE} documents and scaled; ours / bare typst: {figures['ours_to_bare_typst']}"
        f" (goal {GOAL_BARE})"
    )
    print(
        f"  {many['pages']} sheets in {many['files']} files: {many['seconds']} s, peak {many['peak_mb']} MB"
        f" (goal {GOAL_MANY_MB})"
    )
    print(f"certificates: ratio {ratio} (goal {GOAL})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
