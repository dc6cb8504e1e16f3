/* The panel of a decision, or of an appeal: the letter, the button and the team's texts keep up while it is filled in. Without this
   file every button works. */
const form = document.querySelector(".decide[data-preview]");

if (form) {
  const letter = document.querySelector("#letter");
  const more = form.querySelector("[data-for]");
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

  function show(found, typed = true) {
    const words = found.letter.length ? found.letter : [found.hint];
    letter.replaceChildren(...words.map((words) => Object.assign(document.createElement("p"), { textContent: words })));
    const news = send.textContent !== found.send ? `${found.send}. ` : "";
    if (news || !typed) says.textContent = `${news}The letter is up to date.`;
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

  function toBlank() {
    const blank = /\[[^[\]\n]{1,80}\]/.exec(statement.value);
    statement.focus();
    if (blank) statement.setSelectionRange(blank.index, blank.index + blank[0].length);
    return blank;
  }

  function nextBlank() {
    const blank = toBlank();
    says.textContent = blank ? `The text is in the reason. Fill in ${blank[0].slice(1, -1)}.` : "The text is in the reason.";
  }

  if (statement.autofocus) toBlank();
  put?.addEventListener("click", (event) => { event.preventDefault(); putIn(); });
  canned?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    putIn();
  });
  clause.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    statement.focus();
  });
  form.addEventListener("input", (event) => {
    if (event.target === canned) return;
    clearTimeout(timer);
    if (more && event.target.name === "outcome") more.open = event.target.value === more.dataset.for;
    const typed = event.target === statement;
    timer = setTimeout(async () => { const found = await ask(); if (found) show(found, typed); }, 350);
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter !== put) form.querySelector(".button--main").setAttribute("aria-busy", "true");
  });
}
