"""Founds an open encrypted ballot in the database of the environment and lets threads vote at the same instant; prints what
happened as JSON. A command for test_at_once: a database of its own, so that every thread commits for real."""

import json
import os
import sys
import threading


def together(tasks) -> dict:
    """{"done": how many succeeded, "told": why the others did not}; anything but a refusal is raised."""
    from django.db import connections

    from thidua.shared.denied import Denied

    barrier, told, done, broken = threading.Barrier(len(tasks)), [], [], []

    def run(task):
        try:
            barrier.wait()
            done.append(task())
        except Denied as denied:
            told.append(denied.reason)
        except Exception as error:
            broken.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"done": len(done), "told": told, "broken": broken}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from tests.ballots.encrypted import make
    from tests.conftest import small_province
    from thidua.ballots import actions, queries
    from thidua.ballots.models import BallotSlot
    from thidua.management.year import ballot_devices as devices
    from thidua.shared.models import AuditEvent

    call_command("migrate", verbosity=0)
    box = make(small_province())
    box.open()
    first, second, third, fourth = box.voters

    def cast(voter, paper):
        return lambda: actions.cast_ballot(ballot=box.fresh(), paper=paper, by=voter, at=box.at)

    found = {"two_devices": together([cast(first, box.sealed("yes", "no")) for _ in range(2)])}
    box.kit.cards.append(card := devices.draw(box.kit, box.dice))
    papers = [box.sealed("yes", "yes", card=card), box.sealed("no", "no", card=card)]
    found["one_card"] = together([cast(second, papers[0]), cast(third, papers[1])])
    found["papers"] = BallotSlot.objects.filter(envelope__isnull=False).count()
    late = box.sealed("no", "no", card=next(c for c in box.kit.cards if c != card))
    found["closing"] = together([cast(fourth, late), box.close])
    found["lying"] = BallotSlot.objects.filter(envelope__isnull=False).count()
    found["audited"] = AuditEvent.objects.filter(act="ballot_cast").count()
    box.give()
    box.count()
    found["turnout"] = [queries.turnout(box.fresh()).eligible, queries.turnout(box.fresh()).cast]
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
