"""What a browser without script does with a form: what stands in its fields, what they take, and what is sent."""

from __future__ import annotations

from tests.journeys.tree import CONTROLS, Node, is_disabled, name_of, text

Sent = list[tuple[str, str]]
CHOSEN = ("checkbox", "radio")
PRESSED = ("submit", "button", "reset", "image")


def kind_of(node: Node) -> str:
    """The type of an input or a button, "" for others."""
    first = {"input": "text", "button": "submit"}.get(node.tag, "")
    return (node.get("type") or first).casefold()


def form_of(control: Node) -> Node | None:
    """The form that a control belongs to."""
    if named := control.get("form"):
        root = list(control.above())[-1]
        return next((one for one in root if one.tag == "form" and one.get("id") == named), None)
    return next((one for one in control.above() if one.tag == "form"), None)


def controls_of(form: Node) -> list[Node]:
    """Its controls that take answers, in the order of the page."""
    root = list(form.above())[-1]
    return [one for one in root if one.tag in CONTROLS and form_of(one) is form and not is_disabled(one)]


def value_of(control: Node) -> str:
    """What stands in it."""
    if control.tag == "textarea":
        return "".join(child for child in control.children if isinstance(child, str)).removeprefix("\n")
    if control.tag == "select":
        return _value_of_option(_chosen(control)) if _chosen(control) else ""
    return control.get("value") or ("on" if kind_of(control) in CHOSEN else "")


def write(control: Node, words: str) -> None:
    """Put words into a field, in place of those that stand there."""
    assert control.tag == "textarea" or (control.tag == "input" and kind_of(control) not in (*CHOSEN, *PRESSED)), control
    assert control.get("readonly") is None, f"{name_of(control)} cannot be changed"
    if control.tag == "textarea":
        control.children = [words]
    else:
        control.attributes["value"] = words


def tick(control: Node) -> None:
    """Press a tick-box, or choose one of several."""
    if kind_of(control) == "radio":
        for other in group_of(control):
            other.attributes.pop("checked", None)
        control.attributes["checked"] = ""
    elif control.attributes.pop("checked", None) is None:
        control.attributes["checked"] = ""


def group_of(radio: Node) -> list[Node]:
    """The radio buttons of which one can be chosen."""
    root, form = list(radio.above())[-1], form_of(radio)
    return [one for one in root if kind_of(one) == "radio" and one.get("name") == radio.get("name") and form_of(one) is form]


def choose(select: Node, option: Node) -> None:
    """Choose this option."""
    for other in _options(select):
        other.attributes.pop("selected", None)
    option.attributes["selected"] = ""


def option_with(select: Node, words: str, *, by_value: bool = True) -> Node:
    """The option with this value or these words."""
    found = [one for one in _options(select) if text(one) == words or (by_value and _value_of_option(one) == words)]
    assert found, f"{name_of(select)} has no {words}: {[text(one) for one in _options(select)]}"
    return found[0]


def option_that_begins(select: Node, words: str) -> Node:
    """The option to which typing these letters leads."""
    found = [one for one in _options(select) if text(one).casefold().startswith(words.casefold())]
    assert found, f"nothing in {name_of(select)} begins with {words}"
    return found[0]


def _options(select: Node) -> list[Node]:
    return [one for one in select if one.tag == "option" and one.get("disabled") is None]


def _chosen(select: Node) -> Node | None:
    options = _options(select)
    return next((one for one in reversed(options) if one.get("selected") is not None), options[0] if options else None)


def _value_of_option(option: Node | None) -> str:
    assert option is not None
    given = option.get("value")
    return text(option) if given is None else given


def sent_by(button: Node, form: Node) -> Sent:
    """Names and values that go out when this button is pressed."""
    sent = []
    for control in controls_of(form):
        name, kind = control.get("name"), kind_of(control)
        if not name or (kind in PRESSED and control is not button) or kind == "file":
            continue
        if kind in CHOSEN and control.get("checked") is None:
            continue
        sent.append((name, value_of(control).replace("\r\n", "\n").replace("\n", "\r\n")))
    return sent


def missing(form: Node) -> list[str]:
    """The fields that keep a browser from sending the form, by name."""
    return [name_of(control) or str(control.get("name")) for control in controls_of(form) if not _holds(control)]


def _holds(control: Node) -> bool:
    kind, value = kind_of(control), value_of(control)
    if control.get("required") is not None:
        if kind == "radio":
            return any(one.get("checked") is not None for one in group_of(control))
        if not value or (kind == "checkbox" and control.get("checked") is None):
            return False
    if kind == "email" and value and "@" not in value:
        return False
    longest = control.get("maxlength")
    return longest is None or len(value) <= int(longest)
