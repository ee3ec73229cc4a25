import { ask } from "./api.js";

const box = document.getElementById("keyword");
const list = document.getElementById("categories");
const form = document.getElementById("search");
let fetched = null;
let wanted = false;

/** The search box and the list of categories below it (the combobox of the ARIA practices); `search` gets the words. */
export function prepareSearch(search) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    close();
    search(box.value.trim());
  });
  box.addEventListener("focus", open);
  box.addEventListener("click", open);
  box.addEventListener("keydown", onKey);
  // A press on the list must not take the focus from the box: that would close it.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => choose(event.target.closest("[role=option]")));
  document.addEventListener("pointerdown", (event) => form.contains(event.target) || close());
  form.addEventListener("focusout", (event) => form.contains(event.relatedTarget) || close());
}

/** Unless it was closed while the categories were on their way. */
async function open() {
  wanted = true;
  fetched ??= load();
  if ((await fetched) && wanted) setOpen(true);
}

/** Once; a failure is forgotten, so that the next focus tries again. */
async function load() {
  const { ok, answer } = await ask("GET", "/api/categories");
  if (!ok) fetched = null;
  else list.replaceChildren(...answer.data.map(option));
  return ok;
}

function option(category, index) {
  const item = document.createElement("li");
  item.id = `category-${index}`;
  item.role = "option";
  item.ariaSelected = "false";
  item.textContent = category;
  return item;
}

function onKey(event) {
  // The arrows, Enter and Escape are the input method's own while it has a word in the making.
  if (event.isComposing) return;
  if (event.key === "Escape" && !list.hidden) close();
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") move(event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "Enter" && active()) choose(active());
  else return;
  event.preventDefault();
}

function move(step) {
  if (list.hidden) {
    open();
    return;
  }
  const items = [...list.children];
  const at = items.indexOf(active());
  mark(items[(at < 0 && step < 0 ? items.length - 1 : at + step + items.length) % items.length]);
}

function choose(item) {
  if (!item) return;
  box.value = item.textContent;
  close();
}

function close() {
  wanted = false;
  setOpen(false);
  mark(null);
}

function setOpen(isOpen) {
  list.hidden = !isOpen;
  box.ariaExpanded = String(isOpen);
}

function active() {
  return list.querySelector("[aria-selected=true]");
}

function mark(item) {
  if (active()) active().ariaSelected = "false";
  if (item) {
    item.ariaSelected = "true";
    item.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", item.id);
  } else box.removeAttribute("aria-activedescendant");
}
