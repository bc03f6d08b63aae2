"""Serve the site with the production server, and do background jobs beside it."""

import os
import socket
import subprocess
import sys

from django.conf import settings
from django.core.checks import Tags
from django.core.management.base import BaseCommand, CommandError

from thidua.accounts.models import User
from thidua.management.port import follow_port


class Command(BaseCommand):
    help = "Serve the site (granian) and do its background jobs."
    # Those about what an operator sets. Addresses, forms and templates are read by the process that answers, once.
    requires_system_checks = ("law", Tags.caches, Tags.database, Tags.models, Tags.security, Tags.staticfiles)

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--no-worker", action="store_true", help="background jobs are done by other processes")
        parser.add_argument("--workers", type=int, default=2, help="processes; each answers four requests at once")

    def handle(self, *args, **options):
        self._check_free(options["host"], options["port"])
        follow_port(options["port"])
        address = f"http://{options['host']}:{options['port']}/"
        self.stdout.write(f"\nĐịa chỉ: {address}")
        if settings.DEMO:
            self.stdout.write(f"Người diễn tập (đăng nhập bằng một lần bấm tại {address}tai-khoan/dang-nhap/):")
            for user in User.objects.filter(is_demo=True).order_by("id"):
                self.stdout.write(f"  {user.username:<32}{user.demo_note}")
        self.stdout.write("Dừng: Ctrl+C")
        self.stdout.flush()
        server = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", options["host"]]
        server += [
            "--port",
            str(options["port"]),
            "--workers",
            str(options["workers"]),
            "--blocking-threads",
            "4",
            "--log-level",
            "warning",
            # A server told to stop stops, even when an answer never ends.
            "--workers-kill-timeout",
            "30",
        ]
        if not options["no_worker"]:
            # It ends when the process that becomes the server now ends.
            worker = [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker", "--parent", str(os.getpid())]
            subprocess.Popen(worker, stdin=subprocess.DEVNULL)  # noqa: S603 - our own command
        os.execv(sys.executable, [*server, "config.wsgi:application"])  # noqa: S606 - replaces this process on purpose

    def _check_free(self, host: str, port: int) -> None:
        """The server shares a port that is taken without a word; two provinces would answer in turn."""
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CommandError(f"Cổng {port} đang được dùng; hãy chọn cổng khác, ví dụ port={port + 1}.") from error
