import { join, relative, resolve } from 'node:path';
import { z } from 'zod';
import { projectRoot } from './kit/project-root.js';

/**
 * The only reader of the environment. Read once, checked, frozen. An empty secret closes its door: a gateway without
 * keys is the built-in sandbox, except in production, where it is off.
 */
const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
const port = z.coerce.number().int().min(0).max(65_535);
const secret = z.string().trim().min(1).optional();

const environment = z.object({
  NODE_ENV: z.string().default('development'),
  ROLE: z.enum(['all', 'web', 'worker']).default('all'),
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(3000),
  BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgresql://'),
  DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(20),
  SANDBOX_PORT: port.optional(),
  SEED: z.enum(['sample', 'none']).default('none'),
  DEMO_PASSWORD: z.string().min(8).max(128).optional(),
  STRIPE_PUBLIC_KEY: secret,
  STRIPE_SECRET_KEY: secret,
  STRIPE_WEBHOOK_SECRET: secret,
  PAYPAL_CLIENT_ID: secret,
  PAYPAL_CLIENT_SECRET: secret,
  PAYPAL_MODE: z.enum(['sandbox', 'live']).default('sandbox'),
  PAYPAL_WEBHOOK_ID: secret,
  PAYPAL_WEBHOOK_VERIFICATION: z.enum(['certificate', 'api']).optional(),
  SENDGRID_API_KEY: secret,
  SENDGRID_BASE_URL: z.url().optional(),
  MAIL_FROM: z.string().default('billing@countinghouse.test'),
  AUTH_SECRET: z.string().min(32).optional(),
  STAFF_AUTH_SECRET: z.string().min(32).optional(),
  AUTH_ANSWER_FLOOR_MS: z.coerce.number().int().min(0).max(5000).default(250),
  AUTH_RATE_LIMITS: flag.default(true),
  DATA_DIR: z.string().default('.data'),
  PROOF_DIR: z.string().optional(),
  PROOF_SCAN_COMMAND: z.string().trim().min(1).optional(),
  PROOF_SCAN_TIMEOUT_SECONDS: z.coerce.number().int().min(1).max(300).default(30),
  PATH: z.string().default('/usr/local/bin:/usr/bin:/bin'),
  METRICS_TOKEN: secret,
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
  SELLER_NAME: z.string().default('Countinghouse GmbH'),
  SELLER_ADDRESS: z.string().default('Ackerstraße 12|10115 Berlin|Germany'),
  SELLER_COUNTRY: z.string().length(2).default('DE'),
  SELLER_TAX_ID: z.string().default('DE136695976'),
  SELLER_EMAIL: z.string().default('billing@countinghouse.test'),
  SELLER_WEBSITE: z.string().default('countinghouse.test'),
  CASH_FEE_TOLERANCE_BASIS_POINTS: z.coerce.number().int().min(0).max(10_000).default(200),
  CASH_FEE_TOLERANCE_FIXED: z
    .string()
    .regex(/^([A-Z]{3}:\d{1,12}(,|$))*$/, 'must be like EUR:500,JPY:700')
    .default('USD:500,EUR:500,GBP:500,CHF:500,CAD:700,AUD:700,PKR:140000,INR:40000,JPY:700,KWD:1500'),
  WITHHOLDING_MAX_BASIS_POINTS: z.coerce.number().int().min(0).max(10_000).default(2_000),
  SELLER_CITY: z.string().trim().min(1).max(60).optional(),
  CURRENCIES: z.string().default('USD,EUR,PKR,GBP,JPY'),
});

export interface StripeConfig {
  readonly secretKey: string;
  readonly publicKey: string | null;
  readonly webhookSecret: string;
  /** Where the SDK connects; null is Stripe itself. */
  readonly apiBase: string | null;
  readonly hostedUrl: string | null;
}

export interface PaypalConfig {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly mode: 'sandbox' | 'live';
  /** Ours, never the sender's: the signature covers it. */
  readonly webhookId: string;
  /** Webhooks are checked here, with PayPal's certificate, or by asking PayPal. */
  readonly webhookVerification: 'certificate' | 'api';
  /** Where the SDK connects; null is PayPal itself. */
  readonly apiBase: string | null;
}

export type Config = ReturnType<typeof readConfig>;

function stripeConfig(env: z.output<typeof environment>, sandboxUrl: string | null): StripeConfig | null {
  if (env.STRIPE_SECRET_KEY) {
    if (!env.STRIPE_WEBHOOK_SECRET || !env.STRIPE_PUBLIC_KEY) {
      throw new ConfigError('STRIPE_SECRET_KEY needs STRIPE_PUBLIC_KEY and STRIPE_WEBHOOK_SECRET beside it.');
    }
    return {
      secretKey: env.STRIPE_SECRET_KEY,
      publicKey: env.STRIPE_PUBLIC_KEY,
      webhookSecret: env.STRIPE_WEBHOOK_SECRET,
      apiBase: null,
      hostedUrl: null,
    };
  }
  if (!sandboxUrl) return null;
  return {
    secretKey: 'sk_test_sandbox',
    publicKey: null,
    webhookSecret: env.STRIPE_WEBHOOK_SECRET ?? 'whsec_sandbox',
    apiBase: sandboxUrl,
    hostedUrl: `${sandboxUrl}/hosted`,
  };
}

function paypalConfig(env: z.output<typeof environment>, sandboxUrl: string | null): PaypalConfig | null {
  const verification = env.PAYPAL_WEBHOOK_VERIFICATION;
  if (env.PAYPAL_CLIENT_ID) {
    if (!env.PAYPAL_CLIENT_SECRET || !env.PAYPAL_WEBHOOK_ID) {
      throw new ConfigError('PAYPAL_CLIENT_ID needs PAYPAL_CLIENT_SECRET and PAYPAL_WEBHOOK_ID beside it.');
    }
    return {
      clientId: env.PAYPAL_CLIENT_ID,
      clientSecret: env.PAYPAL_CLIENT_SECRET,
      mode: env.PAYPAL_MODE,
      webhookId: env.PAYPAL_WEBHOOK_ID,
      webhookVerification: verification ?? 'api',
      apiBase: null,
    };
  }
  if (!sandboxUrl) return null;
  return {
    clientId: 'sandbox',
    clientSecret: 'sandbox',
    mode: 'sandbox',
    webhookId: env.PAYPAL_WEBHOOK_ID ?? 'sandbox',
    webhookVerification: verification ?? 'certificate',
    apiBase: `${sandboxUrl}/paypal`,
  };
}

/** The built-in gateways run where one has no keys, and never beside live ones. */
function needsSandbox(env: z.output<typeof environment>): boolean {
  const isLive =
    /^[a-z]+_live_/.test(env.STRIPE_SECRET_KEY ?? '') ||
    (env.PAYPAL_CLIENT_ID !== undefined && env.PAYPAL_MODE === 'live');
  return env.NODE_ENV !== 'production' && !isLive && (!env.STRIPE_SECRET_KEY || !env.PAYPAL_CLIENT_ID);
}

/** Sessions and links are signed with these: known ones are good enough for the sandbox on the loopback address only. */
function authSecrets(env: z.output<typeof environment>, sandbox: boolean) {
  if (!sandbox && (!env.AUTH_SECRET || !env.STAFF_AUTH_SECRET)) {
    throw new ConfigError(
      'AUTH_SECRET and STAFF_AUTH_SECRET (32 characters or more) must be set outside the sandbox.',
    );
  }
  return {
    customerSecret: env.AUTH_SECRET ?? 'countinghouse-development-customer-secret-only',
    staffSecret: env.STAFF_AUTH_SECRET ?? 'countinghouse-development-staff-secret-only',
  };
}

/** `EUR:500,JPY:700`: minor units of each currency. */
const amountsByCurrency = (text: string): Readonly<Record<string, bigint>> =>
  Object.fromEntries(
    text
      .split(',')
      .filter(Boolean)
      .map((pair) => pair.split(':'))
      .map(([code = '', minor = '0']) => [code, BigInt(minor)]),
  );
/** Proofs of payment: never below a folder that is served. The scanner is started without a shell; blanks part its arguments. */
function proofsConfig(env: z.output<typeof environment>) {
  const folder = resolve(projectRoot, env.PROOF_DIR ?? join(env.DATA_DIR, 'proofs'));
  for (const served of ['dist', 'admin-bundle', 'assets', 'backoffice', 'portal']) {
    if (!relative(join(projectRoot, served), folder).startsWith('..')) {
      throw new ConfigError('PROOF_DIR must lie outside the folders that are served.');
    }
  }
  const command = env.PROOF_SCAN_COMMAND?.split(/\s+/) ?? null;
  const scan = command && { command, timeoutMs: env.PROOF_SCAN_TIMEOUT_SECONDS * 1000, path: env.PATH };
  return Object.freeze({ folder, scan });
}

/** The town stands in the last line but one of an address that ends with the country, beside the postcode. */
function cityOf(addressLines: readonly string[]): string {
  const line = addressLines.at(-2) ?? addressLines[0] ?? '';
  const words = line.split(/[\s,]+/).filter((word) => !/\d/.test(word));
  return words.join(' ') || line;
}

/** What is wrong with the environment, in one sentence for the person who starts the process. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export function readConfig(source: NodeJS.ProcessEnv = process.env) {
  const present = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = environment.safeParse(present);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    throw new ConfigError(
      `${first?.path.join('.') ?? 'The environment'}: ${first?.message ?? 'is not valid'}.`,
    );
  }
  const env = parsed.data;
  const production = env.NODE_ENV === 'production';
  const sandboxEnabled = !production && !env.STRIPE_SECRET_KEY && !env.PAYPAL_CLIENT_ID;
  const sandboxPort = env.SANDBOX_PORT ?? env.PORT + 1;
  const sandboxUrl = needsSandbox(env) ? `http://127.0.0.1:${sandboxPort}` : null;
  const host = env.HOST.includes(':') ? `[${env.HOST}]` : env.HOST;
  return Object.freeze({
    production,
    role: env.ROLE,
    logLevel: env.LOG_LEVEL,
    web: Object.freeze({
      host: env.HOST,
      port: env.PORT,
      baseUrl: (env.BASE_URL ?? `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${env.PORT}`).replace(
        /\/+$/,
        '',
      ),
      trustProxy: env.TRUST_PROXY,
      metricsToken: env.METRICS_TOKEN ?? null,
    }),
    database: Object.freeze({ url: env.DATABASE_URL, poolSize: env.DATABASE_POOL }),
    seed: env.SEED,
    demoPassword: env.DEMO_PASSWORD ?? null,
    /** `enabled`: no gateway has keys, and no money moves. `url`: where the built-in ones listen; null: all have keys. */
    sandbox: Object.freeze({ enabled: sandboxEnabled, port: sandboxPort, url: sandboxUrl }),
    stripe: stripeConfig(env, sandboxUrl),
    paypal: paypalConfig(env, sandboxUrl),
    mail: Object.freeze({
      from: env.MAIL_FROM,
      sendgridApiKey: env.SENDGRID_API_KEY ?? null,
      sendgridBaseUrl: env.SENDGRID_BASE_URL ?? null,
    }),
    identity: Object.freeze({
      ...authSecrets(env, sandboxEnabled),
      answerFloorMs: env.AUTH_ANSWER_FLOOR_MS,
      rateLimits: env.AUTH_RATE_LIMITS,
    }),
    proofs: proofsConfig(env),
    seller: Object.freeze({
      name: env.SELLER_NAME,
      addressLines: env.SELLER_ADDRESS.split('|'),
      city: env.SELLER_CITY ?? cityOf(env.SELLER_ADDRESS.split('|')),
      country: env.SELLER_COUNTRY,
      taxId: env.SELLER_TAX_ID,
      email: env.SELLER_EMAIL,
      website: env.SELLER_WEBSITE,
    }),
    tolerances: Object.freeze({
      bankFeeBasisPoints: env.CASH_FEE_TOLERANCE_BASIS_POINTS,
      bankFeeFixed: Object.freeze(amountsByCurrency(env.CASH_FEE_TOLERANCE_FIXED)),
      withholdingBasisPoints: env.WITHHOLDING_MAX_BASIS_POINTS,
    }),
    currencies: env.CURRENCIES.split(',').map((code) => code.trim()),
  });
}
