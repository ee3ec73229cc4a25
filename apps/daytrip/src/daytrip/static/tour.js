import { openAccount } from "./account.js";
import { ask, refusal } from "./api.js";
import { clear, isBusy, say, sayBeside, setBusy } from "./forms.js";
import { isMember } from "./session.js";

const form = document.getElementById("tour");

/** The form beside a sight: which day, which half of it, and who. */
export function prepareTour() {
  form.elements.date.min = dayAfter(today());
  form.addEventListener("change", showPrice);
  form.addEventListener("input", () => clear(form));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isBusy(form)) return;
    clear(form);
    const wrong = wrongDate();
    if (wrong) sayBeside(form, { date: wrong });
    else if (isMember() || (await logIn())) await book();
  });
}

async function logIn() {
  say(form, form.dataset.logIn);
  const isIn = await openAccount();
  if (isIn) clear(form);
  return isIn;
}

/** Where the site has a booking page, the tour is booked and the page shown. */
async function book() {
  if (!form.dataset.booking) {
    say(form, form.dataset.closed, { good: true });
    return;
  }
  const { date, time } = Object.fromEntries(new FormData(form));
  setBusy(form, true);
  const tour = { attractionId: Number(form.dataset.sight), date, time, price: Number(half().dataset.price) };
  const result = await ask("POST", "/api/booking", tour);
  setBusy(form, false);
  if (result.ok) location.assign(form.dataset.booking);
  else say(form, refusal(result).message);
}

function wrongDate() {
  const { value } = form.elements.date;
  if (!value) return form.dataset.missing;
  if (value < today()) return form.dataset.past;
  return value === today() ? form.dataset.today : "";
}

/** The day where the site is, whatever the reader's clock is set to: `2026-11-21`. */
function today() {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: form.dataset.timezone }).format(new Date());
}

function dayAfter(day) {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}

function half() {
  return form.querySelector("[name=time]:checked");
}

function showPrice() {
  for (const price of form.querySelectorAll("[data-half]")) price.hidden = price.dataset.half !== half().value;
}
