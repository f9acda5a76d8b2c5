"""A deployed stage on imitations of S3, CloudFront and the parameter store, and a local table."""

from __future__ import annotations

import json
import os
import time
from functools import cache

import boto3
import pytest
from moto import mock_aws
from tests.command.publishing.sites import MUG, ORIGIN, PEN, SONG, priced, write_build

from pelicart.publication import product_of, shop_of
from pelicart.store.dynamo import open_store
from pelicart.writes import Write
from pelicart_command import main
from pelicart_command.publishing import bringing
from pelicart_command.publishing.lease import Lease
from pelicart_infra.deployed import PARAMETER, Deployed
from pelicart_infra.tables import MAIN, create_table_request

REGION = "eu-west-3"
client = cache(boto3.client)  # each takes a while to be made


@pytest.fixture(autouse=True)
def account(monkeypatch, tmp_path, local_table):
    outside = {
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "someone",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_CONFIG_FILE": os.devnull,
    }
    with pytest.MonkeyPatch.context() as patched, mock_aws():
        patched.setattr(os, "environ", {**os.environ, **outside})
        for name, value in outside.items():
            monkeypatch.setenv(name, value)
        s3 = client("s3")
        for name in ("site", "files", "releases"):
            s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
        # The imitation of the table is in this process, too, and begins anew with the others.
        client("dynamodb").create_table(**create_table_request(MAIN, "shop"))
        shop = Deployed(
            stage="staging", stack="pelicart-staging", region=REGION, origin=ORIGIN,
            site="site", files="files", releases="releases", distribution=distribution(),
            api="", queue="", topic="", schedule="",
            environment={
                "PELICART_TABLE": "shop", "PELICART_ORIGIN": ORIGIN,
                "AWS_ENDPOINT_URL_DYNAMODB": local_table,
            },
        )  # fmt: skip
        client("ssm").put_parameter(
            Name=PARAMETER.format(stage="staging"), Value=shop.text(), Type="String"
        )
        monkeypatch.chdir(tmp_path)
        (tmp_path / "pelicanconf.py").write_text(
            f"SITEURL = {ORIGIN!r}\nPLUGINS = ['pelicart']\nSHOP = {{'currencies': ['EUR']}}\n"
        )
        yield


def distribution():
    config = {
        "CallerReference": "one", "Comment": "", "Enabled": True,
        "Origins": {"Quantity": 1, "Items": [
            {"Id": "site", "DomainName": "site.s3.eu-west-3.amazonaws.com",
             "S3OriginConfig": {"OriginAccessIdentity": ""}}
        ]},
        "DefaultCacheBehavior": {"TargetOriginId": "site", "ViewerProtocolPolicy": "https-only",
                                 "MinTTL": 0, "ForwardedValues": {"QueryString": False,
                                 "Cookies": {"Forward": "none"}}},
    }  # fmt: skip
    made = client("cloudfront").create_distribution(DistributionConfig=config)
    return made["Distribution"]["Id"]


@pytest.fixture
def pelicart(capsys):
    def run(*argv):
        code = main(("--stage", "staging", *argv))
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def head(path):
    return client("s3").head_object(Bucket="site", Key=path)


def paths(bucket="site"):
    listed = client("s3").list_objects_v2(Bucket=bucket).get("Contents", [])
    return {one["Key"] for one in listed}


def table():
    return open_store(os.environ)


def build_of(item):
    return json.loads(item["body"])["build"]


def test_a_build_is_published_and_taken_back(pelicart, tmp_path):
    write_build(tmp_path, [MUG, SONG], {"old/index.html": "old"})
    code, out, err = pelicart("publish", "--no-build")
    assert (code, err) == (0, "")
    assert "Nothing was published here yet." in out
    first = build_of(table().read(["SHOP"])["SHOP"])
    table().write(Write("STOCK#MUG", add={"avail": -2}))
    assert paths("files") == {"00ff-song.mp3"}
    assert paths() >= {"index.html", "mug/index.html", "old/index.html"}
    page = head("mug/index.html")
    assert page["ContentType"] == "text/html; charset=utf-8"
    assert page["CacheControl"] == "public, max-age=0, must-revalidate"

    write_build(tmp_path, [priced(MUG, 950), PEN, SONG])
    code, out, err = pelicart("publish", "--no-build")
    assert (code, err) == (0, "")
    assert "9.00 EUR → 9.50 EUR" in out
    assert "old/index.html" not in paths()
    assert build_of(table().read(["SHOP"])["SHOP"]) != first

    code, out, err = pelicart("rollback")
    assert (code, err) == (0, "")
    items = table().read(["SHOP", "PRODUCT#MUG", "PRODUCT#PEN", "STOCK#MUG"])
    assert build_of(items["SHOP"]) == first
    assert product_of(items["PRODUCT#MUG"]) == MUG
    assert not product_of(items["PRODUCT#PEN"]).orderable
    assert items["STOCK#MUG"]["avail"] == 1
    assert "old/index.html" in paths()
    assert "pen/index.html" not in paths()
    assert head("mug/index.html")["ContentType"] == "text/html; charset=utf-8"
    _, _, undo = out.partition("To undo it:  pelicart --stage staging ")
    assert pelicart(*undo.split())[0] == 0
    assert "pen/index.html" in paths()
    code, out, _ = pelicart("releases")
    assert (code, out.count("published now")) == (0, 1)


def test_nothing_is_sent_twice(pelicart, tmp_path):
    write_build(tmp_path, [MUG])
    pelicart("publish", "--no-build")
    code, out, _ = pelicart("publish", "--no-build")
    assert code == 0
    assert "All of it is published already." in out


def test_a_dry_run_writes_nothing(pelicart, tmp_path):
    write_build(tmp_path, [MUG])
    code, out, _ = pelicart("publish", "--no-build", "--dry-run")
    assert code == 0
    assert "New products (1)" in out
    assert paths() | paths("releases") | paths("files") == set()
    assert table().read(["SHOP", "PUBLISHED", "PUBLISHING"]) == {}


def test_only_what_changed_is_forgotten_by_the_cdn(pelicart, tmp_path):
    write_build(tmp_path, [MUG, PEN])
    pelicart("publish", "--no-build")
    write_build(tmp_path, [priced(MUG, 950), PEN])
    pelicart("publish", "--no-build")
    cdn = client("cloudfront")
    stage = Deployed(**json.loads(os.environ["PELICART_DEPLOYED"]))
    listed = cdn.list_invalidations(DistributionId=stage.distribution)["InvalidationList"]
    wanted = [
        set(
            cdn.get_invalidation(DistributionId=stage.distribution, Id=one["Id"])["Invalidation"][
                "InvalidationBatch"
            ]["Paths"]["Items"]
        )
        for one in listed["Items"]
    ]
    mark = "/.well-known/pelicart.json"
    assert {mark, "/mug", "/mug/", "/mug/index.html"} in wanted


def test_a_stage_without_a_cdn_is_published_and_says_so(pelicart, tmp_path):
    name = PARAMETER.format(stage="staging")
    ssm = client("ssm")
    shop = json.loads(ssm.get_parameter(Name=name)["Parameter"]["Value"])
    text = json.dumps({**shop, "distribution": ""})
    ssm.put_parameter(Name=name, Value=text, Type="String", Overwrite=True)
    write_build(tmp_path, [MUG])
    code, out, _ = pelicart("publish", "--no-build")
    assert code == 0
    assert "none: nothing to invalidate" in out


def test_an_empty_build_is_refused_until_told_to_be_meant(pelicart, tmp_path):
    write_build(tmp_path, [MUG, PEN])
    pelicart("publish", "--no-build")
    write_build(tmp_path, [])
    code, _, err = pelicart("publish", "--no-build")
    assert code == 1
    assert "2 of 2 products would be withdrawn" in err
    assert "--sure" in err
    assert product_of(table().read(["PRODUCT#MUG"])["PRODUCT#MUG"]).orderable
    assert pelicart("publish", "--no-build", "--sure")[0] == 0
    assert not product_of(table().read(["PRODUCT#MUG"])["PRODUCT#MUG"]).orderable


def test_who_publishes_already_is_named(pelicart, tmp_path):
    write_build(tmp_path, [MUG])
    pelicart("publish", "--no-build", "--dry-run")  # enters the stage
    now = int(time.time())
    Lease(table(), "theirs", "lin@laptop", lambda: now).take()
    code, _, err = pelicart("publish", "--no-build")
    assert code == 1
    assert "lin@laptop has been publishing this shop since" in err
    assert pelicart("rollback")[0] == 1


def test_a_release_that_is_none_is_told(pelicart, tmp_path):
    code, _, err = pelicart("rollback", "nothing-like-it")
    assert (code, "names no release" in err) == (1, True)
    code, _, err = pelicart("rollback")
    assert (code, "no earlier release" in err) == (1, True)


def test_a_release_that_lost_a_part_is_refused_before_anything_is_touched(pelicart, tmp_path):
    write_build(tmp_path, [MUG])
    pelicart("publish", "--no-build")
    write_build(tmp_path, [priced(MUG, 950)])
    pelicart("publish", "--no-build")
    s3 = client("s3")
    rev = min(one for one in paths("releases") if one.startswith("releases/"))
    release = json.loads(s3.get_object(Bucket="releases", Key=rev)["Body"].read())
    s3.delete_object(Bucket="releases", Key=f"blobs/{release['site']['mug/index.html'][0]}")
    code, _, err = pelicart("rollback")
    assert (code, "lacks mug/index.html by now" in err) == (1, True)
    assert product_of(table().read(["PRODUCT#MUG"])["PRODUCT#MUG"]) == priced(MUG, 950)


def test_a_large_file_is_sent_in_parts(pelicart, tmp_path, monkeypatch):
    monkeypatch.setattr(bringing, "LARGE", 3)
    write_build(tmp_path, [SONG])
    assert pelicart("publish", "--no-build")[0] == 0
    page = client("s3").get_object(Bucket="site", Key="index.html")
    assert (page["Body"].read(), page["ContentType"]) == (b"home", "text/html; charset=utf-8")


def test_whole_heals_what_was_changed_by_hand(pelicart, tmp_path):
    write_build(tmp_path, [MUG])
    pelicart("publish", "--no-build")
    s3 = client("s3")
    s3.put_object(Bucket="site", Key="index.html", Body=b"defaced")
    s3.put_object(Bucket="site", Key="google123.html", Body=b"somebody's own")
    s3.delete_object(Bucket="site", Key="mug/index.html")
    table().write(Write("PRODUCT#MUG", set={"body": "{}"}))
    assert "All of it is published already" in pelicart("publish", "--no-build")[1]
    assert pelicart("publish", "--no-build", "--whole")[0] == 0
    assert s3.get_object(Bucket="site", Key="index.html")["Body"].read() == b"home"
    assert paths() >= {"mug/index.html", "google123.html"}
    assert product_of(table().read(["PRODUCT#MUG"])["PRODUCT#MUG"]) == MUG


def test_it_is_built_for_the_address_of_the_stage(pelicart, tmp_path):
    (tmp_path / "pelicanconf.py").write_text(
        "import os\nSITENAME = 'Shop'\nTIMEZONE = 'UTC'\nPATH = 'content'\n"
        "SITEURL = os.environ.get('PELICART_ORIGIN', 'http://127.0.0.1:8000')\n"
        "THEME = 'simple'\nPLUGINS = ['pelicart']\nSHOP = {'currencies': ['EUR']}\n"
    )
    products = tmp_path / "content" / "products"
    products.mkdir(parents=True)
    text = "---\ntitle: Mug\nsku: MUG\nprice: 9.00 EUR\nsummary: A mug.\n---\nText.\n"
    (products / "mug.md").write_text(text)
    code, out, err = pelicart("publish")
    assert (code, err) == (0, "")
    assert "1 product with 1 variant" in out
    assert f"Building with pelicanconf.py for {ORIGIN}." in out
    assert shop_of(table().read(["SHOP"])["SHOP"])["origin"] == ORIGIN
