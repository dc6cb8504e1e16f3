"""Hooks of adverts: what they want of a reader, and by what. Marks for the weights beside, each with a `!`, read from words and signs.

A hook is a class, not a word: `!go_mine` is "check out my", "visit our", "subscribe to me"; `!text_code` is a number of five figures
beside "txt" or "reply". So the weights learn one thing from a hundred spellings, and a text without any hook is told from all others.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from app.guidelines.checks.later import later

_GO = frozenset(
    "check checkout checking chek visit subscribe sub watch listen follow support view click search google add vote share".split()
)
_GO_TOO = frozenset("see look hear go come read find try type give like play show join download get buy".split())
_MINE = frozenset("my our mine me us".split())
_PLACE = frozenset(
    "channel channels video videos vid vids page pages website site blog music song songs cover covers band album mixtape account "
    "profile stuff remix remixes facebook instagram twitter comment comments link links game games single beats tutorial "
    "tutorials soundcloud money followers subs subscribers playlist".split()
)
_SHOWN = frozenset("song songs video videos music vid clip beat lyrics voice singer rapper dance views".split())
_THIS = frozenset(("this", "the", "that"))
_FELT = frozenset(
    "love loved loves best favorite favourite awesome amazing great beautiful cool hate worst nice perfect good better fun funny "
    "legend sexy hot epic catchy boring stupid".split()
)
_SEEN_BY = frozenset("views people times view likes dislikes watched viewed".split())
_SEND = frozenset("txt text send reply sms call ring dial phone".split())
_PRIZE = frozenset(
    "win won winner winners prize prizes claim awarded award reward voucher vouchers gift giveaway congratulations congrats jackpot "
    "bonus cash guaranteed selected entitled competition contest draw raffle".split()
)
_TRADE = frozenset(
    "offer offers discount discounts sale deal deals cheap cheapest buy order shop sexy xxx singles dating date flirt ringtone "
    "ringtones tone tones polyphonic wallpaper game games chat adult sex porn credit loan loans mobile camera nokia upgrade network "
    "subscription expires expire customer services service identifier redeemed points statement delivery landline operator info "
    "unsubscribe optout cost charged rate rates".split()
)
_STOPS = frozenset(("stop", "unsub", "end", "optout"))
_CAUSE = frozenset(
    "petition donate donating donation donations vote votes voting campaign kickstarter indiegogo gofundme spread".split()
)
_WARNED = frozenset(("never", "beware", "frauds", "fraud", "scam", "scams"))
_SECRET = frozenset("password passwords pin otp share disclose sensitive bank".split())

_COUNT = later(r"\b(?:billions?|millions?|\d[\d.,]{0,12}[bmk]|\d{1,3}(?:,\d{3}){1,4})\b")
_UNITS = ("min", "msg", "sms", "text", "txt", "wk", "week")
_PER_UNIT = later(r"\b(?:per|a|each) ?(?:min|minute|msg|sms|text|txt|wk)s?\b|/ ?(?:min|msg|wk|week|sms|txt|text)")
_ADULT = later(r"\b1[68]\+|\b1[68] ?(?:only|yrs|or over)\b|\+1[68]\b")
_STOP = later(
    r"\b(?:stop|unsub|end|optout)\b.{0,15}\b(?:to|2|txt|text|send|sms)\b|\b(?:txt|text|send|reply|sms)\b.{0,12}\b(?:stop|unsub|end)\b"
)
_TERMS = later(r"\bt(?:s?&|s? ?and ?)c'?s?\b|\bterms\b|\bconditions\b|\bp\.?o\.? ?box\b|\bbox\d")
_SEND_WORD = later(r"\b(?i:txt|text|send|reply|sms) (?:(?i:the word) )?['\"]?[A-Z][A-Z0-9]+\b")
_EARN = later(
    r"\b(?:earn|earning|earns|make|making|made|get|win|won|claim)\b.{0,25}(?:money|cash|[£$€]|income|\bdollars|\bquid|\bprofit)"
)
_SUBSCRIBE = later(
    r"\bsu+bs*c+r?[ie]\w{0,12}|\bsubs\b|\bsub(?= (?:me|to|back|4|for|my|you|u|pls|plz|please|and)\b)"
)
_SUB = later(r"su+b")
_CHECK_OUT = later(
    r"\bch?e?c?k(?:ing|ed)?[ -]?(?:out|it out|this|these)\b|\bcheck(?: \w{1,15}){1,3} out\b|\bcheckout\b"
)
_LIKE_IF = later(
    r"\b(?:thumbs? ?(?:\w{1,8} )?up|likes?|thumb)\b[^.!?]{0,25}\b(?:if|so (?:that )?i|for|pls|please|plz)\b"
)
_FREE = later(
    r"(?<!\bfeel )(?<!\byou )(?<!\bu )(?<!\br )(?<!\bbe )(?<!'m )(?<!\bim )(?<!\bare )(?<!\bam )(?<!\bis )(?<!\bif )(?<!\bof )(?<!\bnot )"
    r"(?<!\bi )(?<!\bgluten )(?<!\bwhen )\bfree\b(?! (?:to|time|and|then|on|at|tonight|today|tomorrow|tmr|anot|rite|or)\b)"
)
"""Free of charge, not free this afternoon."""
_SEARCH = later(
    r"\b(?:search|google|type|look up)\b(?: \w{1,12}){0,3} ?"
    r"(?:\"|'\w|on (?:youtube|google|you tube|facebook)\b|and type\b)"
)
_YOURS = later(
    r"\b(?:give|send|leave|drop|comment|need)\b(?: \w{1,12}){0,2} (?:your|ur) (?:e-?mail|address|number|age|name|details)\b"
)

_OF_TERMS = frozenset("t ts terms conditions box pobox".split())
_ASKED = tuple(
    (name, frozenset(words.split()), pattern)
    for name, words, pattern in (
        ("!check_out", "check checking checked ckeck chek checkout chk ck out", _CHECK_OUT),
        ("!like_if", "thumb thumbs like likes thumbsup", _LIKE_IF),
        ("!earn", "earn earning earns make making made get win won claim", _EARN),
        ("!search", "search google type look", _SEARCH),
        ("!yours", "your ur", _YOURS),
        ("!free", "free", _FREE),
    )
)
"""A mark, words of which one must be there, and the pattern."""

_USUAL = frozenset(
    "support services service view search date customer mobile info statement rate charged order delivery credit game games comments "
    "links profile points tone".split()
)
TELLING = (
    _GO | _PLACE | _PRIZE | _TRADE | _CAUSE | frozenset("free thumbs earn txt reply money cheap".split())
) - _USUAL
"""Words of hooks that ordinary posts hardly ever hold."""

NO_HOOK = "!no_hook"
"""The mark of a text that wants nothing of its readers, and in which no digit stands."""
_FEW_WORDS = 8
_MOST_COUNTED = 4
_CODE = 5
_LONG = 9


def hooks(
    text: str, cased: str, tokens: list[str], numbers: AbstractSet[str], *, has_digits: bool, has_link: bool
) -> Iterator[str]:
    """The marks of a text, each once, and how many kinds of hook there are, or that there is none.

    `numbers` are the marks of numbers that cost or are to be used: hooks as well, but not answered again.
    """
    own = frozenset(tokens)
    found = {
        *_to_go(tokens, own),
        *_to_send(text, cased, own),
        *_asked(text, own),
        *(_by_number(text, own) if has_digits else ()),
    }
    if has_link:
        found.add("!some_link")
        if not own.isdisjoint(_GO) or not own.isdisjoint(_GO_TOO):
            found.add("!go_link")
        if sum(map(str.isalpha, tokens)) <= _FEW_WORDS:
            found.add("!bare_link")
    yield from found
    if found or numbers:
        yield f"!hooks_{min(len(found) + len(numbers), _MOST_COUNTED)}"
    else:
        yield "!no_hook_but_digits" if has_digits else NO_HOOK
    yield from _talk(text, tokens, own)


def _to_go(tokens: list[str], own: AbstractSet[str]) -> Iterator[str]:
    """Go to my page, watch my video."""
    is_go = not own.isdisjoint(_GO)
    if not own.isdisjoint(_PLACE):
        if _near(tokens, own, _MINE, _PLACE, 4):
            yield "!my_place"
        if is_go and _near(tokens, own, _GO, _PLACE, 5):
            yield "!go_place"
    if is_go and _near(tokens, own, _GO, _MINE, 4):
        yield "!go_mine"


def _to_send(text: str, cased: str, own: AbstractSet[str]) -> Iterator[str]:
    """Send a word to a number, stop by a word."""
    if not own.isdisjoint(_SEND) and _SEND_WORD.search(cased):
        yield "!send_word"
    if not own.isdisjoint(_STOPS) and _STOP.search(text):
        yield "!stop"
    if not own.isdisjoint(_OF_TERMS) and _TERMS.search(text):
        yield "!terms"


def _asked(text: str, own: AbstractSet[str]) -> Iterator[str]:
    """Subscribe, look, like, earn, win, buy."""
    for name, word, pattern in _ASKED:
        if not own.isdisjoint(word) and pattern.search(text):
            yield name
    if _SUB.search(text) and _SUBSCRIBE.search(text):
        yield "!subscribe"
    prizes, trades = len(own & _PRIZE), len(own & _TRADE)
    if prizes:
        yield "!prize"
    if prizes > 1:
        yield "!prizes"
    if trades:
        yield "!trade"
    if trades > 1:
        yield "!trades"
    if trades > 2:
        yield "!many_trades"
    if not own.isdisjoint(_CAUSE):
        yield "!cause"


def _by_number(text: str, own: AbstractSet[str]) -> Iterator[str]:
    """Numbers beside words that want them used, and what they cost."""
    if not own.isdisjoint(_SEND):
        lengths = {len(token) for token in own if token.isdigit()}
        if _CODE in lengths:
            yield "!text_code"
        if max(lengths, default=0) >= _LONG:
            yield "!call_long"
    if any(map(text.__contains__, _UNITS)) and _PER_UNIT.search(text):
        yield "!per_unit"
    if ("16" in text or "18" in text) and _ADULT.search(text):
        yield "!adult"


def _talk(text: str, tokens: list[str], own: AbstractSet[str]) -> Iterator[str]:
    """What is no hook: praise of what is shown, how often it was seen, go and see in daily life, warnings."""
    if not own.isdisjoint(_SHOWN):
        if not own.isdisjoint(_FELT):
            yield "!praise"
        if _near(tokens, own, _THIS, _SHOWN, 3):
            yield "!this_song"
    if not own.isdisjoint(_SEEN_BY) and _COUNT.search(text):
        yield "!big_count"
    if _near(tokens, own, _GO_TOO, _MINE, 3):
        yield "!see_mine"
    if _near(tokens, own, _GO_TOO, _PLACE, 4):
        yield "!see_place"
    if not own.isdisjoint(_WARNED) and not own.isdisjoint(_SECRET):
        yield "!warning"


def _near(
    tokens: list[str], own: AbstractSet[str], first: AbstractSet[str], second: AbstractSet[str], reach: int
) -> bool:
    """Whether one of `second` follows one of `first` within `reach` tokens."""
    if own.isdisjoint(first) or own.isdisjoint(second):
        return False
    last = -reach - 1
    for at, token in enumerate(tokens):
        if token in second and at - last <= reach:
            return True
        if token in first:
            last = at
    return False
