from pathlib import Path

import pytest

from pelicart_infra.stage import Stage, StageWrong, checked, read_stage, within

STAGES = Path(__file__).parents[2] / "infra/stages"


def read(tmp_path, text, name="trial"):
    file = tmp_path / f"{name}.toml"
    file.write_text(text, "utf-8")
    return read_stage(file)


@pytest.mark.parametrize("file", sorted(STAGES.glob("*.toml")), ids=lambda one: one.stem)
def test_the_stages_that_come_along_can_be_read(file):
    assert read_stage(file).name == file.stem


def test_production_is_kept_and_staging_is_not():
    kept = {file.stem: read_stage(file).keep for file in STAGES.glob("*.toml")}
    assert kept == {"production": True, "staging": False}


def test_a_stage_has_the_name_of_its_file_and_says_what_is_its_own(tmp_path):
    stage = read(
        tmp_path,
        """
        providers = ["stripe", "monetico"]
        mail = "none"
        budget = 20
        watchers = ["ada@example.com"]
        [settings]
        MONETICO_TPE = "1234567"
        [concurrency]
        reconcile = 1
        """,
    )
    assert stage == Stage(
        "trial",
        providers=("stripe", "monetico"),
        mail="none",
        budget=20,
        watchers=("ada@example.com",),
        settings={"MONETICO_TPE": "1234567"},
        concurrency={"reconcile": 1},
    )
    assert stage.stack == "pelicart-trial"
    assert stage.parameter("PELICART_KEYS") == "/pelicart/trial/PELICART_KEYS"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nothing = 1", "nothing: there is no such key"),
        ("keep = 1", "keep: bool is needed here"),
        ("budget = true", "budget: int is needed here"),
        ("providers = 'stripe'", "providers: a list of texts is needed here"),
        ("providers = [1]", "providers: a list of texts is needed here"),
        ("[concurrency]\nreconcile = 'one'", "concurrency: Mapping"),
        ("[concurrency]\nreconcile = true", "concurrency: Mapping"),
        ("[settings]\nMONETICO_TPE = 1", "settings: Mapping"),
        ("mail = ", "Invalid value"),
    ],
)
def test_what_cannot_be_meant_names_file_and_key(tmp_path, text, said):
    with pytest.raises(StageWrong, match=said) as told:
        read(tmp_path, text)
    assert "trial.toml: " in str(told.value)


def test_a_stage_without_a_file_is_none(tmp_path):
    with pytest.raises(StageWrong, match="there is no such stage"):
        read_stage(tmp_path / "nowhere.toml")


CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/one"


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"name": "Production"}, "the file's name"),
        ({"name": "a-name-that-is-far-too-long"}, "the file's name"),
        ({"origin": "http://shop.example"}, "origin"),
        ({"origin": "https://shop.example/"}, "origin"),
        ({"providers": ("cash",)}, "providers"),
        ({"domains": ("shop.example",), "origin": "https://shop.example"}, "certificate"),
        ({"certificate": CERTIFICATE}, "certificate"),
        ({"domains": ("shop.example",), "certificate": CERTIFICATE}, "origin"),
        (
            {
                "domains": ("shop.example",),
                "certificate": CERTIFICATE,
                "origin": "https://shop.example",
                "zone": "other.example",
            },
            "zone",
        ),
        ({"budget": 20}, "watchers"),
        ({"watchers": ("nobody",)}, "watchers"),
        ({"mail": "ses"}, "sender"),
        ({"mail": "ses:letters"}, "sender"),
        ({"log_days": 42}, "log_days"),
        ({"waf": 2000}, "waf"),
        ({"waf": 1, "region": "eu-west-3"}, "waf"),
        ({"concurrency": {"nobody": 1}}, "concurrency"),
        ({"concurrency": {"cart": -1}}, "concurrency"),
        ({"settings": {"STRIPE_SECRET_KEY": "sk"}}, "settings, with a secret"),
        ({"settings": {"STRIPE_SECRET": "sk"}}, "settings"),
    ],
)
def test_a_stage_that_no_shop_can_be_built_from_is_refused(more, key):
    stage = Stage(**{"name": "trial", "mail": "none", **more})
    with pytest.raises(StageWrong, match=rf"^{key}"):
        checked(stage)


def test_a_whole_stage_is_fine():
    stage = Stage(
        "trial",
        region="eu-west-3",
        origin="https://www.shop.example",
        domains=("www.shop.example", "shop.example"),
        certificate=CERTIFICATE,
        zone="shop.example",
        sender="shop.example",
        waf=2000,
        concurrency={"cart": 0},
        settings={"STRIPE_API_BASE": "https://stripe.example"},
    )
    assert checked(stage) is stage


def test_a_domain_is_within_its_zone_alone():
    assert within("shop.example", "shop.example")
    assert within("www.shop.example", "shop.example")
    assert not within("myshop.example", "shop.example")
