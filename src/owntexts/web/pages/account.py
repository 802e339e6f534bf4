"""The account: its devices, the way for another one in, its secrets, and its end on this device."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.routing import Route

from owntexts.errors import WrongUsage
from owntexts.web import qr
from owntexts.web.forms import Form
from owntexts.web.frame import COOKIE, Frame
from owntexts.web.keys import Key, ShownKeys
from owntexts.web.needs.settling import Membership
from owntexts.web.pages.settled import Deed, Settled
from owntexts.web.proof import Proof
from owntexts.web.sheet import Outcome

PAGE: Final = "/settings/account"


class Account:
    """The page of the account."""

    def __init__(self, frame: Frame, membership: Membership, keys: ShownKeys, proof: Proof) -> None:
        self._frame = frame
        self._membership = membership
        self._keys = keys
        self._proof = proof
        self._page = Settled(frame, "account", self._facts)

    def routes(self) -> list[Route]:
        deeds: dict[str, Deed] = {
            "prove": self._prove,
            "later": self._later,
            "password": self._password,
            "leave": self._leave,
        }
        forms = [Route(f"{PAGE}/{name}", self._page.does(deed), methods=["POST"]) for name, deed in deeds.items()]
        return [Route(PAGE, self._page.page), *forms]

    def _facts(self, request: Request) -> Mapping[str, Any]:
        told, link = self._membership.shown(), self._membership.link()
        return {
            "ours": told,
            "others": {each.id: each for each in self._membership.others()},
            "link": link,
            "code": qr.drawn(link) if link else None,
            "is_due": self._membership.proof_is_due(),
            "is_here": self._frame.is_here(request),
        }

    def _prove(self, _request: Request, form: Form) -> Outcome:
        return Outcome(f"That is your {self._proof.of(form.get('secret', ''))}. You are asked again in a while.")

    def _later(self, _request: Request, _form: Form) -> str:
        self._membership.ask_later()
        return "/"

    def _password(self, request: Request, form: Form) -> str | Outcome:
        self._frame.must_be_here(request)
        new = form.get("password", "")
        if not new:
            raise WrongUsage("A password is needed", "Without one, nobody could be kept out.")
        told = self._membership.shown()
        written = self._membership.new_password(new, with_recovery=form.get("recovery") == "yes")
        if written is None:
            return Outcome("The password is changed. Your other devices ask for nothing; the old one opens nothing.")
        key = Key(told.account or "", told.hub or "", written, next=PAGE)
        self._keys.keep(request.cookies.get(COOKIE, ""), key)
        return "/welcome/key"

    def _leave(self, request: Request, _form: Form) -> str:
        self._frame.must_be_here(request)
        self._membership.leave()
        return PAGE
