/** What every page does: the header's menu, the session, the dialog. */
import { prepareAccount } from "./account.js";
import { logOut, refresh } from "./session.js";

const menu = document.getElementById("site-menu");

prepareAccount();
document.getElementById("log-out")?.addEventListener("click", logOut);
menu.addEventListener("click", () => menu.matches(":popover-open") && menu.hidePopover());
// A page that comes back as it was left may not know of a login or logout since.
window.addEventListener("pageshow", (event) => event.persisted && refresh());
