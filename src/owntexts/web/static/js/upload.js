// A file that is sent in pieces. After a break, a reload, or another day, it goes on where it was.

const PIECE = 8 * 1024 * 1024;
const PATIENCE_MS = [1000, 2000, 5000, 10000, 20000];
const KEPT = "owntexts.upload.";

const form = document.getElementById("drop");
const input = form.querySelector("input[type=file]");
const told = form.querySelector(".sending");
const words = told.querySelector("p");
const bar = told.querySelector("progress");
const csrf = form.dataset.csrf;
form.hidden = false;

class Refused extends Error {}

const size = (/** @type {number} */ bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`);
const wait = (/** @type {number} */ ms) => new Promise((done) => setTimeout(done, ms));
const left = (/** @type {number} */ seconds) => (seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`);

const answered = async (/** @type {Response} */ answer) => {
  const said = await answer.json().catch(() => ({}));
  if (answer.ok) return said;
  if (answer.status === 401 || answer.status === 403) throw new Refused("This page is locked. Open it anew.");
  if (said.title) throw Object.assign(new Refused([said.title + ".", said.explanation !== said.title ? said.explanation : "", ...(said.fixes ?? [])].join(" ")), { gone: answer.status === 404 });
  throw new Error(`answered ${answer.status}`);
};

/** What is here of this very file already, or a new place for it. */
const place = async (/** @type {File} */ file) => {
  const key = `${KEPT}${file.name}.${file.size}.${file.lastModified}`;
  const known = localStorage.getItem(key);
  if (known) {
    try {
      return { key, ...(await answered(await fetch(`/uploads/${known}`))) };
    } catch (error) {
      if (!error.gone) throw error;
    }
  }
  const begun = await answered(await fetch("/uploads", { method: "POST", body: new URLSearchParams({ csrf, name: file.name, size: String(file.size) }) }));
  localStorage.setItem(key, begun.id);
  return { key, ...begun };
};

const send = async (/** @type {File} */ file) => {
  const began = performance.now();
  const here = await place(file);
  const first = here.come;
  let come = here.come;
  while (come < file.size) {
    const piece = file.slice(come, come + PIECE);
    const now = await answered(await fetch(`/uploads/${here.id}?offset=${come}`, { method: "PUT", headers: { "x-csrf": csrf }, body: piece }));
    come = now.come;
    const seconds = ((performance.now() - began) / 1000 / Math.max(come - first, 1)) * (file.size - come);
    bar.value = come / file.size;
    words.textContent = `${file.name}: ${size(come)} of ${size(file.size)}${come < file.size ? ` · about ${left(seconds)} left` : ""}`;
  }
  localStorage.removeItem(here.key);
};

let busy = false;
const take = async (/** @type {File | undefined} */ file) => {
  if (!file || busy) return;
  busy = true;
  told.hidden = false;
  told.classList.remove("wrong");
  words.textContent = `${file.name} …`;
  for (let tries = 0; ; tries++) {
    try {
      await send(file);
      words.textContent = `${file.name} is here, and is being read.`;
      break;
    } catch (error) {
      if (error instanceof Refused || error.name === "NotReadableError" || tries >= 60) {
        words.textContent = error instanceof Refused ? error.message : `${file.name} cannot be read any more. Choose it again.`;
        told.classList.add("wrong");
        break;
      }
      words.textContent = `${file.name}: the connection broke; it goes on by itself.`;
      await wait(PATIENCE_MS[Math.min(tries, PATIENCE_MS.length - 1)]);
    }
  }
  busy = false;
  input.value = "";
};

input.addEventListener("change", () => take(input.files[0]));
for (const kind of ["dragenter", "dragover"]) {
  form.addEventListener(kind, (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
}
for (const kind of ["dragleave", "drop"]) form.addEventListener(kind, () => form.classList.remove("over"));
form.addEventListener("drop", (event) => {
  event.preventDefault();
  take(event.dataTransfer.files[0]);
});
addEventListener("beforeunload", (event) => {
  if (busy) event.preventDefault();
});
