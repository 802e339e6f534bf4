"use strict";

// Whoever reads the newest message goes on doing so when another one comes.
const NEAR = 120;
const scroller = () => {
  const main = document.getElementById("main");
  return main.scrollHeight > main.clientHeight + 1 ? main : document.scrollingElement;
};
let atEnd = false;

document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "thread") return;
  const view = scroller();
  atEnd = view.scrollHeight - view.scrollTop - view.clientHeight < NEAR;
});
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "thread" && atEnd) document.getElementById("end").scrollIntoView();
});

// A page that hears nothing says so.
const adrift = (is) => {
  const words = document.querySelector(".adrift");
  if (words) words.hidden = !is;
};
document.body.addEventListener("htmx:sseError", () => adrift(true));
document.body.addEventListener("htmx:sseOpen", () => adrift(false));

// Escape closes the sheet and goes back to the label.
document.addEventListener("keydown", (event) => {
  const label = document.getElementById("label");
  if (event.key !== "Escape" || !label || !label.open) return;
  label.open = false;
  label.querySelector("summary").focus();
});
