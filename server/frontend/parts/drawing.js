// A figure of the page drawn as SVG. What it shows was settled by the server (server/charts): the
// option is plain data, and the table beside it has every number.
import { init, use } from "echarts/core";
import { BarChart, GraphChart, HeatmapChart, LineChart, SankeyChart } from "echarts/charts";
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  VisualMapContinuousComponent,
  VisualMapPiecewiseComponent,
} from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

use([
  BarChart, GraphChart, HeatmapChart, LineChart, SankeyChart,
  AriaComponent, GridComponent, LegendComponent, TooltipComponent,
  VisualMapContinuousComponent, VisualMapPiecewiseComponent,
  SVGRenderer,
]);

export function draw(figure) {
  const data = figure.querySelector('script[type="application/json"]');
  if (!data) return;
  const option = JSON.parse(data.textContent);
  const place = document.createElement("div");
  figure.prepend(place);
  init(place, null, { renderer: "svg", height: 400 }).setOption(option);
}
