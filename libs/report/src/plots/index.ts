export { CHART_FRAME } from './chart-frame.ts';
export {
  hasPoints,
  paretoFront,
  rdPlotOptions,
  type Look,
  type PlottedCurve,
  type PlottedPoint,
  type RdPlot,
} from './rd-options.ts';
