// Draws every <figure class="chart"> of the page from the data that stands in it.
import { draw } from "../parts/drawing.js";

for (const figure of document.querySelectorAll("figure.chart")) draw(figure);
