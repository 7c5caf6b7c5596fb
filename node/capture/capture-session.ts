import type { CaptureOptions } from '../../shared/protocol/capture-api.ts';
import { type Progress, type ReportProgress } from '../../shared/base/progress.ts';
import type { CaptureWay } from './capture-way.ts';
import type { Guard } from './guard.ts';
import type { HandOver } from './hand-over.ts';
import type { Surroundings } from './surroundings.ts';

export interface CaptureRequest extends CaptureOptions {
  readonly pid: number;
  /** Where the snapshot shall be; replaced when it is there. */
  readonly file: string;
  /** The agent's source: assets/agent/backref.py. */
  readonly agentFile: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: ReportProgress;
}

export const DEFAULT_TIMEOUT_SECONDS = 600;

export type OpenWay = Exclude<CaptureWay, { method: 'none' }>;

/** All that the steps of one capture share. */
export interface CaptureSession {
  readonly request: CaptureRequest;
  readonly around: Surroundings;
  readonly way: OpenWay;
  readonly handed: HandOver;
  readonly guard: Guard | null;
  /** As Date.now(): when the capture is given up. */
  readonly deadline: number;
}

/** Says what is being done, without a share. */
export function report({ request }: CaptureSession, phase: string): void {
  const progress: Progress = { phase, done: 0, total: 0 };
  request.onProgress?.(progress);
}
