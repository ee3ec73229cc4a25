const slides = document.getElementById("slides");
const dots = [...document.querySelectorAll(".dots [data-slide]")];

/** The browser scrolls and swipes the pictures; arrows, dots and keys only say where to. */
export function prepareSlideshow() {
  if (!dots.length) return;
  for (const arrow of document.querySelectorAll("[data-steps]")) arrow.addEventListener("click", () => step(Number(arrow.dataset.steps)));
  for (const dot of dots) dot.addEventListener("click", () => show(Number(dot.dataset.slide)));
  slides.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!way) return;
    event.preventDefault();
    step(way);
  });
  slides.addEventListener("scroll", mark, { passive: true });
  preload();
}

function current() {
  return Math.round(slides.scrollLeft / slides.clientWidth);
}

/** Past either end it goes on at the other. */
function step(way) {
  show((current() + way + dots.length) % dots.length);
}

function show(index) {
  const near = Math.abs(index - current()) === 1;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  slides.scrollTo({ left: index * slides.clientWidth, behavior: near && !calm ? "smooth" : "instant" });
}

function mark() {
  for (const [index, dot] of dots.entries()) dot.ariaCurrent = index === current() ? "true" : null;
}

/** All pictures come once the page itself is there; the bar shows how many have. */
function preload() {
  const bar = document.getElementById("loaded");
  const arrived = () => {
    bar.value += 1;
    bar.hidden = bar.value === bar.max;
  };
  for (const picture of slides.querySelectorAll("img")) {
    picture.loading = "eager";
    if (picture.complete) arrived();
    else for (const end of ["load", "error"]) picture.addEventListener(end, arrived, { once: true });
  }
}
