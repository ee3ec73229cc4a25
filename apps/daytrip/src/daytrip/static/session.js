import { ask, site } from "./api.js";
import { word } from "./words.js";

/** Who is logged in, and the header that shows it. Fires `change` when that is somebody else than before. */
export const session = new EventTarget();
const header = document.getElementById("session");

site.addEventListener("forbidden", refresh);

export function isMember() {
  return header?.dataset.member === "yes";
}

export async function refresh() {
  const { ok, answer } = await ask("GET", "/api/user/auth");
  if (ok) show(answer.data);
}

export async function logOut() {
  const { ok } = await ask("DELETE", "/api/user/auth");
  if (ok) show(null);
  return ok;
}

/** In the size that the picture has on the page, from where the page is: the API tells the site's public address. */
export function showAvatar(picture, url) {
  const edge = Number(picture.getAttribute("width"));
  const path = url && new URL(url, location).pathname;
  picture.srcset = path ? `${path}?w=${2 * edge} 2x` : "";
  picture.src = path ? `${path}?w=${edge}` : picture.dataset.nobody;
}

function show(member) {
  // The site could not say who is logged in, and left it out of the page.
  if (!header) return;
  const before = isMember();
  header.dataset.member = member ? "yes" : "no";
  for (const item of header.querySelectorAll("[data-when]")) item.hidden = (item.dataset.when === "member") !== Boolean(member);
  header.querySelector("[data-show=name]").textContent = member?.name || word("member");
  showAvatar(header.querySelector("[data-show=avatar]"), member?.avatarUrl);
  if (before !== isMember()) session.dispatchEvent(new Event("change"));
}
