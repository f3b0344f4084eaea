"""The pages that need no petition: catalogue, calculator of dates, what to do after an answer."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, render_template, request

from app.catalogue.categories import list_categories
from app.catalogue.groups import group_categories
from app.config import Config
from app.deadlines.workdays import WorkCalendar, load_calendar
from app.security import allow
from app.site import guides, next_steps, periods
from app.today import read_today
from app.web.languages import read_language

law_pages = Blueprint("law_pages", __name__)
Page = str | tuple[str, int]


@law_pages.get("/catalogue")
@allow("anyone")
def show_catalogue() -> str:
    """All categories, grouped."""
    return render_template("law/catalogue.html", groups=group_categories())


@law_pages.get("/catalogue/<category_id>")
@allow("anyone")
def show_category(category_id: str) -> str:
    """Everything about one category."""
    if category_id not in list_categories():
        abort(404)
    guide = guides.make_guide(category_id, read_language())
    return render_template("law/category.html", guide=guide)


@law_pages.get("/deadlines")
@allow("anyone")
def show_deadlines() -> Page:
    """The calculator; its address holds the rule and the start."""
    asked = request.args.to_dict()
    told = periods.calculate(asked, find_work_calendar(), read_language(), read_today())
    return render_template("law/deadlines.html", asked=told), 422 if told.is_wrong else 200


@law_pages.get("/answers")
@allow("anyone")
def show_answers() -> Page:
    """What to do after an answer; its address holds answer, addressee and dates."""
    asked = request.args.to_dict()
    advice = next_steps.advise(asked, find_work_calendar(), read_language(), read_today())
    page = render_template("law/answers.html", asked=advice, names=next_steps)
    return page, 422 if advice.is_wrong else 200


def find_work_calendar() -> WorkCalendar:
    """The working-day calendar with the years that the operator added. Raises BadCalendar."""
    config: Config = current_app.extensions["lianming_config"]
    return load_calendar(config.holidays)
