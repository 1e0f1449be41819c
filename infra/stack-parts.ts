import { metricNamesOf } from '../lib/runtime/metrics.ts';
import { scheduledJobs } from './jobs.ts';
import { HOURS_PER_MONTH, type PriceName } from './prices.ts';

/** What an operator chose at deployment, as far as it has a price. */
export interface StackChoice {
  database: 'rds' | 'external';
  egress: 'nat-instance' | 'nat-gateway';
  multiAz: boolean;
}

/** Something the stack keeps all the time. */
export interface StackPart {
  what: string;
  price: PriceName;
  /** Units in a whole month: hours count {@link HOURS_PER_MONTH}. Null: nobody here knows. */
  perMonth: number | null;
}

export const DATABASE_STORAGE_GB = 20;
const NAT_DISK_GB = 8;

/** Lambda asks an idle queue with five connections, each for 20 seconds. */
const POLLS_PER_MONTH = (5 * HOURS_PER_MONTH * 3600) / 20;

/** Alarms of every stack, of the one with a database of its own, and of the one with a NAT instance. */
const ALARMS = { always: 13, database: 1, natInstance: 1 };

/** What the stack keeps whether its jobs run or not; test/infra/aws/stack-parts.test.ts compares it with the template. */
export function stackParts({ database, egress, multiAz }: StackChoice): StackPart[] {
  const own = database === 'rds';
  const copies = multiAz ? 2 : 1;
  const alarms =
    ALARMS.always + (own ? ALARMS.database : 0) + (own && egress === 'nat-instance' ? ALARMS.natInstance : 0);
  const network: StackPart[] =
    egress === 'nat-instance'
      ? [
          { what: 'NAT instance', price: 'natInstanceHour', perMonth: HOURS_PER_MONTH },
          { what: 'NAT instance, disk', price: 'diskStorage', perMonth: NAT_DISK_GB },
        ]
      : [
          { what: 'NAT gateway', price: 'natGatewayHour', perMonth: HOURS_PER_MONTH },
          { what: 'NAT gateway, traffic', price: 'natGatewayGb', perMonth: null },
        ];
  return [
    ...(own
      ? ([
          { what: 'database', price: 'databaseHour', perMonth: copies * HOURS_PER_MONTH },
          { what: 'database, storage', price: 'databaseStorage', perMonth: copies * DATABASE_STORAGE_GB },
          ...network,
          { what: 'public address', price: 'publicAddressHour', perMonth: HOURS_PER_MONTH },
        ] satisfies StackPart[])
      : []),
    { what: 'secrets', price: 'secret', perMonth: 2 }, // the X session, and the database's URL or owner
    { what: 'metrics', price: 'metric', perMonth: scheduledJobs.flatMap(({ name }) => metricNamesOf(name)).length },
    { what: 'alarms', price: 'alarm', perMonth: alarms },
    { what: 'dashboard', price: 'dashboard', perMonth: 1 },
    { what: 'queue, polling', price: 'queueRequest', perMonth: POLLS_PER_MONTH },
    { what: 'logs', price: 'logGb', perMonth: null },
  ];
}
