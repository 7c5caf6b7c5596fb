/**
 * Whether a text has `filter` in it, without regard to case; `/…/` is a regular expression. One that is not complete
 * (somebody is still typing) is taken as plain text. An empty filter takes everything.
 */
export function textMatcher(filter: string): (text: string) => boolean {
  const pattern = /^\/(.+)\/i?$/u.exec(filter)?.[1];
  const expression = pattern === undefined ? null : compile(pattern);
  if (expression !== null) return (text) => expression.test(text);
  const wanted = filter.toLowerCase();
  return wanted === '' ? () => true : (text) => text.toLowerCase().includes(wanted);
}

function compile(pattern: string): RegExp | null {
  try {
    return new RegExp(pattern, 'iu');
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
