const SECRET_NAME =
  /(pass(word|wd|phrase)?|pwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|(^|[-_])key|auth|authorization|credentials?|cookie|session[-_]?(id|key)|dsn)$/i;
const REDACTED = '***';

const URL_USER = /([a-z][a-z0-9+.-]*:\/\/)([^/\s:@]*):([^/\s@]+)@/gi;
const NAME_VALUE = /([A-Za-z][\w.-]*)(=|:\s+)([^\s&;,'"]+)/g;
const SCHEME = /\b(Bearer|Basic|Token)\s+\S+/gi;

/** Whether a name (of an option, a variable, a header) says that its value is a secret. O(length). */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name.replace(/^-+/, ''));
}

function redactWord(word: string): string {
  return word
    .replace(URL_USER, `$1$2:${REDACTED}@`)
    .replace(SCHEME, `$1 ${REDACTED}`)
    .replace(NAME_VALUE, (whole, name: string, sign: string) =>
      isSecretName(name) ? `${name}${sign}${REDACTED}` : whole,
    );
}

/**
 * The words of a command line without the secrets that can be told by their names: `--password x`, `TOKEN=x`,
 * `Authorization: Bearer x`, `user:x@host` in URLs become `***`. What does not say that it is a secret stays. O(length).
 */
export function redactCommand(words: readonly string[]): string[] {
  return words.map((word, index) => {
    const before = index > 0 ? words.at(index - 1) : undefined;
    const isValue = before !== undefined && /^--?[A-Za-z]/.test(before) && !before.includes('=');
    if (isValue && isSecretName(before) && !word.startsWith('-')) return REDACTED;
    return redactWord(word);
  });
}
