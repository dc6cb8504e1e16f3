"""Links by what they do: to a known source, anywhere else, shortened, paid, to a bare number, or to a file that can run."""

from __future__ import annotations

from collections.abc import Iterator

from app.guidelines.checks.later import later
from app.guidelines.checks.links.addresses import Address, addresses
from app.guidelines.checks.links.sources import AFFILIATES, SHORTENERS, is_known, is_on
from app.guidelines.checks.reading import Reading, Sighting

_RUNS = later(
    r"\.(?:exe|msi|apk|ipa|dmg|pkg|bat|cmd|com|scr|ps1|vbs|jar|js|iso|img|zip|rar|7z|tar|gz|docm|xlsm|pptm)(?=[?#]|$)"
)
_NUMBER = later(r"[\d.]+|\[[0-9a-f:]+\]|0x[0-9a-f]+")
_PAID = frozenset(
    "tag ref refid ref_id referral referrer referralcode ref_code rcode refer aff affid aff_id affiliate affiliate_id affiliateid afid "
    "partner partnerid partner_id coupon promo promocode promo_code discount invite invitecode clickid click_id irclickid cjevent awc "
    "ranmid ransiteid hop sponsor sponsorid".split()
)
_QUERY = later(r"([?&;])([a-z_]{2,16})=[^&;#]{0,300}")
_PAID_PATH = later(r"/(?:ref|aff|affiliate|invite|referral|r)/[\w-]{2,40}(?=[/?#]|$)")


def find(reading: Reading) -> Iterator[Sighting]:
    for address in addresses(reading):
        kind = _kind(address)
        if kind:
            fix = _without_code(reading, address) if kind == "affiliate" else None
            yield Sighting(kind, address.start, address.end, fix=fix)


def _kind(address: Address) -> str:
    if is_known(address.host):
        return "known" if address.is_whole else ""
    if _NUMBER.fullmatch(address.host):
        return "raw_ip"
    if is_on(address.host, SHORTENERS):
        return "shortened"
    if _RUNS.search(address.tail):
        return "file"
    if is_on(address.host, AFFILIATES) or _has_code(address):
        return "affiliate"
    return "plain"


def _has_code(address: Address) -> bool:
    paid = any(match[2] in _PAID for match in _QUERY.finditer(address.tail))
    return paid or _PAID_PATH.search(address.tail) is not None


def _without_code(reading: Reading, address: Address) -> str | None:
    """The same link without what counts who sent a buyer; None where the whole link is made for that."""
    if is_on(address.host, AFFILIATES):
        return None
    typed, lower = reading.cased[address.start : address.end], reading.text[address.start : address.end]
    cuts = [match.span() for match in _PAID_PATH.finditer(lower)]
    cuts += [match.span() for match in _QUERY.finditer(lower) if match[2] in _PAID]
    for start, end in sorted(cuts, reverse=True):
        typed = typed[:start] + typed[end:]
    head, mark, rest = typed.partition("&")
    return f"{head}?{rest}" if mark and "?" not in head else typed
