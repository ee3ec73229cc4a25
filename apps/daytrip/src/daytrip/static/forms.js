import { ask, refusal } from "./api.js";
import { wrongFields } from "./checks.js";

/**
 * A form that is sent as JSON: checked first, sent once however often the button is pressed, and whatever is wrong is
 * said beside its field. `check` may find more wrong; `done` gets the answer.
 */
export function handleForm(form, { method, path, check = () => ({}), done }) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isBusy(form)) return;
    clear(form);
    const values = Object.fromEntries(new FormData(form));
    const wrong = { ...check(values), ...wrongFields(form) };
    if (Object.keys(wrong).length) {
      sayBeside(form, wrong);
      return;
    }
    setBusy(form, true);
    const result = await ask(method, path, values);
    setBusy(form, false);
    if (result.ok) done(result.answer, values);
    else sayRefused(form, refusal(result));
  });
  form.addEventListener("input", (event) => unsay(form, event.target));
}

export function clear(form) {
  for (const field of form.elements) unsay(form, field);
  say(form, "");
}

/** Below the whole form. */
export function say(form, message, { good = false } = {}) {
  const line = form.querySelector(".form-message");
  line.classList.toggle("good", good);
  line.textContent = message;
}

/** Beside the fields; the first of them gets the focus. */
export function sayBeside(form, messages) {
  for (const [name, message] of Object.entries(messages)) {
    const field = form.elements[name];
    field.setAttribute("aria-invalid", "true");
    line(field).textContent = message;
  }
  form.querySelector("[aria-invalid]").focus();
}

export function isBusy(form) {
  return submitButton(form).ariaBusy === "true";
}

export function setBusy(form, busy) {
  submitButton(form).ariaBusy = busy ? "true" : null;
}

function sayRefused(form, { message, fields }) {
  const field = fields.find((name) => form.elements[name]);
  if (field) sayBeside(form, { [field]: message });
  else say(form, message);
}

function unsay(form, field) {
  if (!field.hasAttribute("aria-invalid")) return;
  field.removeAttribute("aria-invalid");
  line(field).textContent = "";
}

function line(field) {
  return document.getElementById(`${field.id}-message`);
}

function submitButton(form) {
  return form.querySelector("[type=submit]");
}
