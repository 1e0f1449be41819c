import type { Sql } from '../../lib/database/client.ts';

interface Column {
  name: string;
  type: string;
  nullable: boolean;
  fallback: string | null;
  meaning: string | null;
}

interface Table {
  name: string;
  meaning: string | null;
  columns: Column[];
  /** Keys and checks, as PostgreSQL says them. */
  constraints: string[];
  indexes: string[];
}

const HEAD = `# Data dictionary

Every table of a migrated database, from the database itself and the comments in its migrations. Written by \`npm run docs:data\`;
a test compares it. NULL means "not known" and 0 means zero, everywhere; times are \`timestamptz\`, counts \`bigint\`.`;

/** The data dictionary of a migrated database, as Markdown. `migrations` are the texts of its migrations, in order. */
export async function dataDictionary(sql: Sql, migrations: readonly string[]): Promise<string> {
  const written = commentsOf(migrations);
  const tables = await tablesOf(sql);
  const sections = tables.map(({ name, meaning, columns, constraints, indexes }) => {
    const rows = columns.map((column) => {
      const said = column.meaning ?? written.get(`${name}.${column.name}`) ?? '';
      const type = [column.type, ...(column.nullable ? [] : ['not null'])].join(', ');
      return `| \`${column.name}\` | ${type} | ${cell(column.fallback ?? '')} | ${cell(said)} |`;
    });
    return [
      `## ${name}`,
      meaning ?? written.get(name) ?? '',
      ['| column | type | default | meaning |', '|---|---|---|---|', ...rows].join('\n'),
      [...constraints, ...indexes].map((line) => `- ${line}`).join('\n'),
    ]
      .filter((part) => part !== '')
      .join('\n\n');
  });
  return `${[HEAD, ...sections].join('\n\n')}\n`;
}

/** PostgreSQL writes types behind values, where nobody wrote any. */
const CAST = '::(double precision|timestamp with time zone|\\w+)(\\[\\])?';

async function tablesOf(sql: Sql): Promise<Table[]> {
  return sql<Table[]>`
    select c.relname as name, obj_description(c.oid, 'pg_class') as meaning,
      (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
          'nullable', not a.attnotnull, 'fallback', regexp_replace(pg_get_expr(d.adbin, d.adrelid), ${CAST}, '', 'g'),
          'meaning', col_description(c.oid, a.attnum)) order by a.attnum)
        from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
      coalesce((select json_agg(case k.contype when 'c' then regexp_replace(pg_get_constraintdef(k.oid), ${CAST}, '', 'g')
            else pg_get_constraintdef(k.oid) end order by k.contype = 'c', k.contype <> 'p', k.conname)
        from pg_constraint k where k.conrelid = c.oid and k.contype in ('p', 'u', 'f', 'c')), '[]') as constraints,
      coalesce((select json_agg(regexp_replace(pg_get_indexdef(i.indexrelid), '^CREATE (UNIQUE )?INDEX (\\w+) ON \\w+\\.\\w+ USING', '\\1index \\2:')
          order by i.indexrelid::regclass::text)
        from pg_index i where i.indrelid = c.oid and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid)), '[]') as indexes
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relname <> 'schema_migrations'
    order by c.relname`;
}

/** Comments beside the statements: before `create table`, and behind a column's definition; later migrations win. */
function commentsOf(migrations: readonly string[]): Map<string, string> {
  const comments = new Map<string, string>();
  for (const text of migrations) {
    let before: string[] = [];
    let table: string | null = null;
    for (const line of text.split('\n')) {
      const [, comment] = /^-- ?(.*)$/.exec(line) ?? [];
      if (comment !== undefined) {
        before.push(comment);
        continue;
      }
      const [, made, altered] = /^(?:create table (?:if not exists )?(\w+)|alter table (\w+))/.exec(line) ?? [];
      if (made !== undefined && before.length > 0) comments.set(made, before.join(' '));
      table = made ?? altered ?? table;
      const [, column, behind] = /^(?:alter table \w+ )?\s*(?:add column )?(\w+) .*?-- ?(.*)$/.exec(line) ?? [];
      if (table !== null && column !== undefined && behind !== undefined) comments.set(`${table}.${column}`, behind);
      if (/;\s*(--.*)?$/.test(line)) table = null;
      before = [];
    }
  }
  return comments;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
