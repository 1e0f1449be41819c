/** Hides secrets in anything that leaves the process: logs, events, error messages. */

const PATTERNS: readonly [RegExp, string][] = [
  [/\b(postgres(?:ql)?:\/\/[^:/@\s]+:)[^@\s]+@/gi, '$1***@'],
  [
    /\b(auth_token|ct0|password|secret|token|authorization|cookie|set-cookie)(["']?\s*[=:]\s*["']?)[^\s"';,&}]+/gi,
    '$1$2***',
  ],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/%=-]{8,}/g, '$1 ***'],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, '***'],
];

export type Redact = <T>(value: T) => T;

/**
 * Builds a redactor that hides the given secret values wherever they occur, and what looks like a credential anyway.
 * Works on strings and, recursively, on plain objects and arrays; an error becomes its name and message.
 */
export function redactor(secrets: readonly (string | null | undefined)[] = []): Redact {
  const known = secrets.filter((secret): secret is string => typeof secret === 'string' && secret.length >= 6);
  const text = (value: string): string => {
    let hidden = value;
    for (const secret of known) hidden = hidden.replaceAll(secret, '***');
    for (const [pattern, replacement] of PATTERNS) hidden = hidden.replace(pattern, replacement);
    return hidden;
  };
  const deep = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return text(value);
    if (value === null || typeof value !== 'object' || value instanceof Date || depth > 8) return value;
    if (value instanceof Error) return { name: value.name, message: text(value.message) };
    if (Array.isArray(value)) return value.map((item) => deep(item, depth + 1));
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, deep(item, depth + 1)]));
  };
  return <T>(value: T) => deep(value, 0) as T;
}
