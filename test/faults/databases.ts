import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, inject } from 'vitest';
import type { Sql } from '../../lib/database/client.ts';
import { connectionOptions } from '../../lib/database/connection-options.ts';
import { databaseUrl, TEMPLATE } from '../support/database-names.ts';

/** Databases that are filled once and copied as often as needed, which takes PostgreSQL some hundredths of a second. */
export interface Databases {
  /** Fills a copy of the migrated template (or of an empty database) once per name; returns the name to copy. */
  template(name: string, fill: (sql: Sql) => Promise<void>, options?: { isEmpty: boolean }): Promise<string>;
  /** Work on a copy of its own, which is dropped afterwards. */
  withCopy<T>(template: string, work: (copy: { url: string; sql: Sql }) => Promise<T>): Promise<T>;
}

export function copiedDatabases(): Databases {
  const made = new Map<string, Promise<string>>();
  let admin: postgres.Sql;
  beforeAll(() => {
    admin = postgres(inject('serverUrl'), { max: 1, onnotice: () => {} });
  });
  afterAll(async () => {
    await admin.end({ timeout: 5 });
  });
  const create = async (template: string) => {
    const name = `fault_${randomBytes(6).toString('hex')}`;
    await admin.unsafe(`create database ${name} template ${template} strategy file_copy`);
    return name;
  };
  const open = (name: string): { url: string; sql: Sql } => {
    const url = databaseUrl(inject('serverUrl'), name);
    return { url, sql: postgres(url, connectionOptions(url, 'hone-faults').options) };
  };
  return {
    template(name, fill, { isEmpty } = { isEmpty: false }) {
      const known = made.get(name) ?? filled();
      made.set(name, known);
      return known;
      async function filled(): Promise<string> {
        const created = await create(isEmpty ? 'template0' : TEMPLATE);
        const { sql } = open(created);
        await fill(sql);
        await sql.end({ timeout: 5 });
        return created;
      }
    },
    async withCopy(template, work) {
      const name = await create(template);
      const { url, sql } = open(name);
      try {
        return await work({ url, sql });
      } finally {
        await sql.end({ timeout: 5 });
        await admin.unsafe(`drop database ${name} with (force)`);
      }
    },
  };
}
