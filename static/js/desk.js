/* Keys at the review desk; the letter is in decide.js. Without this file every button still works. */
const form = document.querySelector(".decide[data-preview]");
const choices = document.querySelectorAll(form ? ".decide[data-preview] [type=radio]" : ".desk-side [data-key]");
const sheet = document.querySelector("#all-keys");
const rows = () => [...document.querySelectorAll("#inbox h2 a")];
const click = (selector) => document.querySelector(selector)?.click();

function step(by) {
  const beside = document.querySelector(`.desk-near [rel=${by > 0 ? "next" : "prev"}]`);
  if (document.querySelector("#item-title")) return beside?.click();
  const links = rows();
  const here = links.findIndex((link) => link.closest("[aria-current]"));
  const held = links.indexOf(document.activeElement);
  const at = held >= 0 ? held : here;
  const next = links[Math.max(0, Math.min(links.length - 1, at < 0 ? 0 : at + by))];
  next?.focus();
}

function tick() {
  const row = document.activeElement.closest("#inbox > li") ?? document.querySelector("#inbox > [aria-current]");
  row?.querySelector("[name=item]").click();
}

function sift() {
  const part = document.querySelector("#sift");
  part.open = !part.open;
  if (part.open) part.querySelector("select").focus();
}

function uncover() {
  const covers = [...document.querySelectorAll(".cover")];
  const open = covers.some((each) => !each.open);
  for (const each of covers) each.open = open;
}

function measure() {
  const field = form?.elements.measure;
  field?.closest("details")?.setAttribute("open", "");
  field?.focus();
}

/* A choice is made at once; a button is gone to, and Enter presses it. */
function choose(one) {
  one.focus();
  if (one.type === "radio") one.click();
}

const press = (selector) => document.querySelector(selector)?.requestSubmit();

const keys = {
  j: () => step(1),
  k: () => step(-1),
  c: () => press("#claim"),
  u: () => press("#let-go"),
  g: () => form?.elements.clause.focus(),
  r: () => form?.elements.statement.focus(),
  m: measure,
  t: () => form?.elements.canned?.focus(),
  b: () => stored("desk-blur", document.body.classList.toggle("blurred") ? "on" : "off"),
  i: () => click(".back a, .desk__bar a"),
  p: () => press("#pass"),
  a: () => click("#ask"),
  n: () => click(document.querySelector("#note") ? "#note" : "#hand-over"),
  x: tick,
  v: uncover,
  d: () => document.querySelector("#inbox :checked") && click("#decide-together"),
  f: sift,
  ".": () => click("#live:not([hidden]) button"),
  "?": () => sheet.showModal(),
};

const stored = (name, value) => {
  try {
    if (value !== undefined) localStorage.setItem(name, value);
    return localStorage.getItem(name);
  } catch { return null; /* private windows keep nothing */ }
};
const single = document.querySelector("#single-keys");
single.checked = stored("desk-keys") !== "off";
single.addEventListener("change", () => stored("desk-keys", single.checked ? "on" : "off"));
const door = document.querySelector("#keys-door");
door.hidden = false;
door.firstElementChild.addEventListener("click", keys["?"]);

addEventListener("keydown", (event) => {
  const typing = event.target.closest("textarea, select, input:not([type=radio], [type=checkbox])");
  if (event.key === "Escape" && typing) return typing.blur();
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form) return form.requestSubmit(form.querySelector(".button--main"));
  /* Guidelines begin with a number: R chooses none of them, and whoever presses it there wants to write. */
  const on = event.key === "r" && typing && typing === form?.elements.clause;
  if ((typing && !on) || !single.checked || sheet.open || event.ctrlKey || event.metaKey || event.altKey) return;
  const choice = /^[1-9]$/.test(event.key) && choices[event.key - 1];
  if (choice) choose(choice);
  else if (Object.hasOwn(keys, event.key)) keys[event.key]();
  else return;
  event.preventDefault();
});

document.body.classList.toggle("blurred", stored("desk-blur") === "on");
