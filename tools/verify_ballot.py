"""Verify the board of an encrypted ballot: ``python3 verify_ballot.py board.json [RECEIPT] [--code "MÃ HÒM"] [--jobs N]``.

Reads the file that the result page offers ("Tải bảng công bố") and nothing else. It shares no code with the system: the
curve, every hash and every proof were written a second time from docs/how-to/secret-ballots.md. With the package PyNaCl
it is about thirty times as fast; without it, it needs nothing but Python and gives the same answers.

What it checks: the key was made by all named trustees together; every paper is signed by a different card of the list
and every item of it holds yes, no or blank; the published sums are the sums of these papers; at least k trustees opened
them, each with a proof; the opened sums are the announced votes online; paper ballots and written opinions add up with them
to the announced result; eligible = cast + not cast, cast = valid + invalid.

With RECEIPT it says whether that paper is on the board. ``--code``: the code of the box as the trustees read it aloud; without
it nothing proves that this is the ballot you took part in.
Exit code: 0 when everything agrees, 1 when something differs, 2 when the file cannot be used.
"""

import argparse
import hashlib
import json
import sys
from concurrent.futures import ProcessPoolExecutor

try:
    from nacl import bindings as sodium
except ImportError:  # the slow way below
    sodium = None

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT = pow(2, (P - 1) // 4, P)
NO = 65536
VALUES = (1, NO, 0)
NAME = b"thidua-ballot-1"
ONE = b"\x01" + bytes(31)
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


class Wrong(Exception):
    """Something on the board that does not hold; the message is for people."""


# ── the curve, in plain integers (extended coordinates) ──


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def negative(p):
    return P - p[0], p[1], p[2], P - p[3]


ZERO = (0, 1, 1, 0)


def multiple(n, p):
    total = ZERO
    while n:
        if n & 1:
            total = add(total, p)
        p, n = add(p, p), n >> 1
    return total


def unpack(data):
    """The point of 32 bytes; Wrong unless it is canonical and of the prime order."""
    y, sign = int.from_bytes(data, "little") & (2**255 - 1), data[31] >> 7
    if len(data) != 32 or y >= P:
        raise Wrong("một điểm không đúng quy cách")
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * ROOT % P
    if x * x % P != square or (x == 0 and sign):
        raise Wrong("một điểm không nằm trên đường cong")
    x = P - x if x & 1 != sign else x
    point = (x, y, 1, x * y % P)
    if data == ONE or pack(multiple(L, point)) != ONE:
        raise Wrong("một điểm không thuộc nhóm")
    return point


def pack(point):
    x, y, z, _ = point
    back = pow(z, -1, P)
    x, y = x * back % P, y * back % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


class Plain:
    """The group with nothing but Python. Points in and out are 32 bytes."""

    def __init__(self):
        self.known = {ONE: ZERO}
        self.base_point = self._point(bytes.fromhex("58" + "66" * 31))

    def _point(self, data):
        if data not in self.known:
            self.known[data] = unpack(data)
        return self.known[data]

    def _keep(self, point):
        data = pack(point)
        self.known[data] = point
        return data

    def check(self, data):
        unpack(data)

    def base(self, n):
        return self._keep(multiple(n % L, self.base_point))

    def times(self, n, data):
        return self._keep(multiple(n % L, self._point(data)))

    def plus(self, one, other):
        return self._keep(add(self._point(one), self._point(other)))

    def minus(self, one, other):
        return self._keep(add(self._point(one), negative(self._point(other))))


class Sodium:
    """The same through libsodium."""

    def check(self, data):
        if len(data) != 32 or not sodium.crypto_core_ed25519_is_valid_point(data):
            raise Wrong("một điểm không thuộc nhóm")

    def base(self, n):
        return sodium.crypto_scalarmult_ed25519_base_noclamp((n % L).to_bytes(32, "little")) if n % L else ONE

    def times(self, n, data):
        if not n % L or data == ONE:
            return ONE
        try:
            return sodium.crypto_scalarmult_ed25519_noclamp((n % L).to_bytes(32, "little"), data)
        except Exception as error:
            raise Wrong("một điểm không thuộc nhóm") from error

    def plus(self, one, other):
        return sodium.crypto_core_ed25519_add(one, other)

    def minus(self, one, other):
        return sodium.crypto_core_ed25519_sub(one, other)


GROUP = Sodium() if sodium else Plain()
MARKS = tuple(GROUP.base(value) if value else None for value in VALUES)


# ── hashes and the three kinds of proof ──


def framed(*parts):
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def challenge_of(purpose, *parts):
    return int.from_bytes(hashlib.sha512(framed(NAME, purpose.encode(), *parts)).digest(), "little") % L


def four(n):
    return n.to_bytes(4, "big")


def scalar(data):
    value = int.from_bytes(data, "little")
    if len(data) != 32 or value >= L:
        raise Wrong("một số không đúng quy cách")
    return value


def check_secret(proof, public, context):
    """The maker of the 64 bytes knows the secret of ``public``."""
    if len(proof) != 64:
        raise Wrong("một chứng minh thiếu")
    GROUP.check(public)
    e, s = scalar(proof[:32]), scalar(proof[32:])
    if e != challenge_of("secret", context, public, GROUP.minus(GROUP.base(s), GROUP.times(e, public))):
        raise Wrong("chứng minh không đúng")


def check_signature(credential, text, signature):
    """Ed25519 (RFC 8032), without the cofactor: the card signed."""
    GROUP.check(credential)
    s = scalar(signature[32:])
    h = int.from_bytes(hashlib.sha512(signature[:32] + credential + text).digest(), "little") % L
    if GROUP.minus(GROUP.base(s), GROUP.times(h, credential)) != signature[:32]:
        raise Wrong("chữ ký của thẻ không đúng")


def check_paper(paper, fingerprint, key, items):
    """Signed by its card; every item holds one of the three choices."""
    if len(paper) != 96 + 256 * items:
        raise Wrong("phiếu không đủ độ dài")
    card, body = paper[:32], paper[:-64]
    check_signature(card, framed(NAME, b"paper", fingerprint, body), paper[-64:])
    for place in range(items):
        entry = paper[32 + 256 * place : 288 + 256 * place]
        alpha, beta, seen, total = entry[:32], entry[32:64], [], 0
        # that alpha and beta are points of the group, their multiples below say; the identity is none to encrypt with
        if alpha == ONE:
            raise Wrong(f"mục {place + 1}: một điểm không thuộc nhóm")
        for n, mark in enumerate(MARKS):
            e, s = scalar(entry[64 + 64 * n : 96 + 64 * n]), scalar(entry[96 + 64 * n : 128 + 64 * n])
            total += e
            rest = GROUP.minus(beta, mark) if mark else beta
            seen.append(GROUP.minus(GROUP.base(s), GROUP.times(e, alpha)))
            seen.append(GROUP.minus(GROUP.times(s, key), GROUP.times(e, rest)))
        if total % L != challenge_of("choice", framed(fingerprint, card, four(place)), key, alpha, beta, *seen):
            raise Wrong(f"mục {place + 1}: chứng minh không đúng")


def receipt_of(paper):
    value, signs = int.from_bytes(hashlib.sha256(paper).digest(), "big"), ""
    for _ in range(16):
        signs, value = signs + SIGNS[value % 31], value // 31
    return "-".join(signs[n : n + 4] for n in range(0, 16, 4))


# ── the trustees ──


def trustee_context(frozen, purpose, place, *parts):
    members, needed = len(frozen["trustees"]), frozen["trustees_needed"]
    start = [NAME, purpose.encode(), frozen["id"].encode(), four(members), four(needed), four(place)]
    return hashlib.sha256(framed(*start, *parts)).digest()


def share_key(dealings, needed, place):
    """The public key of the share at ``place``: the sum of all committed polynomials there."""
    total = ONE
    for dealing in dealings:
        for power in range(needed):
            total = GROUP.plus(total, GROUP.times(pow(place, power, L), dealing[32 * power : 32 * power + 32]))
    return total


def check_trustees(frozen):
    """The trustees' public contributions; Wrong names the trustee."""
    needed, people = frozen["trustees_needed"], frozen["trustees"]
    rounds = {
        name: [bytes.fromhex(person[name]) for person in people] for name in ("enrolment", "dealing", "acceptance")
    }
    if not 2 <= needed <= len(people):
        raise Wrong(f"{needed} trong {len(people)} người giữ hòm là không thể")
    enrolments, dealings = rounds["enrolment"], rounds["dealing"]
    end, key = 32 * needed, ONE
    for place, person in enumerate(people, start=1):
        enrolment, dealing = enrolments[place - 1], dealings[place - 1]
        try:
            if len(dealing) != end + 64 + 64 * len(people):
                raise Wrong("phần khóa thiếu")
            check_secret(enrolment[32:], enrolment[:32], trustee_context(frozen, "enrol", place))
            commitments = [dealing[n : n + 32] for n in range(0, end, 32)]
            boxes = [dealing[n : n + 64] for n in range(end + 64, len(dealing), 64)]
            for commitment in commitments:
                GROUP.check(commitment)
            said = trustee_context(frozen, "deal", place, framed(*enrolments), framed(*commitments), framed(*boxes))
            check_secret(dealing[end : end + 64], commitments[0], said)
            held = share_key(dealings, needed, place)
            check_secret(rounds["acceptance"][place - 1], held, trustee_context(frozen, "accept", place, *dealings))
        except Wrong as error:
            raise Wrong(f"người giữ hòm {person['name']}: {error}") from error
        key = GROUP.plus(key, commitments[0])
    if key.hex() != frozen["public_key"]:
        raise Wrong("khóa của hòm phiếu không phải do những người giữ hòm này tạo ra")
    return dealings


def check_factors(board, frozen, dealings, sums, fingerprint):
    """{place: decryption factors} of the trustees who opened; every proof checked."""
    found = {}
    for row in board["factors"]:
        place, made = row["trustee"], bytes.fromhex(row["factors"])
        try:
            if place in found or not 1 <= place <= len(dealings) or len(made) != 96 * len(sums):
                raise Wrong("phần mở kết quả không đúng quy cách")
            public, factors = share_key(dealings, frozen["trustees_needed"], place), []
            for item, (alpha, beta) in enumerate(sums):
                entry = made[96 * item : 96 * item + 96]
                factor, e, s = entry[:32], scalar(entry[32:64]), scalar(entry[64:])
                GROUP.check(factor)
                first = GROUP.minus(GROUP.base(s), GROUP.times(e, public))
                second = GROUP.minus(GROUP.times(s, alpha), GROUP.times(e, factor))
                said = framed(fingerprint, four(place), four(item), beta)
                if e != challenge_of("factor", said, public, alpha, factor, first, second):
                    raise Wrong(f"mục {item + 1}: chứng minh không đúng")
                factors.append(factor)
        except Wrong as error:
            raise Wrong(f"người giữ hòm thứ {place}: {error}") from error
        found[place] = factors
    return found


def opened(sums, factors, needed, papers):
    """The votes of every item, from the factors of ``needed`` trustees."""
    places = sorted(factors)[:needed]
    table = {GROUP.base(n): n for n in range(papers + 1)}
    rows = []
    for item, (_, beta) in enumerate(sums):
        point = beta
        for place in places:
            weight = 1
            for other in places:
                if other != place:
                    weight = weight * other * pow(other - place, -1, L) % L
            point = GROUP.minus(point, GROUP.times(weight, factors[place][item]))
        for no in range(papers + 1):
            yes = table.get(point)
            if yes is not None and yes + no <= papers:
                rows.append({"yes": yes, "no": no, "blank": papers - yes - no})
                break
            point = GROUP.minus(point, GROUP.base(NO))
        else:
            raise Wrong(f"mục {item + 1}: không mở được tổng")
    return rows


# ── the whole board ──


def _paper_trouble(task):
    try:
        check_paper(*task)
    except Wrong as error:
        return str(error)
    return ""


def check_papers(papers, frozen, fingerprint, jobs):
    key, items = bytes.fromhex(frozen["public_key"]), len(frozen["items"])
    cards = [paper[:32].hex() for paper in papers]
    if len(set(cards)) != len(cards):
        raise Wrong("có thẻ bỏ phiếu dùng cho hơn một phiếu")
    if set(cards) - set(frozen["credentials"]):
        raise Wrong("có phiếu ký bằng thẻ không thuộc danh sách")
    tasks = [(paper, fingerprint, key, items) for paper in papers]
    if jobs > 1 and len(tasks) > 1:
        with ProcessPoolExecutor(jobs) as pool:
            troubles = list(pool.map(_paper_trouble, tasks, chunksize=max(1, len(tasks) // (4 * jobs))))
    else:
        troubles = [_paper_trouble(task) for task in tasks]
    for paper, trouble in zip(papers, troubles, strict=True):
        if trouble:
            raise Wrong(f"phiếu {receipt_of(paper)}: {trouble}")


def add_up(papers, items):
    sums = [(ONE, ONE)] * items
    for paper in papers:
        entries = [paper[32 + 256 * n : 96 + 256 * n] for n in range(items)]
        sums = [
            (GROUP.plus(alpha, entry[:32]), GROUP.plus(beta, entry[32:]))
            for (alpha, beta), entry in zip(sums, entries, strict=True)
        ]
    return sums


def put_off(board):
    """{key: what the board says} of the items left for another session."""
    return {item["key"]: item["put_off"] for item in board["items"] if item.get("put_off")}


def voted_keys(board, frozen):
    """The keys of the items whose sum is opened; those put off before the count stay sealed."""
    if [item["key"] for item in board["items"]] != [item["key"] for item in frozen["items"]]:
        raise Wrong("các mục công bố khác các mục lúc mở hòm")
    later = put_off(board)
    return [item["key"] for item in frozen["items"] if later.get(item["key"], {"opened": True})["opened"]]


def check_numbers(board, frozen, votes):
    """Announced numbers and results against the opened votes, paper ballots and written opinions."""
    keys, tally, counts = voted_keys(board, frozen), board["tally"], board["counts"]
    paper = board["paper_ballots"] or {"issued": 0, "returned": 0, "spoiled": 0}
    cast = board["cast_online"] + board["cast_paper"] + board["cast_written"]
    numbers = [
        (board["cast"], cast, "số phiếu đã bỏ = trên hệ thống + phiếu giấy + bằng văn bản"),
        (board["eligible"], cast + board["not_cast"], "được bỏ phiếu = đã bỏ + chưa bỏ"),
        (cast, board["valid"] + board["invalid"], "đã bỏ = hợp lệ + không hợp lệ"),
        (board["invalid"], paper["spoiled"], "phiếu không hợp lệ"),
        (board["cast_online"], len(board["papers"]), "số phiếu trên hệ thống"),
        (board["cast_paper"], paper["returned"], "số phiếu giấy thu về"),
    ]
    for said, found, what in numbers:
        if said != found:
            raise Wrong(f"{what}: công bố {said}, tính lại {found}")
    if not 0 <= paper["spoiled"] <= paper["returned"] <= paper["issued"] or min(board["not_cast"], board["valid"]) < 0:
        raise Wrong("số phiếu giấy phát ra, thu về, không hợp lệ không thể như vậy")
    if board["eligible"] > frozen["voters"] or frozen["voters"] > frozen["total_members"]:
        raise Wrong("số người được bỏ phiếu nhiều hơn lúc mở hòm")
    for key, vote in zip(keys, votes, strict=True):
        online = {mark: tally["online"][key][mark] for mark in ("yes", "no", "blank")}
        if online != vote or tally["online"][key].get("invalid"):
            raise Wrong(f"{key}: phiếu trên hệ thống công bố {online}, mở ra {vote}")
        for way, of in (("paper", board["cast_paper"]), ("written", board["cast_written"])):
            row = tally[way][key]
            if min(row.values()) < 0 or sum(row.values()) != of:
                raise Wrong(f"{key}: các số của cách “{way}” không cộng lại thành {of}")
        total = {mark: sum(tally[way][key][mark] for way in tally) for mark in ("yes", "no", "blank")}
        if total != counts[key]:
            raise Wrong(f"{key}: kết quả công bố {counts[key]}, cộng lại {total}")
    if set(counts) != set(keys):
        raise Wrong("kết quả công bố có mục không thuộc phiếu")


def verify(board, jobs=1):
    """(frozen text, notes in Vietnamese) when everything holds; raises Wrong otherwise."""
    fingerprint = hashlib.sha256(board["manifest"].encode()).digest()
    frozen = json.loads(board["manifest"])
    if frozen["protocol"] != NAME.decode():
        raise Wrong("giao thức lạ")
    keys = [item["key"] for item in frozen["items"]]
    if not keys or len(set(keys)) != len(keys):
        raise Wrong("các mục của phiếu không rõ")
    if len(set(frozen["credentials"])) != len(frozen["credentials"]) or len(frozen["credentials"]) != frozen["voters"]:
        raise Wrong("số thẻ bỏ phiếu khác số người được bỏ phiếu")
    papers = [bytes.fromhex(text) for text in board["papers"]]
    dealings = check_trustees(frozen)
    check_papers(papers, frozen, fingerprint, jobs)
    sums = add_up(papers, len(keys))
    if [(alpha + beta).hex() for alpha, beta in sums] != board["sums"]:
        raise Wrong("tổng công bố không phải tổng của các phiếu này")
    notes = [f"{len(papers)} phiếu mã hóa đúng quy cách, mỗi phiếu một thẻ."]
    if board["counts"] is None:
        return frozen, [*notes, "Hòm đã đóng, chưa kiểm phiếu: chưa có kết quả để so."]
    voted = voted_keys(board, frozen)
    sums = [pair for pair, key in zip(sums, keys, strict=True) if key in voted]
    if len(voted) < len(keys):
        notes.append(f"{len(keys) - len(voted)} mục để lại phiên sau: phiếu của mục đó không mở.")
    votes = [{"yes": 0, "no": 0, "blank": 0} for _ in voted]
    if papers and voted:
        factors = check_factors(board, frozen, dealings, sums, fingerprint)
        if len(factors) < frozen["trustees_needed"]:
            raise Wrong(f"mới có {len(factors)} người giữ hòm mở kết quả, cần {frozen['trustees_needed']}")
        votes = opened(sums, factors, frozen["trustees_needed"], len(papers))
    check_numbers(board, frozen, votes)
    return frozen, [*notes, "Kết quả công bố đúng với các phiếu."]


def said_of(board, key):
    """The announced result of an item in words, the open sum of written opinions beside the sum of the box."""
    later, row = put_off(board).get(key), board["counts"].get(key)
    if row is None:
        return f"để lại phiên sau ({later['reason']}), không bỏ phiếu"
    said = f"đồng ý {row['yes']}, không đồng ý {row['no']}, không có ý kiến {row['blank']}"
    if board["cast_written"]:
        by_name = board["tally"]["written"][key]
        secret = {mark: row[mark] - by_name[mark] for mark in row}
        said += (
            f" = phiếu kín {secret['yes']}, {secret['no']}, {secret['blank']}"
            f" + ý kiến bằng văn bản {by_name['yes']}, {by_name['no']}, {by_name['blank']}"
        )
    return said + (f"; để lại phiên sau ({later['reason']}), số này không tính" if later else "")


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("board")
    parser.add_argument("receipt", nargs="?")
    parser.add_argument("--code", default="")
    parser.add_argument("--jobs", type=int, default=1)
    asked = parser.parse_args(arguments)
    try:
        with open(asked.board, encoding="utf-8") as file:
            board = json.load(file)
        frozen, notes = verify(board, asked.jobs)
        code = hashlib.sha256(board["manifest"].encode()).hexdigest()
        papers = [receipt_of(bytes.fromhex(text)) for text in board["papers"]]
    except Wrong as wrong:
        print(f"KHÁC: {wrong}.")
        return 1
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        print(f"Không đọc được tệp: {error}")
        return 2
    print(f"{frozen['title']} – {frozen['unit']}")
    print(f"Mã hòm: {' '.join(code[n : n + 4] for n in range(0, 24, 4))}")
    if board["counts"] is not None:
        result = hashlib.sha256(
            board["manifest"].encode() + bytes.fromhex("".join(sorted(board["papers"])))
        ).hexdigest()
        print(f"Mã kết quả: {' '.join(result[n : n + 8] for n in range(0, 64, 8))}")
    for item in frozen["items"] if board["counts"] else []:
        print(f"  {item['label']}: {said_of(board, item['key'])}")
    wanted = "".join(asked.code.lower().split())
    if wanted and (len(wanted) < 24 or not code.startswith(wanted)):
        print("KHÁC: mã hòm không giống mã đã đọc khi mở hòm.")
        return 1
    if asked.receipt:
        if asked.receipt.strip().upper() not in papers:
            print(f"KHÁC: không có phiếu mang biên nhận {asked.receipt.strip().upper()}.")
            return 1
        print(f"Phiếu mang biên nhận {asked.receipt.strip().upper()} có trong hòm.")
    for note in notes:
        print(note)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
