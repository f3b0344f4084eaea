"""Signing in and out, one's own account, setting a password by a link."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as Answer

from app.accounts import passwords
from app.accounts.cookies import begin, end
from app.accounts.devices import DEVICES
from app.accounts.forms import ChangePasswordForm, NameForm, NewPasswordForm, SignInForm
from app.accounts.people import check_name
from app.accounts.proof import prove
from app.accounts.reset_links import find_reset_link
from app.accounts.reset_links import set_password as use_reset_link
from app.accounts.sign_ins import end_sign_ins, list_sign_ins
from app.messages import message
from app.security import allow
from app.today import read_now
from app.web.access import read_person_id
from app.web.faults import Fault
from app.web.forms import render_form
from app.web.languages import find_way_back, say
from app.web.session import session

accounts = Blueprint("accounts", __name__)


@accounts.route("/sign-in", methods=["GET", "POST"])
@allow("anyone")
def sign_in() -> Answer | tuple[str, int]:
    """Who is signed in goes on to where they wanted to go."""
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(_find_next(), 303)
    form = SignInForm()
    if form.is_filled_in():
        try:
            begin(prove(form.login.data, form.password.data))
        except Fault as fault:
            form.blame(fault)
        else:
            return redirect(_find_next(), 303)
    return render_form("accounts/sign-in.html", form, next=request.values.get("next", ""))


@accounts.post("/sign-out")
@allow("person")
def sign_out() -> Answer:
    """On this device."""
    end()
    return redirect(url_for("pages.show_home"), 303)


@accounts.get("/account")
@allow("person")
def show_account() -> str:
    """One's name and login, and where one is signed in."""
    return render_template(
        "accounts/account.html",
        person=current_user.person,
        sign_ins=list_sign_ins(session(), read_person_id(), read_now()),
        current=current_user.id,
        devices=DEVICES,
    )


@accounts.route("/account/name", methods=["GET", "POST"])
@allow("person")
def change_name() -> Answer | tuple[str, int]:
    """One's own name."""
    form = NameForm(obj=current_user.person)
    if form.is_filled_in():
        current_user.person.name = check_name(form.name.data)
        session().commit()
        flash(say(message("姓名已改。")))
        return redirect(url_for("accounts.show_account"), 303)
    return render_form("accounts/change-name.html", form)


@accounts.route("/account/password", methods=["GET", "POST"])
@allow("person")
def change_password() -> Answer | tuple[str, int]:
    """A new password, with which the sign-ins on other devices end."""
    form = ChangePasswordForm()
    if form.is_filled_in():
        try:
            _change_password(form)
        except Fault as fault:
            form.blame(fault)
        else:
            flash(say(message("密码已改，其他设备上的登录已经结束。")))
            return redirect(url_for("accounts.show_account"), 303)
    return render_form("accounts/change-password.html", form)


@accounts.post("/account/end-others")
@allow("person")
def end_others() -> Answer:
    """Sign out everywhere but here."""
    end_sign_ins(session(), read_person_id(), read_now(), but=current_user.id)
    session().commit()
    flash(say(message("其他设备上的登录已经结束。")))
    return redirect(url_for("accounts.show_account"), 303)


@accounts.route("/set-password/<token>", methods=["GET", "POST"])
@allow("anyone")
def set_password(token: str) -> Answer | tuple[str, int]:
    """By a link that an administrator made; who has set the password is signed in."""
    _, person = find_reset_link(session(), token, read_now())
    form = NewPasswordForm()
    if form.is_filled_in():
        try:
            begin(use_reset_link(session(), token, form.read_password(), read_now()))
        except Fault as fault:
            form.blame(fault)
        else:
            return redirect(url_for("communities.show_own"), 303)
    return render_form("accounts/set-password.html", form, person=person)


def _find_next() -> str:
    wanted = request.values.get("next", "")
    return find_way_back(wanted) if wanted else url_for("communities.show_own")


def _change_password(form: ChangePasswordForm) -> None:
    person = current_user.person
    new = form.read_password()
    hashed = passwords.hash_new_password(new, person.login)
    prove(person.login, form.current.data, field="current")
    person.password = hashed
    end_sign_ins(session(), person.id, read_now(), but=current_user.id)
    session().commit()
