import subprocess
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from pelicart.store.dynamo import DynamoStore
from pelicart.writes import AtLeast, Refused, Write
from pelicart_infra.local.table import local_client, serve_table


def test_ten_units_are_sold_to_ten_of_forty_buyers_at_once(table_client, fresh_table):
    store = DynamoStore(table_client, fresh_table)
    store.write(Write("STOCK#A", set={"avail": 10}))

    def buy(number: int) -> bool:
        hold = Write("STOCK#A", expect=(AtLeast("avail", 1),), add={"avail": -1})
        try:
            store.write_all([Write(f"ORDER#{number}", set={"state": "new"}), hold])
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(8) as buyers:
        sold = [number for number, got in enumerate(buyers.map(buy, range(40))) if got]
    orders = store.read([f"ORDER#{number}" for number in range(40)])
    assert len(sold) == 10
    assert orders.keys() == {f"ORDER#{number}" for number in sold}
    assert store.read(["STOCK#A"])["STOCK#A"]["avail"] == 0


def test_a_stopped_server_has_left_its_port():
    server = serve_table()
    server.stop()
    again = serve_table(int(server.url.rpartition(":")[2]))
    again.stop()
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(server.url, timeout=2)


def test_a_taken_port_is_an_error_to_tell(local_table):
    with pytest.raises(OSError, match="in use"):
        serve_table(int(local_table.rpartition(":")[2]))


def test_the_command_says_where_it_serves():
    command = [sys.executable, "-m", "pelicart_infra.local.table", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        try:
            word, url = running.stdout.readline().split()
            assert word == "ready"
            assert url.startswith("http://127.0.0.1:")
            assert local_client(url).list_tables()["TableNames"] == []
        finally:
            running.terminate()
