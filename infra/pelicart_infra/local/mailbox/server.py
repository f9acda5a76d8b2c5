"""Starting and stopping the mailbox."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from werkzeug.serving import BaseWSGIServer

from pelicart_infra.local.mailbox.kept import Box
from pelicart_infra.local.mailbox.pages import Mailbox
from pelicart_infra.local.mailbox.receiving import USER, Receiving
from pelicart_infra.local.serving import LOOPBACK, listen, port_of, server_for
from pelicart_infra.local.standin import listening

POLL = 0.05
"""Seconds until a stop is noticed."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running mailbox; `url` is its page, `smtp` where mails go, as a mail program is told."""

    url: str
    smtp: str
    box: Box
    _receiving: Receiving
    _servers: tuple[BaseWSGIServer, ...]
    _threads: tuple[threading.Thread, ...]

    def wait(self) -> None:
        """Returns when it was stopped."""
        for thread in self._threads:
            thread.join()

    def stop(self) -> None:
        """Closes both ports."""
        self._receiving.stop()
        for server in self._servers:
            server.shutdown()
        self.wait()
        for server in self._servers:
            server.server_close()


def serve_mailbox(password: str, port: int = 0, smtp_port: int = 0) -> Server:
    """Starts it in threads of this process; port 0 is any free one, `OSError` if one is taken."""
    box = Box()
    mails, pages = listen(smtp_port), listening.listen(port)
    smtp = f"smtp://{USER}@{LOOPBACK}:{port_of(mails)}"
    url = f"http://localhost:{port_of(pages[0])}"
    servers = tuple(server_for(Mailbox(box), listener) for listener in pages)
    threads = tuple(
        threading.Thread(target=one.serve_forever, args=(POLL,), daemon=True) for one in servers
    )
    for thread in threads:
        thread.start()
    return Server(url, smtp, box, Receiving(box, password, mails), servers, threads)
