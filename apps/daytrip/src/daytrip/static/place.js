/** Where the reader is in the list, kept in the history's own entry: it outlives the page. */
const AFTER_SCROLL = 150;

/** `pages` tells how many pages are shown. */
export function keepPlace(pages) {
  // The list is shorter when the page opens again: the browser's own attempt would end too high.
  history.scrollRestoration = "manual";
  const keep = () => history.replaceState({ pages: pages(), top: scrollY }, "");
  let timer;
  addEventListener("scroll", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, AFTER_SCROLL);
  }, { passive: true });
  // In the capturing phase: a click may lead away.
  addEventListener("click", keep, { capture: true });
  addEventListener("popstate", () => clearTimeout(timer));
}

export function pagesOf(state) {
  return state?.pages ?? 0;
}

/** Without a state the entry is new: the browser itself goes to where the address says. */
export function returnTo(state) {
  if (state) scrollTo({ top: state.top, behavior: "instant" });
}
