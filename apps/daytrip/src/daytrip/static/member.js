import { prepareAvatar } from "./avatar.js";
import { checkRepeat } from "./checks.js";
import { handleForm, say } from "./forms.js";
import { isMember, refresh, session } from "./session.js";
import { word } from "./words.js";

// The page itself shows other things to a member than to others.
session.addEventListener("change", () => (isMember() ? location.reload() : location.assign("/")));

const profile = document.getElementById("profile");
const password = document.getElementById("password");

if (profile) {
  prepareAvatar(document.getElementById("avatar"));
  handleForm(profile, { method: "PATCH", path: "/api/user", done: () => refresh().then(() => say(profile, word("saved"), { good: true })) });
  handleForm(password, {
    method: "PATCH",
    path: "/api/user/password",
    check: checkRepeat,
    done: () => {
      password.reset();
      say(password, word("password-changed"), { good: true });
    },
  });
}
