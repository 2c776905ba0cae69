// A figure of the page drawn as SVG. What it shows was settled by the server (server/charts): the
// option is plain data, and the table beside it has every number. Here it is fitted to the page.
import { init, use } from "echarts/core";
import { BarChart, GraphChart, HeatmapChart, LineChart, SankeyChart } from "echarts/charts";
import {
  AriaComponent,
  GridComponent,
  LegendPlainComponent,
  TooltipComponent,
  VisualMapContinuousComponent,
} from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

use([
  BarChart, GraphChart, HeatmapChart, LineChart, SankeyChart,
  AriaComponent, GridComponent, LegendPlainComponent, TooltipComponent,
  VisualMapContinuousComponent, SVGRenderer,
]);

const PAPER = 690; // pixels of an A4 page between its margins
const NARROW = 560;
const SMALLEST = 0.75; // of its size on the screen, so that 13 pixels of a name stay 7 points

// Draws the figure, and again when its width changes or it goes to paper.
export function draw(figure) {
  const data = figure.querySelector('script[type="application/json"]');
  if (!data) return;
  const { option, height, width } = JSON.parse(data.textContent);
  option.tooltip.formatter = (shown) => shown.data?.say ?? "";
  const frame = document.createElement("div"); // scrolls where the page is narrower than the chart
  const place = document.createElement("div");
  const room = document.createElement("div"); // as wide as the figure, and no higher for what is drawn
  frame.className = "chart-frame";
  place.style.transformOrigin = "0 0";
  frame.append(place);
  figure.prepend(room, frame);
  figure.hidden = false;

  let chart = null;
  let drawn = 0;
  const media = matchMedia("print");
  let printing = false;
  const fit = () => {
    const onPaper = printing || media.matches; // paper does not scroll
    const space = onPaper ? PAPER : room.clientWidth;
    const wide = onPaper ? paper(option, height) : Math.max(Math.floor(space), width, 280);
    if (!onPaper && wide > space + 1) frame.tabIndex = 0; // what scrolls can be scrolled by keys
    else frame.removeAttribute("tabindex");
    if (wide === drawn) return;
    drawn = wide;
    const fitted = fitting(option, height, wide);
    place.style.width = `${wide}px`;
    place.style.height = `${fitted.height}px`;
    const shrunk = onPaper && wide > PAPER ? PAPER / wide : 1;
    place.style.transform = shrunk < 1 ? `scale(${shrunk})` : "";
    frame.style.height = shrunk < 1 ? `${Math.ceil(fitted.height * shrunk)}px` : "";
    if (chart) chart.resize({ width: wide, height: fitted.height });
    else chart = init(place, null, { renderer: "svg", width: wide, height: fitted.height });
    chart.setOption(fitted.option, { notMerge: true });
    chart.getZr().flush();
  };
  fit();
  new ResizeObserver(fit).observe(room);
  media.addEventListener("change", fit);
  // before the sheets are laid out: a browser makes all of a page smaller for what is too wide then
  for (const [event, begins] of [["beforeprint", true], ["afterprint", false]]) {
    addEventListener(event, () => {
      printing = begins;
      fit();
    });
  }
}

// How wide a figure is drawn for paper. A network has its names on both sides: it is drawn so wide
// that its circle is as high as the figure, and made smaller as a whole, its names up to a quarter.
function paper(option, height) {
  const [one] = option.series;
  if (one.type !== "graph") return PAPER;
  const round = one.left + one.right + height - one.top - one.bottom;
  return Math.min(Math.max(PAPER, round), Math.floor(PAPER / SMALLEST));
}

// The option for a width: labels beside an axis leave room for what they stand beside, and a legend
// takes the lines it needs.
function fitting(option, height, wide) {
  const fitted = { ...option };
  if (option.yAxis?.type === "category" && wide < NARROW) {
    const label = { ...option.yAxis.axisLabel };
    const before = label.width;
    label.width = Math.min(before, Math.floor(wide * 0.34));
    fitted.yAxis = { ...option.yAxis, axisLabel: label };
    if (label.width < before) height += 17 * taller(option.yAxis.data, before, label.width);
  }
  if (option.xAxis?.type === "category" && wide < NARROW && option.xAxis.position !== "top") {
    fitted.xAxis = { ...option.xAxis, axisLabel: { ...option.xAxis.axisLabel, interval: "auto" } };
  }
  fitted.series = option.series.map((one) => (
    one.stack ? { ...one, data: one.data.map((part) => labelled(part, wide)) } : one
  ));
  if (option.legend) {
    const more = 30 * (lines(option.legend.data.map((name) => extent(name) + 46), wide) - 1);
    fitted.grid = { ...option.grid, top: option.grid.top + more };
    height += more;
  }
  return { option: fitted, height };
}

// A part of a bar, without its label where that would not fit into it.
function labelled(part, wide) {
  if (!part.label || part.room * wide * 0.65 > extent(String(part.value)) + 10) return part;
  const { label, ...bare } = part;
  return bare;
}

const extent = (text) => [...text].reduce((sum, one) => sum + (one > "\u2E7F" ? 13 : 7), 0);

function lines(widths, wide) {
  let count = 1;
  let at = 0;
  for (const one of widths) {
    if (at && at + one > wide) { count += 1; at = 0; }
    at += one;
  }
  return count;
}

const taller = (texts, before, after) => texts.reduce(
  (sum, text) => sum + Math.ceil(extent(text) / after) - Math.ceil(extent(text) / before), 0,
);
