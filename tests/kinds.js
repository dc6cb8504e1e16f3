// The kinds of thing that the page shows now, for `faults_in_views`. Two elements are of one kind when they, and everything around
// them, have the same tag, class, role, ARIA attributes and looks: what axe-core says of one it says of the other.
// Answers the kinds; the elements stay in `window.__kinds` for the check that follows.
() => {
  const LOOKS = ["color", "backgroundColor", "backgroundImage", "opacity", "fontSize", "fontWeight", "textDecorationLine",
    "textShadow", "filter", "mixBlendMode", "position", "zIndex", "visibility", "borderBottomStyle", "borderBottomColor"];
  const short = (words) => {
    let one = 0xdeadbeef, two = 0x41c6ce57;
    for (let at = 0; at < words.length; at++) {
      const code = words.charCodeAt(at);
      one = Math.imul(one ^ code, 2654435761);
      two = Math.imul(two ^ code, 1597334677);
    }
    return (one >>> 0).toString(36) + (two >>> 0).toString(36);
  };
  const kinds = new Map(), kindOf = new Map();
  for (const element of document.querySelectorAll("body, body *")) {
    const around = element === document.body ? document.documentElement.className : kindOf.get(element.parentElement);
    if (around === undefined) continue; // Inside something that nobody sees.
    const style = getComputedStyle(element);
    if (style.display === "none") continue;
    const aria = element.getAttributeNames().filter((name) => name.startsWith("aria-"));
    const own = [around, element.localName, element.getAttribute("class"), element.getAttribute("role"), element.matches(":disabled"),
      element.getAttribute("type"), ...aria, element.childElementCount || element.textContent.trim() ? "words" : "empty"];
    const kind = short([...own, ...LOOKS.map((name) => style[name])].join("|"));
    kindOf.set(element, kind);
    kinds.set(kind, [...(kinds.get(kind) ?? []), element]);
  }
  window.__kinds = {kinds, kindOf};
  return [...kinds.keys()];
}
