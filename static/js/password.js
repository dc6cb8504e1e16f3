/* Who cannot see what they type can look at it: a long password on a small screen goes wrong unseen. It is hidden again before it is sent. */
for (const box of document.querySelectorAll("input[type=password]")) {
  const button = document.createElement("button");
  const show = (shown) => {
    box.type = shown ? "text" : "password";
    button.textContent = shown ? "Hide what I type" : "Show what I type";
  };
  button.type = "button";
  button.className = "button button--quiet";
  button.addEventListener("click", () => show(box.type === "password"));
  box.form.addEventListener("submit", () => show(false));
  box.setAttribute("autocapitalize", "none");
  box.spellcheck = false;
  show(false);
  box.after(button);
}
