// A switch saves itself when it is turned. Without this script its form has a Save button.

function say(words) {
  const said = document.querySelector(".said");
  if (said && words) said.replaceChildren(...words);
}

async function save(form, box) {
  const wanted = box.checked;
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(String(answer.status));
  // Some pages change with the switch as a whole.
  if (form.dataset.switch === "page" || new URL(answer.url).pathname !== location.pathname) return location.assign(answer.url);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  say(page.querySelector(".said")?.childNodes);
  box.checked = wanted;
}

for (const form of document.querySelectorAll("form[data-switch]")) {
  const box = form.querySelector("[role=switch]");
  const button = form.querySelector("button");
  button.hidden = true;
  box.addEventListener("change", () => {
    // If it cannot be saved this way, the plain button comes back and the form still works.
    save(form, box).catch(() => { button.hidden = false; });
  });
}
