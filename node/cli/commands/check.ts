import { formatCount } from '../../../shared/base/numbers-to-text.ts';
import type { Arguments } from '../arguments.ts';
import { plural, shownText } from '../cells.ts';
import { CommandError, errorLine, UsageError } from '../command-errors.ts';
import { type Command, type CommandContext, FILE, JSON_OPTION } from '../command.ts';
import { type CheckRule, RULE_FORMS, RULE_OPTIONS, rulesOfArguments } from '../check/check-rules.ts';
import { junitDocument, junitError } from '../check/junit.ts';
import { measureRule, type RuleResult } from '../check/measure.ts';
import { detailLines } from '../check/result-lines.ts';
import { rulesOfFile } from '../check/rules-file.ts';
import type { Heaps, OpenHeap } from '../heaps.ts';
import { writeJson } from '../json-output.ts';
import type { Terminal } from '../terminal.ts';
import { writeWholeFile } from '../write-file.ts';

export const checkCommand: Command = {
  name: 'check',
  operands: [FILE],
  options: [
    { name: 'baseline', value: 'FILE', does: 'A snapshot to compare with, for the rules about growth' },
    ...RULE_OPTIONS,
    { name: 'rules', value: 'FILE', does: 'Rules from a JSON file too: {"max-type": {"app.Session": 1000}}' },
    { name: 'junit', value: 'OUT', does: 'Write the results as JUnit XML too' },
    JSON_OPTION,
  ],
  summary: 'Whether a snapshot keeps to limits, for tests and CI: exit code 1 when not',
  description: [
    'A line for each rule says what was found; for a failed one it says where to look. SIZE is such as 50MB, 1.5GiB',
    'or 4000. Exit code 0: all rules hold. 1: one does not, or something could not be read. 2: wrong usage.',
  ],
  examples: [
    'check after.backref --max-type app.Session=1000 --max-retained app.Cache=50MB',
    'check after.backref --baseline before.backref --max-growth 5% --junit heap.xml',
  ],
  async run(args, context) {
    const rules = rulesOfArguments(args);
    const rulesFile = args.text('rules');
    if (rulesFile !== null) rules.push(...(await rulesOfFile(rulesFile)));
    checkUsage(args, rules);
    const results = await measureOrReport(args, context, rules);
    await writeResults(args, context.terminal, results);
    return results.every(({ passed }) => passed) ? 0 : 1;
  },
};

function checkUsage(args: Arguments, rules: readonly CheckRule[]): void {
  if (rules.length === 0) throw new UsageError('No rule given, such as --max-type app.Session=1000');
  const growing = rules.find(({ name }) => RULE_FORMS[name].grows);
  const hasBaseline = args.text('baseline') !== null;
  if (growing !== undefined && !hasBaseline)
    throw new UsageError(`${growing.name} needs --baseline FILE to compare with`);
  // Whoever gives one wants to compare: a check that does not would pass for nothing.
  if (growing === undefined && hasBaseline)
    throw new UsageError('--baseline needs a rule that compares: --max-growth or --max-type-growth');
}

/** The results; an error is written as JUnit before it ends the command, so that what shows the tests shows it. */
async function measureOrReport(
  args: Arguments,
  { heaps, terminal }: CommandContext,
  rules: readonly CheckRule[],
): Promise<readonly RuleResult[]> {
  try {
    return await measureAll(args, heaps, terminal, rules);
  } catch (error) {
    const out = args.text('junit');
    if (out !== null) await writeWholeFile(out, junitError(args.operand(0), errorLine(error)));
    throw error;
  }
}

async function measureAll(
  args: Arguments,
  heaps: Heaps,
  terminal: Terminal,
  rules: readonly CheckRule[],
): Promise<readonly RuleResult[]> {
  const before = args.text('baseline');
  const baseline = before === null ? null : await heaps.open(before);
  const heap = await heaps.open(args.operand(0));
  if (baseline !== null) refuseOtherLanguage(heap, baseline);
  const results: RuleResult[] = [];
  for (const rule of rules) {
    results.push(await measureRule(rule, { heap, baseline }));
    terminal.passing(null);
  }
  return results;
}

/** A heap of V8 has no type in common with one of Python: all of it would have grown. */
function refuseOtherLanguage(heap: OpenHeap, baseline: OpenHeap): void {
  if (heap.info.language === baseline.info.language) return;
  throw new CommandError(
    baseline.file,
    `It is of a ${baseline.info.language} program and cannot be compared with one of ${heap.info.language}.`,
  );
}

async function writeResults(
  args: Arguments,
  terminal: Terminal,
  results: readonly RuleResult[],
): Promise<void> {
  const file = args.operand(0);
  const junit = args.text('junit');
  if (junit !== null) await writeWholeFile(junit, junitDocument(file, results));
  if (args.flag('json')) {
    const passed = results.every((result) => result.passed);
    await writeJson(terminal, {
      passed,
      file,
      baseline: args.text('baseline'),
      rules: results.map(resultJson),
    });
    return;
  }
  const lines = results.flatMap((result) => [
    `${result.passed ? terminal.ink('better', 'ok  ') : terminal.ink('worse', 'FAIL')}  ${result.message}`,
    ...detailLines(result).map((line) => `      ${line}`),
  ]);
  const failed = results.filter(({ passed }) => !passed).length;
  const verdict =
    failed === 0
      ? `${shownText(file)}: ${results.length === 1 ? '1 rule holds' : `${formatCount(results.length)} rules hold`}`
      : `${shownText(file)}: ${formatCount(failed)} of ${formatCount(results.length)} ${plural(results.length, 'rule')} failed`;
  await terminal.out(`${[...lines, terminal.ink('quiet', verdict)].join('\n')}\n`);
}

function resultJson({ rule, passed, found, limit, message, typical, types, findings }: RuleResult): unknown {
  const { unit } = RULE_FORMS[rule.name];
  return { rule: rule.name, type: rule.type, passed, unit, found, limit, message, typical, types, findings };
}
