const list = document.getElementById("mrts");
const arrows = [...document.querySelectorAll(".mrts [data-moves]")];
const STEP = 0.8;

/** The bar of metro stops: the arrows move it by most of its width, and rest at its ends. */
export function prepareMrts() {
  // The site could not make it, and left it out of the page.
  if (!list) return;
  for (const arrow of arrows) {
    arrow.addEventListener("click", () => list.scrollBy({ left: arrow.dataset.moves * list.clientWidth * STEP, behavior: motion() }));
  }
  list.addEventListener("scroll", showEnds, { passive: true });
  new ResizeObserver(showEnds).observe(list);
}

export function showMrt(keyword) {
  for (const link of list?.querySelectorAll("a") ?? []) {
    if (link.dataset.keyword === keyword) link.ariaCurrent = "true";
    else link.ariaCurrent = null;
  }
}

function showEnds() {
  const [before, after] = arrows;
  before.disabled = list.scrollLeft <= 1;
  after.disabled = list.scrollLeft + list.clientWidth >= list.scrollWidth - 1;
}

function motion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";
}
