import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import pg from 'pg';
import { type ClonedDatabase, freshDatabase } from '../../test/database.js';
import { startTestSandbox } from './testing.js';

let database: ClonedDatabase;
const children: ChildProcess[] = [];

beforeAll(async () => {
  database = await freshDatabase();
});

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await database.drop();
});

/** Starts a sandbox as its own process and answers its address. */
async function startProcess(): Promise<{ child: ChildProcess; url: string }> {
  const script = 'server/gateways/sandbox/sandbox.kill.process.ts';
  const child = spawn(process.execPath, ['--import', 'tsx', script, database.url], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'] ?? '' },
  });
  children.push(child);
  const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
  return { child, url: line.toString('utf8').trim() };
}

const PAYMENTS = 80;
const BODY =
  'amount=2900&currency=usd&confirm=true&payment_method=pm_card_visa&automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never';

async function pay(url: string, index: number): Promise<{ id: string; status: string }> {
  const response = await fetch(`${url}/v1/payment_intents`, {
    method: 'POST',
    body: `${BODY}&metadata[index]=${index}`,
    headers: { authorization: 'Bearer sk_test_sandbox', 'idempotency-key': `payment-${index}` },
  });
  return (await response.json()) as { id: string; status: string };
}

test('killed under load, it keeps every acknowledged payment and has none twice', async () => {
  const { child, url } = await startProcess();
  await pay(url, 0);
  const acknowledged = new Map<number, string>();
  let answers = 0;
  await Promise.all(
    Array.from({ length: PAYMENTS }, async (_, index) => {
      try {
        acknowledged.set(index, (await pay(url, index)).id);
        answers += 1;
        if (answers === PAYMENTS / 4) child.kill('SIGKILL');
      } catch {
        // The connection broke: whether it took effect is unknown, which is what the key is for.
      }
    }),
  );
  expect(acknowledged.size).toBeGreaterThanOrEqual(PAYMENTS / 4);
  expect(acknowledged.size).toBeLessThan(PAYMENTS);

  const sandbox = await startTestSandbox({ databaseUrl: database.url });
  try {
    for (let index = 0; index < PAYMENTS; index += 1) {
      const intent = await pay(sandbox.url, index);
      expect(intent.status).toBe('succeeded');
      if (acknowledged.has(index)) expect(intent.id).toBe(acknowledged.get(index));
    }
  } finally {
    await sandbox.stop();
  }
  expect(await countByKind()).toEqual({
    balance_transaction: PAYMENTS,
    charge: PAYMENTS,
    payment_intent: PAYMENTS,
    payment_method: PAYMENTS,
    'charge.succeeded': PAYMENTS,
    'payment_intent.created': PAYMENTS,
    'payment_intent.succeeded': PAYMENTS,
  });
}, 120_000);

async function countByKind(): Promise<Record<string, number>> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query<{ kind: string; count: number }>(
    `select type as kind, count(*)::integer as count from sandbox.objects group by type
     union all select type, count(*)::integer from sandbox.events group by type`,
  );
  await client.end();
  return Object.fromEntries(rows.map((row) => [row.kind, row.count]));
}
