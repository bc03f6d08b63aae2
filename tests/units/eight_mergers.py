"""Eight officers press the same button at the same moment: four merge two communes, four split one of them.

Run as a process of its own on the database of DATABASE_URL; the last line printed is what came of it, as JSON.
"""

import json
import os
import sys
import threading
from datetime import date


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from tests.units.builders import AT, BASIS, commune, enter, new, old_province
    from thidua.shared.denied import Denied
    from thidua.units import actions_reorganisation as acts
    from thidua.units.models import Reorganisation, Unit, UnitSuccession

    root, officer = old_province()
    a, b = enter(root, officer, commune("001", "Xã An"), commune("002", "Xã Bình"))
    gate = threading.Barrier(8)
    told: list[str] = []
    given = {"on": date(2025, 7, 1), "basis": BASIS, "by": officer, "at": AT}

    def act(number: int) -> None:
        gate.wait()
        try:
            if number % 2:
                acts.merge_units(units=[a, b], successor=new("003", "Xã An Bình"), **given)
            else:
                parts = [(new("004", "Xã An Đông"), None), (new("005", "Xã An Tây"), None)]
                acts.split_unit(unit=a, parts=parts, main=0, **given)
            told.append("done")
        except Denied as denied:
            told.append(denied.reason)
        except Exception as error:
            told.append(f"error {error!r}")
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.stdout.write(
        json.dumps(
            {
                "told": sorted(set(told)),
                "done": told.count("done"),
                "acts": Reorganisation.objects.count(),
                "heirs": UnitSuccession.objects.filter(old=a).count() in (1, 2),
                "alive_of_a_code": Unit.objects.filter(code="001", valid_to=None).count(),
            },
            ensure_ascii=False,
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
