import { ask, refusal } from "./api.js";
import { clear, isBusy, say, setBusy } from "./forms.js";
import { refresh, showAvatar } from "./session.js";
import { word } from "./words.js";

const MOST = 2 * 1024 * 1024;
const shown = document.getElementById("avatar-shown");
const buttons = document.getElementById("avatar-buttons");

/** A picture is looked at before it is kept. */
export function prepareAvatar(form) {
  let kept = sources();
  form.elements.avatar.addEventListener("change", () => preview(form));
  form.addEventListener("reset", () => {
    Object.assign(shown, kept);
    buttons.hidden = true;
    clear(form);
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isBusy(form)) return;
    clear(form);
    setBusy(form, true);
    const result = await ask("POST", "/api/user/avatar", new FormData(form));
    setBusy(form, false);
    if (!result.ok) {
      say(form, refusal(result).message);
      return;
    }
    showAvatar(shown, result.answer.data.avatarUrl);
    kept = sources();
    form.reset();
    await refresh();
    say(form, word("saved"), { good: true });
  });
}

/** Before it is sent, it has to be one that this browser can show. */
async function preview(form) {
  const [file] = form.elements.avatar.files;
  if (!file) return;
  clear(form);
  const picture = new Image();
  picture.src = URL.createObjectURL(file);
  const isShown = await picture.decode().then(() => true, () => false);
  if (!isShown || file.size > MOST) {
    URL.revokeObjectURL(picture.src);
    form.reset();
    say(form, isShown ? form.dataset.tooLarge : form.dataset.notAPicture);
    return;
  }
  Object.assign(shown, { src: picture.src, srcset: "" });
  buttons.hidden = false;
}

function sources() {
  return { src: shown.src, srcset: shown.srcset };
}
