import { Feed } from "./feed.js";
import { keepPlace, pagesOf, returnTo } from "./place.js";
import { prepareMrts, showMrt } from "./mrts.js";
import { prepareSearch } from "./search.js";

const feed = new Feed();
const title = document.getElementById("sights-title");
const box = document.getElementById("keyword");
let searched = location.search;

prepareMrts();
prepareSearch((keyword) => search(keyword));
keepPlace(() => feed.pages);
restore();

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-keyword], #all");
  // With a key held, the link opens elsewhere.
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  search(link.dataset.keyword ?? "");
});
window.addEventListener("popstate", restoreList);

/** A search of its own place in the history. */
function search(keyword) {
  history.pushState({ pages: 1, top: 0 }, "", keyword ? `/?${new URLSearchParams({ keyword })}` : "/");
  showKeyword(keyword);
  feed.restart(keyword);
  // The results begin where the reader looks.
  if (title.getBoundingClientRect().top > innerHeight / 2 || title.getBoundingClientRect().top < 0) title.scrollIntoView();
}

/** The page was left and is opened again: what had been loaded then comes back, and the place. */
async function restore() {
  await feed.extendTo(pagesOf(history.state));
  returnTo(history.state);
  feed.follow();
}

/** Back or forward between searches, or a link within the page, which leaves the list alone. */
async function restoreList({ state }) {
  const pages = pagesOf(state);
  if (location.search !== searched || pages > feed.pages) {
    const asked = new URLSearchParams(location.search);
    const keyword = asked.get("keyword") ?? "";
    showKeyword(keyword);
    await feed.restart(keyword, { first: Number(asked.get("page") ?? 0), pages });
  }
  returnTo(state);
}

function showKeyword(keyword) {
  const { all, found, pageAll, pageFound } = title.dataset;
  const said = (without, pattern) => (keyword ? pattern.replace("{}", () => keyword) : without);
  searched = location.search;
  box.value = keyword;
  title.textContent = said(all, found);
  document.title = said(pageAll, pageFound);
  showLanguages();
  document.getElementById("all").hidden = !keyword;
  showMrt(keyword);
}

/** The links to the other languages lead to what is shown now. */
function showLanguages() {
  for (const link of document.querySelectorAll("a[hreflang]")) {
    const query = new URLSearchParams(location.search);
    query.set("lang", link.hreflang);
    link.search = query;
  }
}
