import { clear, handleForm, say } from "./forms.js";
import { isMember, refresh } from "./session.js";
import { word } from "./words.js";

/** The dialog in which people log in or register. */
const dialog = document.getElementById("account");
let settle = () => {};

/** Opens it; the promise tells whether somebody is logged in when it closes. */
export function openAccount(form = "log-in") {
  settle(false);
  show(form);
  dialog.showModal();
  focusFirst();
  return new Promise((resolve) => (settle = resolve));
}

export function prepareAccount() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (!opener) return;
    if (dialog.open) {
      show(opener.dataset.opens);
      focusFirst();
    } else openAccount(opener.dataset.opens);
  });
  dialog.addEventListener("mousedown", closeByOverlay);
  for (const button of dialog.querySelectorAll("[data-closes]")) button.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => settle(isMember()));
  handleForm(form("log-in"), { method: "PUT", path: "/api/user/auth", done: enter });
  handleForm(form("forgot"), { method: "POST", path: "/api/user/password-reset", done: () => say(form("forgot"), word("sent"), { good: true }) });
  handleForm(form("register"), { method: "POST", path: "/api/user", done: register });
}

/** Who has registered is logged in with what they have just typed. */
function register(_, { email, password }) {
  show("log-in");
  form("log-in").elements.email.value = email;
  form("log-in").elements.password.value = password;
  form("log-in").requestSubmit();
}

async function enter() {
  await refresh();
  for (const each of dialog.querySelectorAll("form")) each.reset();
  dialog.close();
}

/** On the dialog itself, not on what is in it. The press must not take the focus that the dialog gives back. */
function closeByOverlay(event) {
  if (event.target !== dialog || !isOutside(event)) return;
  event.preventDefault();
  dialog.close();
}

function show(name) {
  for (const part of dialog.querySelectorAll("[data-shows]")) part.hidden = part.dataset.shows !== name;
  dialog.setAttribute("aria-labelledby", `${name}-title`);
  clear(form(name));
}

function focusFirst() {
  [...dialog.querySelectorAll("input")].find((field) => !field.closest("[hidden]")).focus();
}

function form(name) {
  return document.getElementById(name);
}

function isOutside({ clientX, clientY }) {
  const box = dialog.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}
