import { createHash, randomBytes } from 'node:crypto';

/**
 * The page's proof that X's own script made a request: minted from a key in the page, the method, the path and a nonce,
 * good for one request. Stands for x-client-transaction-id, whose algorithm is X's business.
 */
export interface TransactionIds {
  /** The key that a page is served with. */
  issueKey(): string;
  /** True once for each id that a served page has minted for this very method and path. */
  accept(id: string | undefined, method: string, path: string): boolean;
}

/** Keys of this many latest pages stay good. */
const KEYS_KEPT = 500;

export function createTransactionIds(): TransactionIds {
  const keys = new Map<string, Set<string>>();
  return {
    issueKey: () => {
      const key = randomBytes(16).toString('hex');
      keys.set(key, new Set());
      for (const old of keys.keys()) {
        if (keys.size <= KEYS_KEPT) break;
        keys.delete(old);
      }
      return key;
    },
    accept: (id, method, path) => {
      const [key, nonce, digest] = (id ?? '').split('.');
      const used = key === undefined ? undefined : keys.get(key);
      if (!used || !nonce || used.has(nonce) || mint(key!, nonce, method, path) !== digest) return false;
      used.add(nonce);
      return true;
    },
  };
}

function mint(key: string, nonce: string, method: string, path: string): string {
  return createHash('sha256').update(`${method}!${path}!${nonce}!${key}`).digest('hex').slice(0, 32);
}
