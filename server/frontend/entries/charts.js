// Draws every <figure class="chart"> of the page from the data that stands in it, and those of a part
// that comes later when it says so by a "figures" event.
import { draw } from "../parts/drawing.js";

const all = () => {
  for (const figure of document.querySelectorAll("figure.chart[hidden]")) draw(figure);
};
all();
document.addEventListener("figures", all);
