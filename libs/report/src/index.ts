export type { ReportClip, ReportCurve, ReportData, ReportFrame, ReportPoint } from './data/report-data.ts';
export { reportPage } from './page/page.ts';
export { compressAiResult, type CompressAiResult } from './tables/compressai.ts';
export { tableCsv, tableParquet, type TableColumn } from './tables/index.ts';
export { pointsCsv } from './tables/points-csv.ts';
