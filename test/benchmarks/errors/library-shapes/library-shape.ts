import type { ErrorCategory } from '../../../../lib/errors/error-event.ts';
import type { ErrorShape } from '../../../lib/errors/javascript-errors/error-shape.ts';
import { type LibraryValues, libraryValues } from './library-values.ts';

/** A category of null is not judged: none of the nine says what it is. */
type Row = [
  id: string,
  category: ErrorCategory | null,
  type: string,
  message: (values: LibraryValues) => string,
  code?: string | null,
  status?: number,
];

export type LibraryShape = ErrorShape;

export function libraryShapes(library: string, rows: readonly Row[]): LibraryShape[] {
  return rows.map(([id, category, type, message, code, status]) => ({
    library,
    id,
    category,
    type,
    make: (values) => ({
      message: message(libraryValues(values.random)),
      ...(code ? { code } : {}),
      ...(status === undefined ? {} : { status }),
    }),
  }));
}
