import { renderGraphSvg } from '../picture/render-graph-svg.ts';
import { buildScene } from '../picture/scene.ts';
import type { FindingPicture } from './findings.ts';
import type { ReportData, ReportFinding } from './report-data.ts';
import { reportPage } from './report-page.ts';

/**
 * The whole page, its pictures drawn. `styleHash` is the SHA-256 of REPORT_STYLE in base 64. Below a second. Throws
 * HeapError `internal` when a layout fails.
 */
export async function renderReport(data: ReportData, styleHash: string): Promise<string> {
  const pictures = new Map<ReportFinding, FindingPicture>();
  for (const finding of data.findings?.rows ?? []) {
    if (finding.graph === null) continue;
    pictures.set(finding, {
      light: await renderGraphSvg(finding.graph, { theme: 'light' }),
      dark: await renderGraphSvg(finding.graph, { theme: 'dark' }),
      text: buildScene(finding.graph).heading,
    });
  }
  return reportPage(data, { pictures, styleHash });
}
