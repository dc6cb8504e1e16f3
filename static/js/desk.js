/* Keys and a live letter at the review desk. Without this file every button still works. */
const form = document.querySelector("#decide");
const sheet = document.querySelector("#all-keys");
const links = [...document.querySelectorAll("#inbox h2 a")];

function step(by) {
  const here = links.findIndex((link) => link.closest("[aria-current]"));
  const held = links.indexOf(document.activeElement);
  const at = held >= 0 ? held : here;
  const next = links[Math.max(0, Math.min(links.length - 1, at < 0 ? 0 : at + by))];
  if (!next) return;
  if (form || document.querySelector("#item-title")) next.click();
  else next.focus();
}

const press = (selector) => document.querySelector(selector)?.requestSubmit();

const keys = {
  j: () => step(1),
  k: () => step(-1),
  c: () => press("#claim"),
  u: () => press("#let-go"),
  g: () => form?.elements.clause.focus(),
  r: () => form?.elements.statement.focus(),
  b: () => stored("desk-blur", document.body.classList.toggle("blurred") ? "on" : "off"),
  i: () => document.querySelector(".back a, .desk__bar a")?.click(),
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
  const typing = event.target.closest("textarea, select, input:not([type=radio])");
  if (event.key === "Escape" && typing) return typing.blur();
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form) return form.requestSubmit(form.querySelector(".button--main"));
  if (typing || !single.checked || sheet.open || event.ctrlKey || event.metaKey || event.altKey) return;
  const choice = /^[1-9]$/.test(event.key) && form?.querySelectorAll("[name=action]")[event.key - 1];
  if (choice) { choice.focus(); choice.click(); }
  else if (Object.hasOwn(keys, event.key)) keys[event.key]();
  else return;
  event.preventDefault();
});

document.body.classList.toggle("blurred", stored("desk-blur") === "on");

if (form) {
  const letter = document.querySelector("#letter");
  const main = form.querySelector(".button--main span");
  document.querySelector("#preview").hidden = true;
  let timer = 0;
  let asked = 0;

  async function show() {
    const mine = ++asked;
    const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } }).catch(() => null);
    if (mine !== asked || !answer?.ok) return;
    const { letter: parts } = await answer.json();
    const words = parts.length ? parts : ["Nothing is sent."];
    letter.replaceChildren(...words.map((words) => Object.assign(document.createElement("p"), { textContent: words })));
  }

  form.addEventListener("input", (event) => {
    if (event.target.dataset.send) main.textContent = event.target.dataset.send;
    if (!form.querySelector("[name=action]:checked")) return;
    clearTimeout(timer);
    timer = setTimeout(show, 350);
  });
  form.addEventListener("submit", () => form.querySelector(".button--main").setAttribute("aria-busy", "true"));
}
