import { fromChromium, toChromium } from './addresses.ts';
import type { DevToolsSession } from './devtools.ts';
import { findHandler } from './protocol.ts';

export interface NavigationQuestion {
  readonly url: string;
  readonly isMainFrame: boolean;
  readonly isRedirect: boolean;
}

/** Asked before a page goes anywhere by itself. */
export interface NavigationJudge {
  mayNavigate(question: NavigationQuestion): boolean;
}

interface Frames {
  isMainFrame(frameId: string): boolean;
  /** Whether the application itself asked for this address; true once. */
  wasExpected(url: string): boolean;
}

type Paused = Parameters<Parameters<typeof onPaused>[1]>[0];

function onPaused(session: DevToolsSession, listener: (paused: PausedRequest) => void): void {
  session.on('Fetch.requestPaused', listener);
}

interface PausedRequest {
  readonly requestId: string;
  readonly frameId: string;
  readonly resourceType: string;
  readonly redirectedRequestId?: string;
  readonly request: {
    readonly url: string;
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly postData?: string;
  };
}

/** Every request of a page passes here: navigations are asked about, schemes of the application answered by it. */
export function answerRequests(session: DevToolsSession, judge: NavigationJudge, frames: Frames): void {
  onPaused(session, (paused) => {
    answer(session, paused, judge, frames).catch((error: unknown) => {
      const { requestId } = paused;
      // Rejects too when the page has gone meanwhile.
      session.send('Fetch.failRequest', { requestId, errorReason: 'Failed' }).catch(() => undefined);
      process.stderr.write(`stand-in: ${paused.request.url}: ${String(error)}\n`);
    });
  });
}

function isRefused(paused: Paused, judge: NavigationJudge, frames: Frames): boolean {
  if (paused.resourceType !== 'Document') return false;
  const isMainFrame = frames.isMainFrame(paused.frameId);
  if (isMainFrame && frames.wasExpected(paused.request.url)) return false;
  const isRedirect = paused.redirectedRequestId !== undefined;
  return !judge.mayNavigate({ url: fromChromium(paused.request.url), isMainFrame, isRedirect });
}

async function answer(
  session: DevToolsSession,
  paused: Paused,
  judge: NavigationJudge,
  frames: Frames,
): Promise<void> {
  const { requestId, request } = paused;
  if (isRefused(paused, judge, frames)) {
    await session.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
    return;
  }
  const url = fromChromium(request.url);
  const handler = findHandler(url);
  if (handler === null) {
    await session.send('Fetch.continueRequest', { requestId });
    return;
  }
  const { method, headers, postData } = request;
  const response = await handler(
    new Request(url, { method, headers, ...(postData === undefined ? {} : { body: postData }) }),
  );
  await session.send('Fetch.fulfillRequest', {
    requestId,
    responseCode: response.status,
    responseHeaders: [...response.headers].map(([name, value]) => ({
      name,
      value: name === 'location' ? toChromium(value) : value,
    })),
    body: Buffer.from(await response.arrayBuffer()).toString('base64'),
  });
}
