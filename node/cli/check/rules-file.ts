import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { visibleText } from '../../../shared/base/visible-text.ts';
import { aboutFile, CommandError, UsageError } from '../command-errors.ts';
import { type CheckRule, RULE_FORMS, RULE_NAMES, ruleOf } from './check-rules.ts';

const MAX_FILE_BYTES = 1_000_000;

const limit = z.union([z.string().min(1).max(100), z.number().min(0)]);
const members = Object.fromEntries(
  RULE_NAMES.map((name) => [name, RULE_FORMS[name].ofType ? z.record(z.string(), limit) : limit]),
);
const RULES_SCHEMA = z.strictObject(members).partial();

/**
 * The rules of a JSON file: `{"max-growth": "5%", "max-type": {"app.Session": 1000}}`, members named as the options.
 * Throws CommandError that says what in the file is wrong.
 */
export async function rulesOfFile(file: string): Promise<CheckRule[]> {
  const parsed = RULES_SCHEMA.safeParse(await readJson(file));
  if (!parsed.success) throw new CommandError(file, mistakeText(parsed.error));
  try {
    return RULE_NAMES.flatMap((name) => {
      const given = parsed.data[name];
      if (given === undefined) return [];
      if (typeof given !== 'object') return [ruleOf(name, null, String(given))];
      return Object.entries(given).map(([type, value]) => ruleOf(name, type, String(value)));
    });
  } catch (error) {
    throw error instanceof UsageError ? new CommandError(file, `${error.message}.`) : error;
  }
}

async function readJson(file: string): Promise<unknown> {
  let text: string;
  try {
    if ((await stat(file)).size > MAX_FILE_BYTES)
      throw new CommandError(file, 'It is too big for a file of rules.');
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw aboutFile(file, error);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new CommandError(file, 'It is no JSON. Rules are written as {"max-type": {"app.Session": 1000}}.');
  }
}

function mistakeText({ issues }: z.ZodError): string {
  for (const issue of issues) {
    const place = issue.path.map(String).join(' of ');
    if (issue.code === 'unrecognized_keys')
      return `There is no rule "${visibleText(issue.keys.join(', '), 60)}". The rules are ${RULE_NAMES.join(', ')}.`;
    if (place !== '')
      return `"${visibleText(place, 100)}" should be a limit such as 1000 or "50MB", for rules about a type {"TYPE": limit}.`;
  }
  return 'It should be one JSON object, as {"max-type": {"app.Session": 1000}}.';
}
