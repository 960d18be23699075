// What a page does by itself: search, and copy buttons. Without it the pages can be read all the same.

for (const block of document.querySelectorAll(".code")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    // Pages that are served over plain HTTP from elsewhere have no clipboard.
    const copied = await navigator.clipboard?.writeText(block.querySelector("code").textContent).then(
      () => true,
      () => false,
    );
    button.textContent = copied ? "Copied" : "Cannot copy here";
    setTimeout(() => {
      button.textContent = "Copy";
    }, 2000);
  });
  block.append(button);
}

const input = document.getElementById("search");
const list = document.getElementById("found");
let index;
let chosen = -1;

const words = (text) => text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];

/** All sections, with their words. Fetched when somebody is about to search. */
function load() {
  index ??= fetch("/docs/search.json")
    .then((answer) => answer.json())
    .then((sections) =>
      sections.map((section) => ({
        ...section,
        fields: [
          [words(section.heading), 8],
          [words(section.page), 4],
          [words(section.text), 1],
        ],
      })),
    );
  index.catch(() => {
    index = undefined;
  });
  return index;
}

/** How well a section answers: every word must be the beginning of one of its words; whole ones count more. */
function score(section, asked) {
  let sum = 0;
  for (const word of asked) {
    let best = 0;
    for (const [field, weight] of section.fields) {
      let hits = 0;
      for (const one of field) if (one.startsWith(word)) hits += one === word ? 2 : 1;
      if (hits > 0) best += weight * (1 + Math.log(hits));
    }
    if (best === 0) return 0;
    sum += best;
  }
  return sum;
}

/** Some words around the first hit, with the hits marked. */
function excerpt(text, asked) {
  const lower = text.toLowerCase();
  const at = Math.min(...asked.map((word) => lower.indexOf(word)).map((place) => (place < 0 ? Infinity : place)));
  const from = at === Infinity ? 0 : Math.max(0, lower.lastIndexOf(" ", Math.max(0, at - 30)) + 1);
  return (from > 0 ? "… " : "") + text.slice(from, from + 140);
}

function marked(text, asked) {
  const parent = document.createElement("span");
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_])(${asked.join("|")})`, "giu");
  text.split(pattern).forEach((part, at) => {
    const node = at % 2 ? document.createElement("mark") : document.createTextNode(part);
    if (at % 2) node.textContent = part;
    parent.append(node);
  });
  return parent;
}

async function search() {
  const asked = words(input.value);
  if (asked.length === 0) return close();
  let found;
  try {
    found = (await load()).map((section) => ({ section, score: score(section, asked) }));
  } catch {
    found = [];
  }
  if (asked.join() !== words(input.value).join()) return; // somebody typed on meanwhile
  found = found
    .filter((one) => one.score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, 12);
  list.replaceChildren(
    ...found.map(({ section }, at) => {
      const item = document.createElement("li");
      item.id = `found-${at}`;
      item.role = "option";
      item.dataset.url = section.url;
      const place = section.heading === section.page ? section.page : `${section.page}: ${section.heading}`;
      const small = document.createElement("small");
      small.append(marked(excerpt(section.text, asked), asked));
      item.append(marked(place, asked), small);
      item.addEventListener("mousedown", (event) => {
        event.preventDefault();
        go(item);
      });
      return item;
    }),
  );
  if (found.length === 0) {
    const none = document.createElement("li");
    none.className = "none";
    none.textContent = "Nothing found";
    list.append(none);
  }
  list.hidden = false;
  input.setAttribute("aria-expanded", "true");
  choose(found.length > 0 ? 0 : -1);
}

function choose(at) {
  chosen = at;
  [...list.children].forEach((item, place) => {
    item.setAttribute("aria-selected", String(place === at));
    if (place === at) item.scrollIntoView({ block: "nearest" });
  });
  if (at < 0) input.removeAttribute("aria-activedescendant");
  else input.setAttribute("aria-activedescendant", `found-${at}`);
}

function close() {
  list.hidden = true;
  input.setAttribute("aria-expanded", "false");
  choose(-1);
}

function go(item) {
  close();
  input.blur();
  location.href = item.dataset.url;
}

input.addEventListener("focus", () => {
  load().catch(() => {});
  search();
});
input.addEventListener("input", search);
input.addEventListener("blur", close);
input.addEventListener("keydown", (event) => {
  const count = list.querySelectorAll("[role=option]").length;
  if (event.key === "Escape") input.blur();
  else if (count === 0 || list.hidden) return;
  else if (event.key === "ArrowDown") choose((chosen + 1) % count);
  else if (event.key === "ArrowUp") choose((chosen + count - 1) % count);
  else if (event.key === "Enter") go(list.children[Math.max(0, chosen)]);
  else return;
  event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  input.focus();
});
