/* Suggested names on the page of joining, filled in on the spot: a page that came again could not bring the password back. */
const form = document.querySelector("form[data-names]");
const said = form.querySelector("[data-said]");

form.addEventListener("click", (event) => {
  const button = event.target.closest("[name=use_name], [name=more_names]");
  if (!button) return;
  event.preventDefault();
  if (button.name === "use_name") take(button.value);
  else others();
});

function take(name) {
  form.elements.display_name.value = name;
  said.textContent = `${name} is filled in.`;
}

/* Others stand on a fresh page of the same address, and nothing that was typed is sent for them. */
async function others() {
  const answer = await fetch(form.action, { credentials: "same-origin" }).catch(() => null);
  const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const fresh = page ? [...page.querySelectorAll("[name=use_name]")] : [];
  const buttons = form.querySelectorAll("[name=use_name]");
  fresh.slice(0, buttons.length).forEach((button, place) => buttons[place].replaceWith(button));
  said.textContent = fresh.length ? `Three others: ${fresh.map((button) => button.value).join(", ")}.` : "That did not work just now. Please try again.";
}
