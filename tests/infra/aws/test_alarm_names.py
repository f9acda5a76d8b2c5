from tests.infra.aws.templates import SMALL, WHOLE, of_type

from pelicart_infra.alarms import alarms_of


def test_the_alarms_of_a_stack_are_those_that_have_a_page(small, whole):
    for template, stage in ((small, SMALL), (whole, WHOLE)):
        alarms = of_type(template, "CloudWatch::Alarm").values()
        names = {one["AlarmName"].removeprefix(f"{stage.stack}-"): one for one in alarms}
        assert names.keys() == {*alarms_of(stage)}
        for name, alarm in names.items():
            assert alarm["AlarmDescription"].endswith(f" docs/operations.md#alarm-{name}")
