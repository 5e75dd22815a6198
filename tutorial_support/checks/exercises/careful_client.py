"""The check careful-client: what a provider says of an e-mail."""

from __future__ import annotations

from typing import Any

import httpx
from httpx_oauth.clients.openid import OpenID
from httpx_oauth.oauth2 import BaseOAuth2

from tutorial_support.checks.classes import need_class
from tutorial_support.checks.outcomes import NotYet
from tutorial_support.checks.running import article, call

EMAIL = "ada@example.com"
PROFILES: list[tuple[dict[str, Any], str | None]] = [
    ({"sub": "1001", "email": EMAIL, "email_verified": True}, EMAIL),
    ({"sub": "1002", "email": EMAIL, "email_verified": False}, None),
    ({"sub": "1003", "email": EMAIL, "email_verified": "true"}, EMAIL),
    ({"sub": "1004", "email": EMAIL, "email_verified": "false"}, None),
    ({"sub": "1005", "email": EMAIL}, None),
    ({"sub": "1006", "email": EMAIL, "email_verified": None}, None),
    ({"sub": "1007", "email_verified": True}, None),
    ({"sub": 1008, "email": EMAIL, "email_verified": True}, EMAIL),
    *(
        ({"sub": f"20{n}", "email": EMAIL, "email_verified": word}, None)
        for n, word in enumerate(["False", "no", "pending", "untrue", "trial", "0"])
    ),
]


async def careful_client(CarefulClient: Any) -> str:
    """`CarefulClient` gives an e-mail only if the provider has verified it."""
    need_class(CarefulClient, OpenID, "CarefulClient", "a class on `OpenID`")
    if not {"get_id_email", "get_profile"} & set(vars(CarefulClient)):
        raise NotYet("`CarefulClient` has no `get_id_email` of its own")
    for profile, email in PROFILES:
        try:
            given = await call(_client(CarefulClient, profile).get_id_email, "a-token")
        except NotYet as reason:
            if email is None and isinstance(reason.__cause__, Exception):
                raise NotYet(f"{reason}: return None for the e-mail, and the id") from reason
            raise
        told = {name: value for name, value in profile.items() if name != "sub"}
        if not isinstance(given, tuple) or len(given) != 2:
            raise NotYet(f"it returned {article(given)}; the id and the e-mail are wanted, as two")
        if given[0] != str(profile["sub"]):
            raise NotYet(
                f"the provider's id is {profile['sub']!r}, and it returned {given[0]!r};"
                f" {str(profile['sub'])!r}, a text, is wanted"
            )
        if given[1] != email:
            raise NotYet(f"the provider says {told}, and it returned {given[1]!r}, not {email!r}")
    return f"{len(PROFILES)} profiles: e-mails that were verified came through, and no other"


def _client(client_class: Any, profile: dict[str, Any]) -> Any:
    """Make a client whose provider answers with this profile; `OpenID()` would ask the network."""
    client = client_class.__new__(client_class)
    url = "https://provider.example"
    BaseOAuth2.__init__(client, "our-app", "secret", f"{url}/authorize", f"{url}/token")
    client.openid_configuration = {"userinfo_endpoint": f"{url}/userinfo"}
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=profile))
    client.get_httpx_client = lambda: httpx.AsyncClient(transport=transport)
    return client
