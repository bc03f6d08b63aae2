"""Recount an exported ballot. Needs nothing but Python: ``python3 recount.py export.json [receipt]``.

Reads the file that the result page offers ("Tải danh sách để đếm lại"), counts every published paper again and
compares with the announced counts. With a receipt it also shows the choices published under it.
Exit code: 0 when everything agrees, 1 when something differs, 2 when the file or the receipt cannot be used.
"""

import json
import sys

WORDS = {"yes": "đồng ý", "no": "không đồng ý", "blank": "không có ý kiến"}


def recount(export):
    """(counts per item, list of disagreements in Vietnamese) of one exported ballot."""
    # An item put off before the count is not voted on: nothing of it is published.
    keys = [item["key"] for item in export["items"] if item.get("put_off", {"opened": True})["opened"]]
    labels = {item["key"]: item["label"] for item in export["items"]}
    counts = {key: {"yes": 0, "no": 0, "blank": 0} for key in keys}
    problems = []
    receipts = [paper["receipt"] for paper in export["published"]]
    if len(set(receipts)) != len(receipts):
        problems.append("Có biên nhận xuất hiện hơn một lần.")
    for paper in export["published"]:
        if set(paper["choices"]) != set(keys) or not set(paper["choices"].values()) <= set(WORDS):
            problems.append(f"Phiếu {paper['receipt']} không đủ hoặc có mục lạ.")
            continue
        for key, choice in paper["choices"].items():
            counts[key][choice] += 1
    others = [export["tally"][way] for way in ("paper", "written")] if export.get("tally") else []
    for way in others:  # paper ballots and written opinions, counted by hand, are added to what the list says
        for key in keys:
            for choice in WORDS:
                counts[key][choice] += way[key][choice]
    for key in keys:
        if counts[key] != export["counts"].get(key):
            problems.append(f"“{labels[key]}”: công bố {export['counts'].get(key)}, đếm lại {counts[key]}.")
    if set(export["counts"]) - set(keys):
        problems.append("Kết quả công bố có mục không thuộc phiếu.")
    paper = export.get("paper_ballots") or {"returned": 0, "spoiled": 0}
    by_hand = paper["returned"] - paper["spoiled"] + export.get("cast_written", 0)
    if len(receipts) + by_hand != export["valid"]:
        listed = f"danh sách có {len(receipts)}" + (f", đếm tay {by_hand}" if by_hand else "")
        problems.append(f"Công bố {export['valid']} phiếu hợp lệ, {listed}.")
    if export["valid"] + export["invalid"] != export["cast"]:
        problems.append("Số phiếu hợp lệ cộng không hợp lệ khác số phiếu đã bỏ.")
    if export["cast"] + export.get("not_cast", export["eligible"] - export["cast"]) != export["eligible"]:
        problems.append("Số phiếu đã bỏ cộng số chưa bỏ khác số người có quyền bỏ phiếu.")
    if export["cast"] > export["eligible"]:
        problems.append("Số phiếu đã bỏ nhiều hơn số người có quyền bỏ phiếu.")
    return counts, problems


def main(arguments):
    if len(arguments) not in (1, 2):
        print(__doc__)
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as file:
            export = json.load(file)
        counts, problems = recount(export)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print(f"Không đọc được tệp: {error}")
        return 2
    print(export["title"])
    for item in export["items"]:
        row, later = counts.get(item["key"]), item.get("put_off")
        said = ", ".join(f"{WORDS[c]} {n}" for c, n in row.items()) if row else "không bỏ phiếu"
        print(f"  {item['label']}: {said}" + (f"; để lại phiên sau ({later['reason']})" if later else ""))
    for problem in problems:
        print(f"KHÁC: {problem}")
    if len(arguments) == 2:
        wanted = arguments[1].strip().upper()
        found = [p for p in export["published"] if p["receipt"] == wanted]
        if not found:
            print(f"Không có biên nhận {wanted} trong danh sách.")
            return 2
        for item in export["items"]:
            choice = found[0]["choices"].get(item["key"])
            print(f"  {wanted} · {item['label']}: {WORDS[choice] if choice else 'để lại phiên sau'}")
    print("Đếm lại có chỗ khác." if problems else "Đếm lại khớp với kết quả công bố.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
