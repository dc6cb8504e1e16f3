"""A command's refusal, put beside the field it is about."""

from __future__ import annotations

from flask_wtf import FlaskForm

from app.core.policy import Invalid
from app.mentoring.wording import OTHER_PROBLEM, PROBLEMS


def explain(form: FlaskForm, problem: Invalid) -> None:
    """Put `problem` beside its field, in the words of `wording.PROBLEMS`. Raises it again when it is about none of them."""
    if problem.field not in form:
        raise problem
    form[problem.field].errors = [*form[problem.field].errors, PROBLEMS.get(problem.reason, OTHER_PROBLEM)]
