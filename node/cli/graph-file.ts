import path from 'node:path';
import type { ObjectGraph } from '../../shared/protocol/rows.ts';
import { UsageError } from './command-errors.ts';
import { jsonDocument } from './json-output.ts';
import { writeWholeFile } from './write-file.ts';

const EXTENSIONS = ['.png', '.svg', '.dot', '.json'] as const;
export type GraphFileKind = (typeof EXTENSIONS)[number];

/** What to write into a file of this name. Throws UsageError for an ending that stands for nothing known. */
export function graphFileKind(file: string): GraphFileKind {
  const extension = path.extname(file).toLowerCase();
  const kind = EXTENSIONS.find((known) => known === extension);
  if (kind !== undefined) return kind;
  throw new UsageError(
    `-o writes ${EXTENSIONS.join(', ')}, and "${path.basename(file)}" ends with none of them`,
  );
}

/** Writes the graph as a picture, as DOT or as the JSON that --json prints. Throws CommandError about the file. */
export async function writeGraphFile(file: string, kind: GraphFileKind, graph: ObjectGraph): Promise<void> {
  await writeWholeFile(file, await graphContent(kind, graph));
}

/** Layout and painting are loaded only when asked for: WebAssembly and a native module that most runs need not. */
async function graphContent(kind: GraphFileKind, graph: ObjectGraph): Promise<string | Uint8Array> {
  if (kind === '.json') return jsonDocument(graph);
  if (kind === '.dot') {
    const { graphToDot } = await import('../../shared/picture/graph-to-dot.ts');
    return graphToDot(graph);
  }
  const { renderGraphSvg } = await import('../../shared/picture/render-graph-svg.ts');
  const svg = await renderGraphSvg(graph);
  if (kind === '.svg') return svg;
  const { svgToPng } = await import('../picture/png.ts');
  return svgToPng(svg);
}
