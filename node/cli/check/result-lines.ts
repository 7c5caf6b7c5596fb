import {
  formatBytes,
  formatBytesDelta,
  formatCount,
  formatCountDelta,
} from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import { plural, shownText, typeText } from '../cells.ts';
import { RULE_FORMS } from './check-rules.ts';
import type { RuleResult, TypePart } from './measure.ts';
import type { TypicalObject } from './typical-object.ts';

const WORDS_LENGTH = 600;

/** What a failed rule's result says beside its message: the types and a typical object's path. O(types). */
export function detailLines({ rule, types, typical, findings }: RuleResult): string[] {
  const grows = RULE_FORMS[rule.name].grows;
  return [
    ...types.map((part) => partLine(part, grows)),
    ...findings.map(({ title }) => visibleText(title, WORDS_LENGTH)),
    ...(typical === null ? [] : typicalLines(typical)),
  ];
}

function partLine({ type, count, shallowBytes }: TypePart, grows: boolean): string {
  const objects = `${grows ? formatCountDelta(count) : formatCount(count)} ${plural(Math.abs(count), 'object')}`;
  const bytes = grows ? formatBytesDelta(shallowBytes) : formatBytes(shallowBytes);
  return `${typeText(type)}: ${objects}, ${bytes}`;
}

function typicalLines({ id, type, alike, words }: TypicalObject): string[] {
  const path = words === null ? 'no root reaches it' : visibleText(words, WORDS_LENGTH);
  const others = alike === 1 ? 'held by' : `one of ${formatCount(alike)} held alike, by`;
  return [`${typeText(type)} ${shownText(id)}, ${words === null ? '' : `${others} `}${path}`];
}
