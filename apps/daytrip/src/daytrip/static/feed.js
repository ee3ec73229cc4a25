import { ask } from "./api.js";
import { addCards, addSkeletons, removeSkeletons } from "./cards.js";

const list = document.getElementById("sights") ?? putList();
const parts = Object.fromEntries(["empty", "failed", "again", "progress", "pager", "end"].map((id) => [id, document.getElementById(id)]));

/** The list of sights: a page at a time, each once, until there is none to follow. */
export class Feed {
  constructor() {
    this.keyword = new URLSearchParams(location.search).get("keyword") ?? "";
    this.next = list.dataset.next === "" ? null : Number(list.dataset.next);
    this.pages = list.children.length ? 1 : 0;
    this.loading = null;
    this.watcher = new IntersectionObserver(([end]) => end.isIntersecting && this.grow(), { rootMargin: "800px 0px" });
    parts.again.addEventListener("click", () => this.grow());
  }

  /** From here on the list grows by itself; the plain links have done their work. */
  follow() {
    parts.pager.hidden = true;
    this.watch();
  }

  /** Another search; what is still on its way of the one before is not waited for. */
  async restart(keyword, { first = 0, pages = 1 } = {}) {
    this.watcher.disconnect();
    this.loading?.abort();
    this.loading = null;
    this.keyword = keyword;
    this.next = first;
    this.pages = 0;
    list.replaceChildren();
    parts.empty.hidden = true;
    await this.extendTo(pages);
    this.follow();
  }

  async grow() {
    if (await this.load()) this.watch();
  }

  async extendTo(pages) {
    while (this.pages < pages && this.next !== null && (await this.load()));
  }

  /** The next page. False when it does not come; a page that is on its way is not asked for again. */
  async load() {
    if (this.next === null || this.loading) return false;
    const mine = (this.loading = new AbortController());
    this.show({ busy: true });
    const query = new URLSearchParams({ page: this.next, keyword: this.keyword, lang: document.documentElement.lang });
    const { ok, answer } = await ask("GET", `/api/attractions?${query}`, null, { signal: mine.signal });
    if (this.loading !== mine) return false;
    this.loading = null;
    this.show({ failed: !ok });
    if (!ok) return false;
    addCards(list, answer.data);
    this.next = answer.nextPage;
    this.pages += 1;
    this.tell();
    return true;
  }

  show({ busy = false, failed = false }) {
    list.ariaBusy = busy ? "true" : null;
    if (busy) addSkeletons(list);
    else removeSkeletons(list);
    if (busy) parts.progress.textContent = parts.progress.dataset.busy;
    parts.failed.hidden = !failed;
  }

  tell() {
    const shown = list.children.length;
    parts.empty.hidden = shown > 0;
    parts.progress.textContent = parts.progress.dataset.shown.replace("{}", shown);
  }

  /** Anew each time: whether the end is near is only said when that changes. */
  watch() {
    this.watcher.disconnect();
    if (this.next !== null) this.watcher.observe(parts.end);
  }
}

/** The site could not make the list, and left it out of the page: here is one that is still to be filled. */
function putList() {
  document.getElementById("failed").before(document.getElementById("no-sights").content);
  return document.getElementById("sights");
}
