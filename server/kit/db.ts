import { AsyncLocalStorage } from 'node:async_hooks';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { Prisma, PrismaClient } from '../generated/prisma/client.js';
import { type Actor, actorId } from './actors.js';
import { newId } from './ids.js';
import type { Clock } from './time.js';

export type { Prisma };

/** A row of the audit log, written at the end of the transaction that did the deed. */
export interface AuditEntry {
  actor: Actor;
  action: string;
  subject: { type: string; id: string };
  accountId: string | null;
  reason?: string | null;
  before?: Prisma.InputJsonValue;
  after?: Prisma.InputJsonValue;
}

/** What changed, for the browsers of an account that listen. Carries no data. */
export interface LiveChange {
  accountId: string;
  resource:
    | 'invoices'
    | 'payments'
    | 'credits'
    | 'payment-methods'
    | 'account'
    | 'credit-notes'
    | 'balance'
    | 'subscriptions';
  ids: string[];
}

export interface JobOptions {
  runAt?: Date;
  /** At most one waiting job per key. */
  key?: string;
  maxAttempts?: number;
}

/** An open transaction. Started by `Db.transaction` in a service's public function, handed down as `tx`. */
export interface Tx {
  readonly prisma: Prisma.TransactionClient;
  /** The instant of this transaction, the same for all its rows. */
  readonly at: Date;
  audit(entry: AuditEntry): void;
  /** Enqueues a job that exists only if the transaction commits (the outbox). */
  job(name: string, payload: Prisma.InputJsonObject, options?: JobOptions): Promise<void>;
  /** Tells listening browsers after the commit. */
  live(change: LiveChange): void;
}

/** A client for reads outside a transaction, or the one inside it. */
export type Reader = Prisma.TransactionClient;

export interface Db {
  readonly prisma: PrismaClient;
  readonly pool: pg.Pool;
  transaction<T>(story: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const open = new AsyncLocalStorage<true>();

/** True between a transaction's start and its end. Gateways refuse to be called then: a slow answer would hold locks. */
export const insideTransaction = (): boolean => open.getStore() === true;

export const LIVE_CHANNEL = 'countinghouse_live';

async function writeAudit(
  prisma: Prisma.TransactionClient,
  at: Date,
  clock: Clock,
  entries: readonly AuditEntry[],
) {
  for (const entry of entries) {
    // Number and hashes are set by a trigger that locks the chain's tail: so this comes last in the transaction.
    await prisma.$executeRaw`
      INSERT INTO audit_event (id, number, actor_kind, actor_id, action, subject_type, subject_id, account_id, reason,
                               before, after, request_id, created_at, previous_hash, hash)
      VALUES (${newId('aud', clock)}, 0, ${entry.actor.kind}::actor_kind, ${actorId(entry.actor)}, ${entry.action},
              ${entry.subject.type}, ${entry.subject.id}, ${entry.accountId}, ${entry.reason ?? null},
              ${entry.before === undefined ? null : JSON.stringify(entry.before)}::jsonb,
              ${entry.after === undefined ? null : JSON.stringify(entry.after)}::jsonb,
              ${requestId.getStore() ?? null}, ${at}, '', '')`;
  }
}

/** What is told of one account, at most once per transaction. */
export interface LiveNotice {
  accountId: string;
  changes: Pick<LiveChange, 'resource' | 'ids'>[];
}

/** PostgreSQL refuses 8,000 bytes and more, and with them the whole transaction. */
const MAX_NOTICE_BYTES = 7_500;

/** One message per account, each row named once. Too many rows to be named are told without their names: all of the resource. */
function noticesOf(changes: readonly LiveChange[]): LiveNotice[] {
  const accounts = new Map<string, Map<LiveChange['resource'], Set<string>>>();
  for (const { accountId, resource, ids } of changes) {
    const own = accounts.get(accountId) ?? new Map<LiveChange['resource'], Set<string>>();
    own.set(resource, new Set([...(own.get(resource) ?? []), ...ids]));
    accounts.set(accountId, own);
  }
  return [...accounts].map(([accountId, own]) => {
    const named = [...own].map(([resource, ids]) => ({ resource, ids: [...ids] }));
    const fits = Buffer.byteLength(JSON.stringify({ accountId, changes: named })) <= MAX_NOTICE_BYTES;
    return { accountId, changes: fits ? named : named.map(({ resource }) => ({ resource, ids: [] })) };
  });
}

async function notifyLive(prisma: Prisma.TransactionClient, changes: readonly LiveChange[]) {
  // Each NOTIFY costs a lock that all committing transactions share: so as few as can be.
  for (const notice of noticesOf(changes)) {
    await prisma.$executeRaw`SELECT pg_notify(${LIVE_CHANNEL}, ${JSON.stringify(notice)})`;
  }
}

/** The id of the HTTP request that is being answered, for the audit log. */
export const requestId = new AsyncLocalStorage<string>();

function openTx(prisma: Prisma.TransactionClient, at: Date) {
  const audits: AuditEntry[] = [];
  const changes: LiveChange[] = [];
  const tx: Tx = {
    prisma,
    at,
    audit: (entry) => void audits.push(entry),
    live: (change) => void changes.push(change),
    job: async (name, payload, options = {}) => {
      await prisma.$executeRaw`
        SELECT graphile_worker.add_job(${name}, ${JSON.stringify(payload)}::json,
          run_at := ${options.runAt ?? null}::timestamptz, job_key := ${options.key ?? null},
          max_attempts := ${options.maxAttempts ?? 15}::int)`;
    },
  };
  return { tx, audits, changes };
}

type PgTransaction = Awaited<ReturnType<Awaited<ReturnType<PrismaPg['connect']>>['startTransaction']>>;

/**
 * Prisma reads the relations of a row side by side. A transaction has one connection, where they must come one after another: pg
 * queues them for now, says that it will not for long, and a statement that fails among others is harder to tell.
 */
class OneAfterAnother extends PrismaPg {
  override async connect() {
    const adapter = await super.connect();
    const start = adapter.startTransaction.bind(adapter);
    adapter.startTransaction = async (isolation) => inTurn(await start(isolation));
    return adapter;
  }
}

function inTurn(transaction: PgTransaction): PgTransaction {
  let last: Promise<unknown> = Promise.resolve();
  const queued = <Query, Result>(run: (query: Query) => Promise<Result>) => {
    return (query: Query): Promise<Result> => {
      const turn = last.then(() => run(query));
      last = turn.catch(() => undefined);
      return turn;
    };
  };
  transaction.queryRaw = queued(transaction.queryRaw.bind(transaction));
  transaction.executeRaw = queued(transaction.executeRaw.bind(transaction));
  return transaction;
}

/**
 * The database: one pool, shared by Prisma and by raw statements. Isolation is READ COMMITTED; what must not race locks
 * its row first (`FOR UPDATE`), in the order invoice → payment → money on account → wallet → number series → audit chain.
 */
export function createDb(options: {
  url: string;
  poolSize: number;
  clock: Clock;
  onError: (error: Error) => void;
}): Db {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize,
    application_name: 'countinghouse',
  });
  // A connection that breaks, idle or lent out, must not take the process down.
  pool.on('error', options.onError).on('connect', (client) => client.on('error', options.onError));
  const prisma = new PrismaClient({
    adapter: new OneAfterAnother(pool, { disposeExternalPool: false }),
    transactionOptions: { maxWait: 60_000, timeout: 60_000 },
  });
  return {
    prisma,
    pool,
    transaction: async (story) => {
      if (insideTransaction())
        throw new Error('A transaction is open already: hand `tx` down instead of starting another');
      return open.run(true, () =>
        prisma.$transaction(async (client) => {
          const { tx, audits, changes } = openTx(client, options.clock.now());
          const result = await story(tx);
          await notifyLive(client, changes);
          await writeAudit(client, tx.at, options.clock, audits);
          return result;
        }),
      );
    },
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

/** Unique-key violation, so that "already there" can be told from "broken". */
export function isUniqueViolation(error: unknown): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  if (error.code === 'P2002') return true;
  // A raw statement that failed carries what the driver said.
  const driver = error.meta?.['driverAdapterError'] as { cause?: { kind?: unknown } } | undefined;
  return error.code === 'P2010' && driver?.cause?.kind === 'UniqueConstraintViolation';
}
