from pelicart_command import main


def test_it_must_be_said_whose_orders_are_meant(capsys):
    assert main(["reconcile"]) == 1
    assert "say which shop" in capsys.readouterr().err
