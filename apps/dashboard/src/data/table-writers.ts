/** The writers are large and rarely needed: this module is loaded by the first download. */
export { tableCsv, tableParquet } from '@codecsmith/report/tables';
