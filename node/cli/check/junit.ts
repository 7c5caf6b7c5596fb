import { escapeXml } from '../../../shared/base/xml-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import { ruleText } from './check-rules.ts';
import type { RuleResult } from './measure.ts';
import { detailLines } from './result-lines.ts';

const NAME_LENGTH = 300;

interface TestCase {
  readonly name: string;
  readonly bad: {
    readonly kind: 'failure' | 'error';
    readonly message: string;
    readonly text: string;
  } | null;
}

/** Results as JUnit XML, a test case a rule, for what shows the tests of a build. All text is escaped. O(results). */
export function junitDocument(file: string, results: readonly RuleResult[]): string {
  return suiteText(
    file,
    results.map((result) => ({
      name: ruleText(result.rule),
      bad: result.passed
        ? null
        : { kind: 'failure', message: result.message, text: detailLines(result).join('\n') },
    })),
  );
}

/** The same for a check that could not be done: one test case with the error. O(length). */
export function junitError(file: string, message: string): string {
  return suiteText(file, [{ name: 'check', bad: { kind: 'error', message, text: '' } }]);
}

function suiteText(file: string, cases: readonly TestCase[]): string {
  const count = (kind: 'failure' | 'error'): number =>
    cases.filter(({ bad }) => bad !== null && bad.kind === kind).length;
  const counts = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="backref check" ${counts}>`,
    `  <testsuite name="${shown(file)}" ${counts} skipped="0" time="0">`,
    ...cases.flatMap(caseLines),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function caseLines({ name, bad }: TestCase): string[] {
  const start = `    <testcase classname="backref.check" name="${shown(name)}" time="0"`;
  if (bad === null) return [`${start}/>`];
  const { kind, message, text } = bad;
  return [
    `${start}>`,
    `      <${kind} type="${kind === 'failure' ? 'rule' : 'input'}" message="${shown(message)}">${escapeXml(text)}</${kind}>`,
    '    </testcase>',
  ];
}

function shown(text: string): string {
  return escapeXml(visibleText(text, NAME_LENGTH));
}
