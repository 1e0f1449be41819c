/** DATABASE_URL cannot be used: malformed, or it would send the password over an unverified connection. */
export class DatabaseUrlError extends Error {
  override readonly name = 'DatabaseUrlError';
  readonly code = 'HONE_DATABASE_URL';
  readonly category = 'database';
}

/** The database could not be reached or refused the connection. */
export class DatabaseUnreachableError extends Error {
  override readonly name = 'DatabaseUnreachableError';
  readonly code = 'HONE_DATABASE_UNREACHABLE';
  readonly category = 'database';
}

/** A migration failed, or an applied one was changed afterwards. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
  readonly code = 'HONE_MIGRATION';
  readonly category = 'database';
}

/** The database was not migrated to what the code needs. */
export class SchemaTooOldError extends Error {
  override readonly name = 'SchemaTooOldError';
  readonly code = 'HONE_SCHEMA_TOO_OLD';
  readonly category = 'database';
}
