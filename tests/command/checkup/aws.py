"""A service of AWS that answers as told, once question and answer fit its published model."""

from functools import cache

import botocore.session
from botocore import xform_name
from botocore.exceptions import ClientError
from botocore.validate import ParamValidator

_SESSION = botocore.session.Session()


@cache
def _operations(service):
    model = _SESSION.get_service_model(service)
    return {xform_name(name): model.operation_model(name) for name in model.operation_names}


class Service:
    """Answers are dicts, or errors' codes, by operation."""

    def __init__(self, name, answers):
        self._name, self._answers = name, answers

    def __getattr__(self, operation):
        model = _operations(self._name)[operation]

        def call(**asked):
            _check(asked, model.input_shape)
            answer = self._answers[operation]
            answer = answer(asked) if callable(answer) else answer
            if isinstance(answer, str):
                raise ClientError({"Error": {"Code": answer, "Message": "no"}}, operation)
            _check(answer, model.output_shape)
            return answer

        return call


def _check(data, shape):
    report = ParamValidator().validate(data, shape)
    assert not report.has_errors(), report.generate_report()
    known = {*shape.members}
    assert {*data} <= known, f"{shape.name} has no {sorted({*data} - known)}"
