// A conversation that scrolls both ways without end: more is fetched near an edge, what is far away is let go.

const MOST = 300;
const NEAR = "1200px";
const AWAY = 400;

const thread = document.getElementById("thread");
const newest = document.getElementById("newest");
const here = `/c/${thread.dataset.conversation}`;
const rows = () => document.getElementById("rows");
const messages = () => [...rows().querySelectorAll(":scope > .row")];
const idOf = (/** @type {Element} */ row) => row.id.slice(1);
const isAtEnd = () => !rows().querySelector(".later") && thread.scrollTop > -AWAY;

/** Asks for a piece of the conversation; null where it reads as it does here. */
const fetched = async (/** @type {string} */ path, /** @type {Record<string, string>} */ wanted) => {
  const asked = new URLSearchParams(rows().dataset.group ? { ...wanted, group: "1" } : wanted);
  const answer = await fetch(`${here}/${path}?${asked}`, { headers: { "hx-request": "true" } });
  if (answer.status === 401) location.reload();
  if (answer.status !== 200) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
};

/** Changes the rows without moving what the person looks at. */
const keepingPlace = (/** @type {() => void} */ change) => {
  const top = thread.getBoundingClientRect().top;
  const seen = messages().find((row) => row.getBoundingClientRect().bottom > top) ?? messages()[0];
  const before = seen?.getBoundingClientRect().top;
  const atEnd = isAtEnd();
  change();
  if (atEnd && !rows().querySelector(".later")) thread.scrollTop = 0;
  else if (seen?.isConnected) thread.scrollTop += seen.getBoundingClientRect().top - before;
};

const edge = (/** @type {"earlier" | "later"} */ side) => rows().querySelector(`:scope > .${side}`);

/** The link at an edge, where one has to be made because messages were let go there. */
const putEdge = (/** @type {"earlier" | "later"} */ side) => {
  const all = messages();
  const [beside, word, name] = side === "earlier" ? [all[0], "before", "Earlier messages"] : [all.at(-1), "after", "Later messages"];
  const link = edge(side) ?? document.createElement("li");
  if (!link.isConnected) {
    link.className = `edge ${side}`;
    link.append(Object.assign(document.createElement("a"), { textContent: name, rel: side === "earlier" ? "prev" : "next" }));
    side === "earlier" ? rows().prepend(link) : rows().append(link);
    watch.observe(link);
  }
  link.firstElementChild.href = `${here}?${word}=${idOf(beside)}${side === "later" ? "#rows" : ""}`;
};

const letGo = (/** @type {"earlier" | "later"} */ side) => {
  const all = messages();
  const over = all.length - MOST;
  if (over <= 0) return;
  const gone = side === "earlier" ? all.slice(0, over) : all.slice(-over);
  for (const row of gone) row.remove();
  putEdge(side);
};

let busy = false;
const grow = async (/** @type {"earlier" | "later"} */ side) => {
  const link = edge(side);
  if (busy || !link) return;
  busy = true;
  try {
    const beside = side === "earlier" ? messages()[0] : messages().at(-1);
    const piece = await fetched("part", side === "earlier" ? { before: idOf(beside) } : { after: idOf(beside) });
    if (!piece || !link.isConnected) return;
    const more = [...piece.querySelectorAll(".row")];
    const goesOn = piece.querySelector(`.${side}`);
    keepingPlace(() => {
      side === "earlier" ? link.after(...more) : link.before(...more);
      if (goesOn && more.length) putEdge(side);
      else link.remove();
      letGo(side === "earlier" ? "later" : "earlier");
    });
  } finally {
    busy = false;
  }
  // An edge that is still near is not told of again by itself.
  const next = edge(side);
  if (next) {
    watch.unobserve(next);
    watch.observe(next);
  }
};

const watch = new IntersectionObserver(
  (seen) => {
    for (const one of seen) if (one.isIntersecting) grow(one.target.classList.contains("earlier") ? "earlier" : "later");
  },
  { root: thread, rootMargin: `${NEAR} 0px` },
);
for (const side of ["earlier", "later"]) if (edge(side)) watch.observe(edge(side));

/** Puts rows as they are now in the place of those that read otherwise. */
const follow = (/** @type {Document} */ piece) => {
  const now = [...piece.querySelectorAll(".row")];
  const kept = new Set(now.map((row) => row.id));
  for (const row of messages()) if (!kept.has(row.id)) row.remove();
  let before = edge("earlier");
  for (const row of now) {
    let own = document.getElementById(row.id);
    if (!own) own = row;
    else if (own.outerHTML !== row.outerHTML && !own.querySelector("details[open]")) {
      own.replaceWith(row);
      own = row;
    }
    if (before ? before.nextElementSibling !== own : rows().firstElementChild !== own) before ? before.after(own) : rows().prepend(own);
    before = own;
  }
  if (!now.length) location.reload();
};

let has = document.getElementById("rows-has")?.value ?? "";
let following = false;
let again = false;
thread.addEventListener("sse:messages", async () => {
  if (following) return void (again = true);
  following = true;
  try {
    do {
      again = false;
      const all = messages();
      const wanted = all.length ? { first: idOf(all[0]), has } : { has };
      if (edge("later")) wanted.last = idOf(all.at(-1));
      const piece = await fetched("window", wanted);
      if (!piece) continue;
      has = piece.getElementById("rows-has")?.value ?? "";
      keepingPlace(() => {
        follow(piece);
        if (!edge("later")) letGo("earlier");
      });
    } while (again);
  } finally {
    following = false;
  }
});

// The way to the newest message, while it is far.
const showWay = () => {
  newest.hidden = isAtEnd();
};
thread.addEventListener("scroll", showWay, { passive: true });
newest.addEventListener("click", (event) => {
  if (edge("later")) return;
  event.preventDefault();
  thread.scrollTo({ top: 0, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
});
showWay();
