"""A command's refusal, put beside the field it is about."""

from __future__ import annotations

from flask_wtf import FlaskForm

from app.core.policy import Invalid
from app.mentoring.wording import OTHER_PROBLEM, PROBLEMS, REFUSALS, refusal


def explain(form: FlaskForm, problem: Invalid) -> None:
    """Put `problem` beside its field, in the words of `wording`. Raises it again when it is about none of them."""
    if problem.field not in form:
        raise problem
    words = PROBLEMS.get(problem.reason) or (
        refusal(problem.reason, problem.facts) if problem.reason in REFUSALS else OTHER_PROBLEM
    )
    form[problem.field].errors = [*form[problem.field].errors, words]
