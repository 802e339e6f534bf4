// A photo or video of a conversation fills the window; without a script its link leads to its own page.

const shots = () => [...document.querySelectorAll("a.shot")];
let at = null;

const made = (/** @type {string} */ name, facts = {}) => Object.assign(document.createElement(name), facts);
const box = made("dialog", { className: "lightbox" });
const head = made("header");
const name = made("bdi");
const before = made("button", { type: "button", textContent: "‹", ariaLabel: "Previous" });
const after = made("button", { type: "button", textContent: "›", ariaLabel: "Next" });
const own = made("a", { textContent: "More" });
const close = made("button", { type: "button", textContent: "Close" });
const figure = made("figure");
head.append(name, before, after, own, close);
box.append(head, figure);
document.body.append(box);

/** The small picture, as large as it may be. */
const small = (/** @type {HTMLImageElement} */ of) => {
  const [width, height] = [Number(of.getAttribute("width")), Number(of.getAttribute("height"))];
  const fits = Math.min(1, figure.clientWidth / width, figure.clientHeight / height);
  return made("img", { alt: of.alt, src: of.src, width: width * fits, height: height * fits });
};

const cannot = () => made("p", { textContent: "This browser cannot show the file itself. More leads to it." });

const video = (/** @type {HTMLAnchorElement} */ shot, /** @type {HTMLImageElement} */ poster) => {
  const player = made("video", { controls: true, autoplay: true, src: shot.dataset.full, poster: poster.src });
  player.addEventListener("error", () => player.replaceWith(small(poster), cannot()), { once: true });
  return player;
};

/** What fills the window: a player, or the picture; the small picture until that is here, and with words where it cannot be shown. */
const content = (/** @type {HTMLAnchorElement} */ shot) => {
  const preview = shot.querySelector("img");
  if (shot.dataset.video) return video(shot, preview);
  const first = small(preview);
  const large = made("img", { alt: preview.alt });
  large.addEventListener("load", () => first.replaceWith(large));
  large.addEventListener("error", () => first.after(cannot()), { once: true });
  large.src = shot.dataset.full;
  return first;
};

const show = (/** @type {HTMLAnchorElement} */ shot) => {
  const all = shots();
  const place = all.indexOf(shot);
  at = shot;
  name.textContent = shot.dataset.name;
  box.setAttribute("aria-label", shot.dataset.name);
  own.href = shot.href;
  before.disabled = place <= 0;
  after.disabled = place < 0 || place >= all.length - 1;
  if (!box.open) box.showModal();
  figure.replaceChildren(content(shot));
};

const step = (/** @type {number} */ by) => {
  const all = shots();
  const next = all[all.indexOf(at) + by];
  if (next) show(next);
};

before.addEventListener("click", () => step(-1));
after.addEventListener("click", () => step(1));
close.addEventListener("click", () => box.close());
figure.addEventListener("click", (event) => { if (event.target === figure) box.close(); });
box.addEventListener("close", () => {
  figure.replaceChildren();
  if (at?.isConnected) at.focus({ preventScroll: true });
});
box.addEventListener("keydown", (event) => {
  event.stopPropagation();
  if (event.key === "Escape") box.close();
  else if (event.key === "ArrowLeft") step(-1);
  else if (event.key === "ArrowRight") step(1);
  else return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  const shot = event.target instanceof Element ? event.target.closest("a.shot") : null;
  if (!shot || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  show(shot);
});
