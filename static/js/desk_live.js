/* What others do at the desk, while one looks: rows change in place, new ones wait behind a button. Without this file one reloads. */
const EVERY = 15_000;
const IDLE = 20 * 60_000;
const box = document.querySelector("#inbox");
const opened = box.dataset.opened;
const offer = document.querySelector("#live");
const said = document.querySelector("#live-words");
const note = document.querySelector("#item-live");
const version = document.querySelector(".decide[data-preview] [name=version]")?.value;
let mark = "";
let fresh = 0;
let touched = Date.now();

const row = (id) => box.querySelector(`[data-item="${id}"]`);
const parsed = (html) => new DOMParser().parseFromString(html, "text/html");
const say = (words) => { said.textContent = words; };

function put(now) {
  const here = row(now.id);
  const title = here?.querySelector("h2").textContent ?? "This item";
  if (here) {
    const who = here.querySelector(".inbox__who");
    const next = parsed(now.who).body;
    const words = next.textContent.trim();
    if (who.textContent.trim() !== words) {
      who.replaceChildren(...next.childNodes);
      if (now.ended || now.looking) say(`${title}: ${words}`);
    }
    here.querySelector(".inbox__now").replaceChildren(...parsed(now.top).body.childNodes);
    here.toggleAttribute("data-ended", Boolean(now.ended));
  }
  if (note && String(now.id) === opened) warn(now);
}

/* The opened item: said where one decides, and only once each time. */
function warn(now) {
  const changed = version && String(now.version) !== version ? "The text was changed, or somebody told us more. Open it again before you decide." : "";
  const words = now.ended ? `${now.ended}.` : changed || (now.looking ? `${now.looking} is looking at this now.` : "");
  if (note.textContent === words) return;
  note.textContent = words;
  note.hidden = !words;
  if (words) say(words);
}

function count(number) {
  if (number === fresh) return;
  if (number > fresh) say(`${number} new`);
  fresh = number;
  offer.hidden = !number;
  offer.firstElementChild.textContent = `Show ${number} new`;
}

async function look() {
  if (document.hidden || Date.now() - touched > IDLE) return;
  const ids = [...box.querySelectorAll("[data-item]")].map((each) => each.dataset.item);
  if (opened && !ids.includes(opened)) ids.push(opened);
  const address = new URL(box.dataset.changes, location.href);
  address.searchParams.set("ids", ids.join());
  address.searchParams.set("since", mark);
  const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
  if (answer?.status !== 200) return;
  const found = await answer.json();
  mark = found.since;
  found.rows.forEach(put);
  count(found.new);
}

/* The list as it is now, in place of the list as it was. What is typed and opened stays; ticks and the focus stay with their rows. */
async function show() {
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok) return;
  const page = parsed(await answer.text());
  const next = page.querySelector("ol#inbox");
  if (!next || box.tagName !== "OL") return location.reload();
  const known = new Set([...box.children].map((each) => each.dataset.item));
  const ticked = new Set([...box.querySelectorAll(":checked")].map((each) => each.value));
  for (const tick of next.querySelectorAll("[name=item]")) tick.checked = ticked.has(tick.value);
  box.replaceChildren(...next.children);
  for (const part of [".desk__head", ".desk__bar .tabs"]) {
    document.querySelectorAll(part).forEach((old, at) => old.replaceWith(page.querySelectorAll(part)[at] ?? old));
  }
  mark = "";
  const first = [...box.children].find((each) => !known.has(each.dataset.item));
  count(0);
  first?.querySelector("h2 a").focus();
}

offer.firstElementChild.addEventListener("click", show);
for (const kind of ["pointermove", "keydown", "scroll", "focus"]) addEventListener(kind, () => { touched = Date.now(); }, { passive: true });
document.addEventListener("visibilitychange", look);
setInterval(look, EVERY);
look();

/* What is typed into the reason outlives a look at another page, until it is sent or the tab is closed. */
const reason = document.querySelector(".decide[data-preview] [name=statement]");
if (reason) {
  const name = `desk-reason${location.pathname}`;
  try {
    reason.value ||= sessionStorage.getItem(name) ?? "";
    reason.addEventListener("input", () => sessionStorage.setItem(name, reason.value));
    reason.form.addEventListener("submit", () => sessionStorage.removeItem(name));
  } catch { /* private windows keep nothing */ }
}
