"""Which internet address a request comes from: what every throttle of the site counts by."""

import logging
import re
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

from accounts.mail import MailingAdapter

logger = logging.getLogger(__name__)

NOWHERE = "0.0.0.0"  # noqa: S104 (nothing listens there)
WITH_PORT = re.compile(r"\[(?P<six>[^\[\]]*)\](:\d+)?|(?P<four>[\d.]+):\d+")


def visitor_address(request: HttpRequest) -> str:
    """Return the address of whoever sent a request, as the outermost of our own proxies saw it.

    Each proxy adds whom it was asked by at the end of X-Forwarded-For, so the visitor stands as many places
    from the end as there are proxies (BEHIND_PROXY). What stands before may be made up. Without a proxy the
    header is never read.

    Always an internet address, as tries are counted by it. Some proxies add a port, or say `unknown`: for
    those whom they do not name it is the proxy's own, or NOWHERE where that has none (a socket).
    """
    return _named(request) or _address_in(request.META.get("REMOTE_ADDR", "")) or NOWHERE


def _named(request: HttpRequest) -> str:
    """Return the address that our outermost proxy names; empty where there is no proxy, or it names none."""
    if not settings.PROXIES:
        return ""
    chain = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    found = _address_in(chain[-settings.PROXIES]) if len(chain) >= settings.PROXIES else ""
    if not found:
        logger.warning(
            "X-Forwarded-For does not say who asks, so all such visitors are throttled as one. "
            "See BEHIND_PROXY in docs/running.md."
        )
    return found


class AccountAdapter(MailingAdapter):
    """Has signing in count tries by the same address as everything else does."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the visitor's address."""
        return visitor_address(request)


def _address_in(text: str) -> str:
    """Return the address without port, brackets and zone; empty where it is none."""
    found = WITH_PORT.fullmatch(text.strip())
    bare = (found["six"] or found["four"] or "") if found else text.strip()
    try:
        address = ip_address(bare.partition("%")[0])
    except ValueError:
        return ""
    # Written as IPv6, all of IPv4 would be one neighbourhood, whose tries are counted together.
    return str(getattr(address, "ipv4_mapped", None) or address)
