import { word } from "./words.js";

/** Fires `forbidden` when the site refuses what only members may: perhaps nobody is logged in any more. */
export const site = new EventTarget();

/** Ask the site. Never throws: `{ok, status, answer}`, where status 0 means that nobody answered. */
export async function ask(method, path, body, { signal } = {}) {
  const options = { method, signal, headers: { Accept: "application/json" } };
  if (body instanceof FormData) options.body = body;
  else if (body) {
    options.body = JSON.stringify(body);
    options.headers["Content-Type"] = "application/json";
  }
  try {
    const response = await fetch(path, options);
    if (response.status === 403) site.dispatchEvent(new Event("forbidden"));
    return { ok: response.ok, status: response.status, answer: await response.json().catch(() => null) };
  } catch {
    return { ok: false, status: 0, answer: null };
  }
}

/** What a refusal says to people, and the fields that it is about. */
export function refusal({ status, answer }) {
  const said = answer?.message;
  const known = [...document.getElementById("words").content.querySelectorAll("[data-said]")];
  const found = known.find((line) => line.dataset.said === said);
  if (found) return { message: found.textContent, fields: (found.dataset.field ?? "").split(" ").filter(Boolean) };
  if (status === 0 || status >= 502) return { message: word("away"), fields: [] };
  if (status === 429) return { message: word("often"), fields: [] };
  if (status === 403) return { message: word("logged-out"), fields: [] };
  return { message: status === 400 && said ? said : word("failed"), fields: [] };
}
