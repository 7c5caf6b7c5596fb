// Faults of the browser host, at least one for each of its ten rules (SECURITY.md), in the form that faults.mjs says.

const access = (...titles) => ({ file: 'test/unit/node/server/access.test.ts', titles });
const answers = (...titles) => ({ file: 'test/unit/node/server/answers.test.ts', titles });
const uploads = (...titles) => ({ file: 'test/unit/node/server/uploads.test.ts', titles });

const ACCESS = 'node/server/access.ts';
const HANDLER = 'node/server/request-handler.ts';
const ASSETS = 'node/host/window-assets.ts';
const UPLOADS = 'node/server/upload-store.ts';

export const SERVER_FAULTS = [
  {
    name: 'server 1: listens for other machines',
    file: 'node/server/serve.ts',
    from: "const LOOPBACK = '127.0.0.1';",
    to: "const LOOPBACK = '0.0.0.0';",
    caughtBy: access('it listens on 127.0.0.1, and on no second loopback address either'),
  },
  {
    name: 'server 1: no warning of another address',
    file: 'node/server/serve.ts',
    from: 'if (!isLoopback(host)) log(',
    to: 'if (host === "") log(',
    caughtBy: access('another address is listened on only when named, with a warning'),
  },
  {
    name: 'server 2: a short key',
    file: ACCESS,
    from: 'randomBytes(32)',
    to: 'randomBytes(8)',
    caughtBy: access('it has 256 bits, and each run its own'),
  },
  {
    name: 'server 2: a cookie that scripts can read',
    file: ACCESS,
    from: 'HttpOnly; SameSite=Strict;',
    to: 'SameSite=Strict;',
    caughtBy: access('the first visit turns it into a cookie that scripts cannot read'),
  },
  {
    name: 'server 2: any key of the right length',
    file: ACCESS,
    from: 'given.length === key.length && timingSafeEqual(given, key)',
    to: 'given.length === key.length',
    caughtBy: access('a wrong key is refused, of any length'),
  },
  {
    name: 'server 3: no key needed',
    file: HANDLER,
    from: 'const stranger = access.refuseStranger(request);',
    to: 'const stranger = access.refuseForeign(request);',
    caughtBy: access('an upload and a WebSocket need it too'),
  },
  {
    name: 'server 3: no key needed by a WebSocket',
    file: 'node/server/serve.ts',
    from: 'access.refuseForeign(request) ?? access.refuseStranger(request) ?? access.refuseOtherOrigin(request);',
    to: 'access.refuseForeign(request) ?? access.refuseOtherOrigin(request);',
    caughtBy: access('an upload and a WebSocket need it too'),
  },
  {
    name: 'server 4: asked under any name',
    file: ACCESS,
    from: 'if (host === undefined || !this.#hosts.has(host))',
    to: 'if (host === undefined)',
    caughtBy: access('another host name is refused, also with the key: DNS rebinding'),
  },
  {
    name: 'server 5: a WebSocket of any origin',
    file: 'node/server/serve.ts',
    from: 'access.refuseStranger(request) ?? access.refuseOtherOrigin(request);',
    to: 'access.refuseStranger(request);',
    caughtBy: access('a WebSocket of another origin, of none, or of a sandboxed page is refused'),
  },
  {
    name: 'server 5: an upload of any origin',
    file: HANDLER,
    from: 'if (otherOrigin !== null) {',
    to: 'if (otherOrigin !== null && rawPath === "/") {',
    caughtBy: access('so is an upload'),
  },
  {
    name: 'server 5: what comes from another site',
    file: ACCESS,
    from: "site !== undefined && site !== 'same-origin' && site !== 'none'",
    to: "site === 'never'",
    caughtBy: access('what the browser says comes from another site is refused, whatever it asks'),
  },
  {
    name: 'server 6: refusals without the headers',
    file: 'node/server/answers.ts',
    from: '    ...headers,\n    ...SECURITY_HEADERS,',
    to: '    ...headers,\n    ...(status < 400 ? SECURITY_HEADERS : {}),',
    caughtBy: answers('on the window, its parts, and every refusal'),
  },
  {
    name: 'server 6: inline scripts allowed',
    file: ASSETS,
    from: `"script-src 'self' 'wasm-unsafe-eval'",`,
    to: `"script-src 'self' 'wasm-unsafe-eval' 'unsafe-inline'",`,
    caughtBy: answers('the policy names no other origin, no inline script and no eval'),
  },
  {
    name: 'server 7: paths that climb',
    file: ASSETS,
    from: "segment === '' || segment === '.' || segment === '..'",
    to: "segment === ''",
    // Two walls: without the second one, too, a path gets out.
    also: [{ from: 'if (!file.startsWith(realRoot + path.sep)) return null;', to: '' }],
    caughtBy: answers('rule 7: nothing but the window'),
  },
  {
    name: 'server 7: links that lead outside',
    file: ASSETS,
    from: 'if (!file.startsWith(realRoot + path.sep)) return null;',
    to: '',
    caughtBy: answers('a link that leads outside, a folder, and a kind of file that is no part of it'),
  },
  {
    name: 'server 8: what announces nothing is endless',
    file: UPLOADS,
    from: 'if (seen > maxBytes) done(tooBig(name, maxBytes));\n      else done(null, chunk);',
    to: 'done(seen > -1 ? null : tooBig(name, maxBytes), chunk);',
    caughtBy: uploads('what announces nothing is counted while it comes'),
  },
  {
    name: 'server 8: others can read uploads',
    file: UPLOADS,
    from: 'mode: 0o600',
    to: 'mode: 0o644',
    caughtBy: uploads('a file is kept for this user only, under a random name in a folder of its own'),
  },
  {
    name: 'server 8: a torn upload stays',
    file: UPLOADS,
    from: 'await rm(file, { force: true });',
    to: '',
    caughtBy: uploads('an upload that breaks off leaves nothing behind'),
  },
  {
    name: 'server 9: a path opens a file',
    file: 'node/host/file-grants.ts',
    from: 'if (file === undefined)\n',
    to: 'if (path.isAbsolute(token)) return { token, name: token, size: null, path: token };\n    if (file === undefined)\n',
    caughtBy: uploads('a path opens nothing, be it beside a given file or that file itself'),
  },
  {
    name: 'server 10: uploads stay at the end',
    file: UPLOADS,
    from: 'await rm(await this.#folder, { recursive: true, force: true });',
    to: '',
    caughtBy: uploads('all are removed when the server ends'),
  },
];
