"""The file of a ranked season, its script and the page that explains both."""

import json
import re
import subprocess
import sys

from django.urls import reverse

from tests.scoring.conftest import Scene


def rank(scene: Scene, client, province) -> None:
    scene.send_all({}, {"revenue": 50}, {"revenue": 40})
    head, pk = province.cluster_head, scene.season.pk
    for user, name, key, data in [
        (head, "act", [pk, "ket-thuc-tu-cham"], {"version": 1}),
        *((province.root.appraiser, "card-verify", [scene.card(office).pk], None) for office in scene.offices),
        (head, "act", [pk, "hop"], None),
        (head, "act", [pk, "xep-hang"], None),
    ]:
        client.force_login(user)
        if data is None:
            data = {"version": scene.fresh().version}
            if name == "card-verify":
                data = {"version": scene.season.scorecards.get(pk=key[0]).version}
        assert client.post(reverse(f"scoring:{name}", args=key), data).status_code == 302


def test_a_member_recomputes_the_ranking_with_what_the_page_offers(scene, province, client, tmp_path):
    pk = scene.season.pk
    client.force_login(province.cluster_head)
    assert client.get(reverse("scoring:recompute", args=[pk])).status_code == 404
    rank(scene, client, province)
    client.force_login(province.van_don.officer)
    assert reverse("scoring:recompute", args=[pk]) in client.get(reverse("scoring:ranking", args=[pk])).content.decode()
    text = client.get(reverse("scoring:recompute", args=[pk])).content.decode()
    [line] = re.findall(r"<code>python3 (.*?)</code>", text)
    script, file, key = line.split()
    answer = client.get(reverse("scoring:export", args=[pk]))
    assert answer["Content-Disposition"] == f'attachment; filename="{file}"'
    (tmp_path / file).write_bytes(answer.content)
    (tmp_path / script).write_bytes(b"".join(client.get(reverse("scoring:recompute-tool")).streaming_content))

    def run():
        done = subprocess.run([sys.executable, "-I", script, file, key], capture_output=True, text=True, cwd=tmp_path)
        return done.returncode, done.stdout.splitlines()[-2:]

    assert run() == (
        0,
        ["CHỮ KÝ: đúng, bằng khóa của cơ quan.", "Kết quả tính lại khớp với bảng xếp hạng đã công bố."],
    )
    sealed = json.loads(answer.content)
    sealed["document"]["standings"][0]["rank"] = 2
    (tmp_path / file).write_text(json.dumps(sealed), "utf-8")
    first = sealed["document"]["standings"][0]["unit"]
    assert run() == (
        1,
        ["CHỮ KÝ: SAI. Tệp đã bị sửa sau khi ký.", f"KHÁC: {first}: công bố hạng 2, tính lại hạng 1."],
    )
