import { word } from "./words.js";

// As the API checks them; here only so that nobody waits for an answer to know.
const PASSWORD = /^(?=.*\d)(?=.*[A-Za-z]).{8,}$/s;
const PHONE = /^((\+|00)\d{6,15}|09\d{8})$/;

/** The fields of a form that do not fit, each with what is wrong: `{email: "…"}`. */
export function wrongFields(form) {
  const wrong = {};
  for (const field of form.elements) {
    const message = field.name && wrongField(field);
    if (message) wrong[field.name] = message;
  }
  return wrong;
}

/** A new password is typed twice. */
export function checkRepeat({ newPwd, repeatPwd }) {
  return newPwd === repeatPwd ? {} : { repeatPwd: word("repeat") };
}

function wrongField(field) {
  const value = field.value.trim();
  if (field.required && !value) return word("missing");
  if (field.type === "email" && !field.validity.valid) return word("email");
  if (field.type === "tel" && value && !PHONE.test(value)) return word("phone");
  if (field.autocomplete === "new-password" && !PASSWORD.test(field.value)) return word("password");
  return "";
}
