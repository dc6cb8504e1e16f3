// Looks again by itself while something is under way: every two seconds, more seldom while nothing moves. Without it there is a link.

const FIRST = 2000;
const LONGEST = 30000;

async function look(pause) {
  const here = document.querySelector("#progress");
  if (!here) return;
  if (!document.hidden) {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    const page = answer && answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
    const found = page && page.querySelector("#progress");
    if (page && !found) return location.reload();
    const moved = found && found.dataset.done !== here.dataset.done;
    if (moved) {
      here.dataset.done = found.dataset.done;
      const bars = found.querySelectorAll("div");
      here.querySelectorAll("div").forEach((bar, number) => bar.replaceChildren(...bars[number].childNodes));
    }
    pause = moved ? FIRST : Math.min(pause * 1.5, LONGEST);
  }
  setTimeout(look, pause, pause);
}

setTimeout(look, FIRST, FIRST);
