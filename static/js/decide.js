/* The panel of a decision: the letter, the button and the team's texts keep up while it is filled in. Without this file every button works. */
const form = document.querySelector("#decide");

if (form) {
  const letter = document.querySelector("#letter");
  const says = document.querySelector("#decide-says");
  const send = form.querySelector(".button--main span");
  const { action, measure, clause, statement, canned } = form.elements;
  const put = document.querySelector("#put");
  let timer = 0;
  let asked = 0;
  document.querySelector("#preview").hidden = true;

  async function ask(extra = {}) {
    const mine = ++asked;
    const body = new FormData(form);
    for (const [name, value] of Object.entries(extra)) body.set(name, value);
    const answer = await fetch(form.dataset.preview, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
    return mine === asked && answer?.ok ? answer.json() : null;
  }

  function show(found) {
    const words = found.letter.length ? found.letter : [found.action ? "Nothing is sent." : "Choose what to do, and the letter stands here."];
    letter.replaceChildren(...words.map((words) => Object.assign(document.createElement("p"), { textContent: words })));
    if (send.textContent !== found.send) says.textContent = `${found.send}. The letter is up to date.`;
    send.textContent = found.send;
  }

  async function putIn() {
    if (!canned.value) return;
    clearTimeout(timer);
    const found = await ask({ put: "1" });
    if (!found) return;
    statement.value = found.statement;
    if (found.clause) clause.value = found.clause;
    if (found.action) action.value = found.action;
    if (measure) measure.value = found.measure;
    show(found);
    nextBlank();
  }

  function nextBlank() {
    const blank = /\[[^[\]\n]{1,80}\]/.exec(statement.value);
    statement.focus();
    if (blank) statement.setSelectionRange(blank.index, blank.index + blank[0].length);
    says.textContent = blank ? `The text is in the reason. Fill in ${blank[0].slice(1, -1)}.` : "The text is in the reason.";
  }

  put?.addEventListener("click", (event) => { event.preventDefault(); putIn(); });
  canned?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    putIn();
  });
  form.addEventListener("input", (event) => {
    if (event.target === canned) return;
    clearTimeout(timer);
    timer = setTimeout(async () => { const found = await ask(); if (found) show(found); }, 350);
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter !== put) form.querySelector(".button--main").setAttribute("aria-busy", "true");
  });
}
