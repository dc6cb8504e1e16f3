/* The composer keeps what one types, says what the check sees, and shows a preview. Without this file every button still works. */
const WAIT = 1200;

for (const form of document.querySelectorAll("form[data-composer]")) setUp(form);

function setUp(form) {
  const body = form.elements.body;
  const saved = form.querySelector("[data-saved]");
  const nudges = form.querySelector("[data-nudges]");
  let timer = 0;
  let last = snapshot();
  let said = "";
  let leaving = false;

  form.addEventListener("input", () => {
    saved.textContent = "";
    clearTimeout(timer);
    timer = setTimeout(settle, WAIT);
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
    const answer = await send(form.dataset.check, content());
    if (!answer.ok) return;
    const found = (await answer.text()).trim();
    // A finding is announced once: the region changes only when what is found changes.
    if (found !== said) { said = found; show(nudges, found); }
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
