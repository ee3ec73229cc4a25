const template = document.getElementById("card");
const SKELETONS = 4;

/** Texts stay texts, whatever is in them. */
export function addCards(list, sights) {
  for (const sight of sights) {
    const card = template.content.cloneNode(true);
    card.querySelector("a").href = `/attraction/${sight.id}`;
    card.querySelector(".sight-name").textContent = sight.name;
    card.querySelector(".sight-mrt").textContent = sight.mrt ?? "";
    card.querySelector(".sight-category").textContent = sight.category;
    const picture = card.querySelector("img");
    if (sight.images.length) picture.src = sight.images[0];
    else picture.remove();
    list.append(card);
  }
}

export function addSkeletons(list) {
  for (let count = 0; count < SKELETONS; count += 1) {
    const card = document.createElement("li");
    card.className = "sight card skeleton";
    card.ariaHidden = "true";
    list.append(card);
  }
}

export function removeSkeletons(list) {
  for (const card of list.querySelectorAll(".skeleton")) card.remove();
}
