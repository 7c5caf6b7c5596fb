import { formatBytes, formatCount } from '../base/numbers-to-text.ts';
import type {
  GraphEdge,
  GraphNode,
  ObjectGraph,
  PathStep,
  ProcessInfo,
  TreemapCell,
} from '../protocol/rows.ts';
import type { ReportData, ReportFinding, ReportGrowth } from './report-data.ts';

/** What a redacted report leaves out, and what it keeps, for its reader. */
export const REDACTION_NOTE =
  'Redacted: contents of objects, keys of dictionaries, the command line, names of files and folders, the label, and ' +
  'names of threads are left out. Names of types, modules, functions, attributes and variables are not, nor are numbers.';

const HIDDEN = '…';

/**
 * The report without what may be private: whatever was data of the program or of its machine. Names that its source
 * code gave stay, because without them a report is worth nothing; advice and groupings by module name
 * nothing else. O(size of the report).
 */
export function redactReport(data: ReportData): ReportData {
  return {
    ...data,
    isRedacted: true,
    title: data.snapshots.length === 1 ? 'A snapshot' : `${formatCount(data.snapshots.length)} snapshots`,
    snapshots: data.snapshots.map(({ info }, index) => ({
      name: data.snapshots.length === 1 ? 'snapshot' : `snapshot ${index + 1}`,
      info: { ...info, process: info.process === null ? null : redactProcess(info.process) },
    })),
    findings:
      data.findings === null ? null : { ...data.findings, rows: data.findings.rows.map(redactFinding) },
    treemap: redactCell(data.treemap),
    growth: data.growth === null ? null : redactGrowth(data.growth),
  };
}

function redactProcess(process: ProcessInfo): ProcessInfo {
  return {
    ...process,
    argv: [],
    label: null,
    threads: process.threads.map((thread, index) => ({
      ...thread,
      name: `thread ${index + 1}`,
      frames: thread.frames.map((frame) => ({ ...frame, file: '' })),
    })),
  };
}

/** Its title names keys and files: it is told anew from what may stay. The explanation is of its kind, in fixed words. */
function redactFinding(finding: ReportFinding): ReportFinding {
  const path = finding.path.map(redactStep);
  return {
    ...finding,
    title: `${formatCount(finding.count)} × ${finding.type} in a ${finding.holderType}: ${formatBytes(finding.bytes)}`,
    place: path.map(({ label }) => label).join(' → '),
    path,
    graph: finding.graph === null ? null : redactGraph(finding.graph),
  };
}

function redactGrowth(growth: ReportGrowth): ReportGrowth {
  const held = growth.identity.held.map((row) => {
    const labels = row.labels.map(redactLabel);
    return { ...row, labels, words: labels.join(' → ') };
  });
  const growing = { ...growth.growing, rows: growth.growing.rows.map(redactFinding) };
  return { ...growth, growing, identity: { ...growth.identity, held } };
}

function redactStep(step: PathStep): PathStep {
  return { ...step, label: redactLabel(step.label), preview: '' };
}

/** A label as code without data: names and positions stay, keys go. O(length). */
export function redactLabel(label: string): string {
  const isCode = /^(?:\.|local |cell |global )?[\p{ID_Start}_$][\p{ID_Continue}$.<>]*(?:\(\))?$/u.test(label);
  return isCode || /^\[\d+\]$/.test(label) || label === '' ? label : `[${HIDDEN}]`;
}

function redactGraph(graph: ObjectGraph): ObjectGraph {
  return {
    ...graph,
    nodes: graph.nodes.map((node): GraphNode => ({ ...node, preview: '' })),
    edges: graph.edges.map((edge): GraphEdge => ({ ...edge, label: redactLabel(edge.label) })),
    stubs: graph.stubs.map((stub) => ({ ...stub, label: redactLabel(stub.label) })),
  };
}

/** Recursive in the levels that were asked for. */
function redactCell(cell: TreemapCell): TreemapCell {
  return { ...cell, preview: '', cells: cell.cells.map(redactCell) };
}
