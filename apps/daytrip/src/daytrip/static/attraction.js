import { prepareSlideshow } from "./slideshow.js";
import { prepareTour } from "./tour.js";

prepareSlideshow();
prepareTour();
