/** A text of the page's own language, from its template `words`. */
export function word(name) {
  return document.getElementById("words").content.querySelector(`[data-word="${name}"]`).textContent;
}
