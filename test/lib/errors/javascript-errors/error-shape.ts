import type { ErrorCategory } from '../../../../lib/errors/error-event.ts';
import type { Values } from './values.ts';

/** How a library words one of its errors. */
export interface ErrorShape {
  library: string;
  id: string;
  /** Null: not judged, for none of the categories says what it is. */
  category: ErrorCategory | null;
  /** The error's name. */
  type: string;
  /** Message, and code or status where the library sets them; what `kind` says tells groups of one shape apart. */
  make: (values: Values) => string | { message: string; code?: string; status?: number; kind?: string };
  code?: string;
}

type Row = [id: string, category: ErrorCategory, type: string, make: ErrorShape['make'], code?: string];

export function shapesOf(library: string, rows: readonly Row[]): ErrorShape[] {
  return rows.map(([id, category, type, make, code]) => ({
    library,
    id,
    category,
    type,
    make,
    ...(code ? { code } : {}),
  }));
}
