/** Colour for meaning, as in the window: shallow blue, retained amber, roots green. */
export type InkName = 'strong' | 'quiet' | 'shallow' | 'retained' | 'root' | 'worse' | 'better';

/** Text in a colour, or as it is where there are no colours. */
export type Ink = (name: InkName, text: string) => string;

const CODES: Readonly<Record<InkName, readonly [on: number, off: number]>> = {
  strong: [1, 22],
  quiet: [2, 22],
  shallow: [34, 39],
  retained: [33, 39],
  root: [32, 39],
  worse: [31, 39],
  better: [32, 39],
};

/** An Ink that colours (ANSI, 16 colours, so that the user's own palette holds) or one that does not. */
export function makeInk(colours: boolean): Ink {
  if (!colours) return (_name, text) => text;
  return (name, text) => {
    const [on, off] = CODES[name];
    return text === '' ? '' : `\u001b[${on}m${text}\u001b[${off}m`;
  };
}
