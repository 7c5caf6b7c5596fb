const MAX_COMPARED = 80;

/** Single-character edits that make one text of the other (Levenshtein). O(|a| |b|) time, O(|b|) memory. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[j] as number) + 1, (current[j - 1] as number) + 1));
    }
    previous = current;
  }
  return previous[b.length] as number;
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** How far a name is from what was asked for; 0 is best, null is not near at all. */
function farness(wanted: string, name: string): number | null {
  const lower = name.toLowerCase();
  if (lower === wanted) return 0;
  if (lastPart(lower) === lastPart(wanted)) return 1;
  if (wanted.length >= 3 && lower.includes(wanted)) return 2 + (lower.length - wanted.length) / 1000;
  const allowed = Math.max(1, Math.floor(wanted.length / 4));
  const whole = editDistance(wanted, lower.slice(0, MAX_COMPARED));
  const last = editDistance(lastPart(wanted), lastPart(lower).slice(0, MAX_COMPARED));
  const edits = Math.min(whole, lastPart(wanted).length >= 3 ? last : whole);
  return edits <= allowed ? 3 + edits : null;
}

/** Up to `most` of the names that `wanted` may have meant, nearest first, ties as they came. O(names). */
export function nearNames(wanted: string, names: readonly string[], most = 3): string[] {
  const lower = wanted.toLowerCase().slice(0, MAX_COMPARED);
  return names
    .map((name) => ({ name, far: farness(lower, name) }))
    .filter((entry): entry is { name: string; far: number } => entry.far !== null)
    .toSorted((a, b) => a.far - b.far)
    .slice(0, most)
    .map((entry) => entry.name);
}
