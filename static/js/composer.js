/* The composer keeps what one types, says what the check sees, and shows a preview. Without this file every button still works. */
const WAIT = 1200;

for (const form of document.querySelectorAll("form[data-composer]")) setUp(form);

function setUp(form) {
  const saved = form.querySelector("[data-saved]");
  const nudges = form.querySelector("[data-nudges]");
  const announced = form.querySelector("[data-announce]");
  let swaps = [];
  const were = new Map(["title", "body"].map((name) => form.elements[name]).filter(Boolean).map((box) => [box, box.value]));
  let timer = 0;
  let last = snapshot();
  let found = "";
  let told = new Map();
  let leaving = false;

  form.addEventListener("input", (event) => {
    follow(event.target);
    saved.textContent = "";
    clearTimeout(timer);
    timer = setTimeout(settle, WAIT);
  });
  form.addEventListener("click", (event) => {
    const card = event.target.closest("[data-fix], [data-undo-button]")?.closest(".nudge");
    if (card) (card.hasAttribute("data-undo-of") ? undo : fix)(card);
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("data-preview-button")) {
      event.preventDefault();
      preview();
      return;
    }
    leaving = true;
  });
  addEventListener("pagehide", () => {
    if (!leaving && snapshot() !== last) navigator.sendBeacon(form.dataset.save, content());
  });

  async function settle() {
    clearTimeout(timer);
    await Promise.allSettled([save(), look()]);
  }

  async function save() {
    const now = snapshot();
    if (now === last || leaving) return;
    const answer = await send(form.dataset.save, content(), "application/json");
    if (!answer.ok) { saved.textContent = "Not saved yet. Keep this page open."; return; }
    last = now;
    saved.textContent = "Saved. Only you can see it.";
  }

  async function look() {
    const asked = snapshot();
    const answer = await send(form.dataset.check, content());
    if (!answer.ok || answer.redirected) return;
    const said = (await answer.text()).trim();
    // An answer about words that have changed since would point at the wrong place; the next one is on its way.
    if (said === found || snapshot() !== asked) return;
    found = said;
    draw();
    announce();
  }

  /* What was found, and the ways back from what was changed. Nothing above it moves, however much shorter it is than before. */
  function draw() {
    const before = nudges.offsetHeight;
    const here = document.activeElement;
    const stood = [...nudges.children].find((card) => card.contains(here));
    nudges.style.minBlockSize = `${before}px`;
    show(nudges, found);
    findSwaps();
    for (const swap of swaps) nudges.append(wayBack(swap));
    if (stood) (same(stood)?.querySelector(here.localName) ?? form.elements.body).focus({ preventScroll: true });
    const page = document.scrollingElement;
    const spare = Math.max(0, page.scrollHeight - page.scrollTop - innerHeight);
    const needed = Math.max(0, before - spare);
    nudges.style.minBlockSize = needed ? `${needed}px` : "";
  }

  /* The card that says now what `card` said before it was drawn anew: whoever stood on its button still does. */
  function same({ swap, dataset: { kind, now } }) {
    return [...nudges.children].find((card) => (swap ? card.swap === swap : card.dataset.kind === kind && card.dataset.now === now));
  }

  /* Each thing once: what is new by kind and number, and nothing while one goes on typing the same. */
  function announce() {
    const now = new Map();
    const fresh = [];
    for (const { dataset } of nudges.querySelectorAll("[data-says]")) {
      const count = (now.get(dataset.kind) ?? 0) + 1;
      now.set(dataset.kind, count);
      if (count > (told.get(dataset.kind) ?? 0)) fresh.push(dataset.says);
    }
    told = now;
    if (fresh.length) say([...new Set(fresh)].join(" "));
  }

  function fix(card) {
    const { field, start, end, now, instead } = card.dataset;
    const box = form.elements[field === "title" ? "title" : "body"];
    // The server counts whole characters, and a title from its first letter.
    const lead = field === "title" ? box.value.length - box.value.trimStart().length : 0;
    const words = box.value.slice(lead);
    const from = lead + unit(words, +start);
    const to = lead + unit(words, +end);
    if (box.value.slice(from, to) !== now) { settle(); return; }
    replace(box, from, to, instead);
    const swap = { box, at: from, old: now, fresh: instead };
    swaps.push(swap);
    card.replaceWith(wayBack(swap));
    found = null; // What stands on the page is no longer what was said last: should the words come back, so must the card.
    shiftOthers(field, +end, [...instead].length - [...now].length);
    say("Changed. You can undo it below what you write, or with Control and Z.");
    settle();
  }

  /* What else was found behind a change stands so much farther on, until the server has looked again. */
  function shiftOthers(field, from, by) {
    for (const { dataset } of nudges.querySelectorAll("[data-start]")) {
      if (dataset.field !== field || +dataset.start < from) continue;
      dataset.start = +dataset.start + by;
      dataset.end = +dataset.end + by;
    }
  }

  function undo(card) {
    findSwaps();
    const swap = card.swap;
    if (swaps.includes(swap)) {
      replace(swap.box, swap.at, swap.at + swap.fresh.length, swap.old);
      swaps = swaps.filter((other) => other !== swap);
      say("Your words are back.");
    } else {
      say("The words there have changed since, so nothing was brought back.");
      form.elements.body.focus({ preventScroll: true });
    }
    card.remove();
    found = null;
    settle();
  }

  /* To screen readers, when they next have a moment; the same words twice are said twice. */
  function say(words) {
    announced.textContent = announced.textContent === words ? `${words}\u00a0` : words;
  }

  function wayBack(swap) {
    const card = form.querySelector("template[data-undo]").content.firstElementChild.cloneNode(true);
    card.querySelector("[data-new]").textContent = swap.fresh;
    card.swap = swap;
    return card;
  }

  /* A fix whose words are gone, because they were typed over or taken back with Ctrl+Z, is forgotten. */
  function findSwaps() {
    swaps = swaps.filter(({ box, at, old, fresh }) => {
      const within = old.indexOf(fresh);
      const isBack = within >= 0 && at >= within && box.value.startsWith(old, at - within);
      return at >= 0 && box.value.startsWith(fresh, at) && !isBack;
    });
  }

  /* Something was typed: fixes behind it have moved along, and one that was typed over is lost (-1). So a way back never leads to the
     same words elsewhere. */
  function follow(box) {
    if (!were.has(box)) return;
    const [old, now] = [were.get(box), box.value];
    were.set(box, now);
    const most = Math.min(old.length, now.length);
    let from = 0;
    while (from < most && old[from] === now[from]) from++;
    let same = 0;
    while (same < most - from && old.at(-1 - same) === now.at(-1 - same)) same++;
    for (const swap of swaps) {
      if (swap.box !== box || swap.at < 0) continue;
      const isBehind = swap.at >= old.length - same && (swap.fresh || swap.at > from);
      if (isBehind) swap.at += now.length - old.length;
      else if (swap.at + swap.fresh.length > from) swap.at = -1;
    }
  }

  /* Only this span, as if it had been typed: so Ctrl+Z knows of it. The caret and the view stay where they were. */
  function replace(box, from, to, words) {
    const moved = (place) => (place <= from ? place : place >= to ? place + words.length - (to - from) : from + words.length);
    const caret = [moved(box.selectionStart), moved(box.selectionEnd)];
    const top = box.scrollTop;
    box.focus({ preventScroll: true });
    box.setSelectionRange(from, to);
    const typed = words ? document.execCommand("insertText", false, words) : document.execCommand("delete");
    if (!typed) box.setRangeText(words, from, to, "end");
    follow(box);
    box.setSelectionRange(...caret);
    box.scrollTop = top;
  }

  async function preview() {
    const answer = await send(form.dataset.preview, content());
    if (answer.ok) show(form.querySelector("[data-preview-place]"), await answer.text());
  }

  /* What the server rendered with its own templates, put in place of what stood there. */
  function show(place, rendered) {
    place.replaceChildren(...new DOMParser().parseFromString(rendered, "text/html").body.childNodes);
  }

  function snapshot() {
    return ["title", "body", "tags", "audience"].map((name) => form.elements[name]?.value ?? "").join("\u0000");
  }

  function content() {
    const data = new FormData();
    for (const name of ["csrf_token", "title", "body", "tags", "audience"]) {
      if (form.elements[name]) data.set(name, form.elements[name].value);
    }
    data.set("kind", form.dataset.kind);
    const ids = { group_id: "groupId", discussion_id: "discussionId", post_id: "postId", reply_to_id: "replyToId" };
    for (const [name, key] of Object.entries(ids)) if (form.dataset[key]) data.set(name, form.dataset[key]);
    return data;
  }

  function send(address, data, accept = "text/html") {
    return fetch(address, { method: "POST", body: data, headers: { Accept: accept }, credentials: "same-origin" });
  }
}

/* The place in a string of so many whole characters. */
function unit(text, characters) {
  let place = 0;
  for (const character of text) {
    if (characters-- <= 0) break;
    place += character.length;
  }
  return place;
}
