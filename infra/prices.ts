// What AWS bills for the stack's resources: list prices of us-east-1 in US dollars, on demand, as of PRICES_AS_OF. Other
// regions cost up to a quarter more. AWS renders most of its price pages by script, so the figures were read where `readIn`
// says; the page named by `decides` has the last word. Change a price together with both.

export const PRICES_AS_OF = '2026-11-22';
export const PRICES_REGION = 'us-east-1';

/** Hours of a month, as AWS reckons its monthly examples. */
export const HOURS_PER_MONTH = 730;

export interface Price {
  /** What one unit costs. */
  readonly usd: number;
  readonly unit: string;
  /** Units that every AWS account has for nothing each month, without an end; 0 where there is no such allowance. */
  readonly freePerMonth: number;
  readonly decides: string;
  readonly readIn: string;
}

const LAMBDA = {
  decides: 'aws.amazon.com/lambda/pricing',
  readIn: 'AWS whitepaper "How AWS Pricing Works", chapter Lambda',
};
const CLOUDWATCH = {
  decides: 'aws.amazon.com/cloudwatch/pricing',
  readIn: 'cloudburn.io/blog/amazon-cloudwatch-pricing, of 2026-02',
};
const NAT_GATEWAY = {
  decides: 'aws.amazon.com/vpc/pricing',
  readIn: 'cloudpipelines.pages.dev/guides/aws-nat-gateway-pricing-2026, of 2026',
};
const NAT_INSTANCE = { decides: 'aws.amazon.com/ec2/pricing', readIn: 'fck-nat, README (t4g.nano, 8 GB of gp3)' };
const RDS = {
  decides: 'aws.amazon.com/rds/postgresql/pricing',
  readIn: 'infratally.com/articles/aws-rds-pricing-explained-2026, of 2026',
};

export const PRICES = {
  lambdaGbSecond: { usd: 0.0000166667, unit: 'GB-seconds', freePerMonth: 400_000, ...LAMBDA },
  lambdaRequest: { usd: 0.2e-6, unit: 'requests', freePerMonth: 1_000_000, ...LAMBDA },
  databaseHour: { usd: 0.016, unit: 'hours of db.t4g.micro', freePerMonth: 0, ...RDS },
  databaseStorage: { usd: 0.115, unit: 'GB-months of gp3', freePerMonth: 0, ...RDS },
  natInstanceHour: { usd: 0.0042, unit: 'hours of t4g.nano', freePerMonth: 0, ...NAT_INSTANCE },
  diskStorage: { usd: 0.08, unit: 'GB-months of gp3', freePerMonth: 0, ...NAT_INSTANCE },
  natGatewayHour: { usd: 0.045, unit: 'hours', freePerMonth: 0, ...NAT_GATEWAY },
  natGatewayGb: { usd: 0.045, unit: 'GB', freePerMonth: 0, ...NAT_GATEWAY },
  publicAddressHour: {
    usd: 0.005,
    unit: 'hours of an IPv4 address',
    freePerMonth: 0,
    decides: 'aws.amazon.com/vpc/pricing',
    readIn: 'AWS blog "New: AWS public IPv4 address charge", of 2023-07, in force since 2024-02',
  },
  secret: {
    usd: 0.4,
    unit: 'secret-months',
    freePerMonth: 0,
    decides: 'aws.amazon.com/secrets-manager/pricing',
    readIn: 'AWS Secrets Manager pricing, unchanged since 2018',
  },
  logGb: { usd: 0.5, unit: 'GB', freePerMonth: 5, ...CLOUDWATCH },
  metric: { usd: 0.3, unit: 'metric-months', freePerMonth: 10, ...CLOUDWATCH },
  alarm: { usd: 0.1, unit: 'alarm-months', freePerMonth: 10, ...CLOUDWATCH },
  dashboard: { usd: 3, unit: 'dashboard-months', freePerMonth: 3, ...CLOUDWATCH },
  queueRequest: {
    usd: 0.4e-6,
    unit: 'requests',
    freePerMonth: 1_000_000,
    decides: 'aws.amazon.com/sqs/pricing',
    readIn: 'factualminds.com/blog/amazon-sqs-pricing-64kb-rule-fifo-vs-standard, of 2026',
  },
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof PRICES;
