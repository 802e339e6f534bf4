// Several things are chosen from a list: how many, how large, and all at once.

const form = document.getElementById("picking");
const boxes = form ? [...form.querySelectorAll("li input[type=checkbox]")] : [];
const all = form?.querySelector(".pick-all");

const size = (/** @type {number} */ bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`);

const tell = () => {
  const chosen = boxes.filter((box) => box.checked);
  const bytes = chosen.reduce((sum, box) => sum + Number(box.dataset.bytes), 0);
  const words = `${chosen.length} ${chosen.length === 1 ? "message" : "messages"}, ${size(bytes)}`;
  for (const place of form.querySelectorAll(".how-many")) place.textContent = words;
  form.querySelector(".picked").hidden = !chosen.length;
  const box = all.querySelector("input");
  box.checked = chosen.length === boxes.length;
  box.indeterminate = chosen.length > 0 && !box.checked;
};

if (form) {
  all.hidden = false;
  all.addEventListener("change", (event) => {
    for (const box of boxes) box.checked = event.target.checked;
  });
  form.addEventListener("change", tell);
  tell();
}
