// What every page does: it says when it has lost touch, and can be used with the keyboard alone.

// A page that hears nothing says so.
const adrift = (/** @type {boolean} */ is) => {
  const words = document.querySelector(".adrift");
  if (words) words.hidden = !is;
};
document.body.addEventListener("htmx:sseError", () => adrift(true));
document.body.addEventListener("htmx:sseOpen", () => adrift(false));
document.body.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 401) location.reload();
});

// "Up to date · 2 min ago": counted on from what the page was told, whatever the clock here says.
const HOUR = 60;
const told = new WeakMap();
const count = () => {
  for (const time of document.querySelectorAll("time[data-ago]")) {
    if (!told.has(time)) told.set(time, { at: Date.now(), words: time.textContent });
    const { at, words } = told.get(time);
    const minutes = Math.floor((Number(time.dataset.ago) + (Date.now() - at) / 1000) / 60);
    time.textContent = minutes < 1 ? "just now" : minutes < HOUR ? `${minutes} min ago` : words;
  }
};
count();
setInterval(count, 15_000);
document.body.addEventListener("htmx:oobAfterSwap", count);

// What came of a button is told until the sheet is closed.
document.getElementById("label")?.addEventListener("toggle", (event) => {
  if (!event.target.open) document.getElementById("outcome").replaceChildren();
});

// The list keeps its place when another conversation is opened.
const list = document.querySelector(".list");
const PLACE = "owntexts.list";
if (list) {
  list.scrollTop = Number(sessionStorage.getItem(PLACE) ?? 0);
  list.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  addEventListener("pagehide", () => sessionStorage.setItem(PLACE, String(list.scrollTop)));
}

// What is typed into a field for a secret can be looked at.
for (const field of document.querySelectorAll("input[data-show]")) {
  const both = document.createElement("span");
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Show" });
  both.className = "shown";
  field.replaceWith(both);
  both.append(field, button);
  button.addEventListener("click", () => {
    field.type = field.type === "password" ? "text" : "password";
    button.textContent = field.type === "password" ? "Show" : "Hide";
  });
}

// A choice in the settings puts the page anew: it stays where it was, or shows what makes no sense.
let place = null;
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id === "settled") place = document.getElementById("main").scrollTop;
});
document.body.addEventListener("htmx:afterSettle", () => {
  if (place === null) return;
  document.getElementById("main").scrollTop = place;
  place = null;
  document.querySelector("#settled .told-off")?.scrollIntoView({ block: "nearest" });
});

document.querySelector("[data-print]")?.addEventListener("click", () => print());

// One menu at a time; a tap elsewhere closes it.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".menu[open]")) {
    if (!menu.contains(/** @type {Node} */ (event.target))) menu.open = false;
  }
});

// Keys: / seeks, arrows move through a list, Escape closes what is open, then goes back to the list.
const writes = (/** @type {Element | null} */ one) => one instanceof HTMLInputElement || one instanceof HTMLTextAreaElement || one instanceof HTMLSelectElement;
const closed = () => {
  const open = document.querySelector(".menu[open]") ?? document.querySelector("#label[open]");
  if (!open) return false;
  open.open = false;
  open.querySelector("summary").focus();
  return true;
};
const listed = () => [...document.querySelectorAll(".list a.conversation")].filter((link) => link.offsetParent !== null);
const move = (/** @type {number} */ step) => {
  const links = listed();
  const here = links.indexOf(document.activeElement);
  const current = here >= 0 ? here : links.findIndex((link) => link.hasAttribute("aria-current"));
  const next = links[Math.max(0, Math.min(links.length - 1, current + step))];
  if (!next) return;
  if (step < 0 && here === 0) document.getElementById("q").focus();
  else next.focus();
  next.scrollIntoView({ block: "nearest" });
};
// Enter in the search field opens the first thing that was found.
document.getElementById("q")?.form.addEventListener("submit", (event) => {
  const first = listed()[0];
  if (!document.getElementById("q").value.trim() || !first || document.querySelector("#q.htmx-request")) return;
  event.preventDefault();
  first.click();
});
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const writing = writes(document.activeElement);
  const inList = document.activeElement?.closest(".list") || document.activeElement === document.body;
  if (event.key === "/" && !writing) {
    document.getElementById("q")?.focus();
  } else if (event.key === "Escape") {
    if (closed()) return event.preventDefault();
    if (document.activeElement?.id === "q" && document.activeElement.value) {
      document.activeElement.value = "";
      event.preventDefault();
    } else if (writing) document.activeElement.blur();
    else if (document.body.classList.contains("reading")) document.querySelector(".back")?.click();
    return;
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && inList && (!writing || event.key === "ArrowDown")) {
    move(event.key === "ArrowDown" ? 1 : -1);
  } else return;
  event.preventDefault();
});
