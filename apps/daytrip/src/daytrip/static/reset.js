import { openAccount } from "./account.js";
import { checkRepeat } from "./checks.js";
import { handleForm, say } from "./forms.js";
import { word } from "./words.js";

const form = document.getElementById("reset");

// After the `#`, so that no log has it.
form.elements.token.value = new URLSearchParams(location.hash.slice(1)).get("token") ?? "";
handleForm(form, {
  method: "PUT",
  path: "/api/user/password-reset",
  check: checkRepeat,
  done: () => {
    form.reset();
    say(form, word("password-set"), { good: true });
    openAccount();
  },
});
