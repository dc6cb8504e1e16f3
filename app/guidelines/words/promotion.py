"""What an author reads about selling and recruiting."""

from __future__ import annotations

from app.guidelines.words.shape import Words

NAME = "Selling and recruiting"

_NO_MONEY = (
    "People who are ill are offered miracles every day. This should be one place where nobody wants their money."
)
_NO_ADVERT = "This is not an advert"

WORDS: dict[str, Words] = {
    "selling": Words(
        "This reads like an advert",
        _NO_MONEY,
        "Say what it did for you, without where to order it. If you work for the company that makes it, say so.",
        dispute=_NO_ADVERT,
    ),
    "own_practice": Words(
        "This reads like an invitation to your own practice or page",
        "What you know is welcome here. People should be able to read it without being asked to become a client or a reader.",
        "Leave in what helps, and take out how to book or find you. You may say what your work is.",
        dispute=_NO_ADVERT,
    ),
    "recruiting": Words(
        "This reads like a search for people to take part",
        "Studies, surveys and jobs need a yes from the people who run this place, so that members know who asks and why.",
        "Write to the moderators first. They can post it for you, or tell you where it belongs.",
        dispute="I am not recruiting",
    ),
    "fundraising": Words(
        "This reads like a collection of money",
        "Nobody here can check where money goes, and people who are ill find it hard to say no.",
        "Tell what you are going through. If money is short, ask who knows an office or a charity that helps.",
        dispute="I am not asking for money",
    ),
    "chain": Words(
        "This reads like a message to be passed on",
        "Messages that ask to be sent on spread fast, and nobody can correct them any more.",
        "Say in your own words what you want people here to know.",
        dispute="This is not a chain message",
    ),
    "reward": Words(
        "This reads like a promise of a prize or a gift",
        "Messages like this are often bait: whoever answers pays, or gives away details.",
        "If it came to you, please do not pass it on. If you only tell of it, you can post it as it is.",
        dispute="This promises nothing",
    ),
    "repeated_links": Words(
        "The same link several times",
        "Repeated links look like an advert, and are tiring to read or to hear.",
        "Once is enough. Say in a sentence what is there.",
        dispute="The links are not the same",
    ),
    "many_links": Words(
        "Many links in one post",
        "Few people open more than one or two, and many links look like an advert.",
        "Choose the one that helped you most, and say what is there and who runs it.",
        dispute="These are not links",
    ),
}
