import { type House, openHouse } from '../../test/house.js';

let house: House;
beforeAll(async () => {
  house = await openHouse();
  const { sam, alice } = house;
  await house.buy(alice, 'pro');
  await sam.post(`/v1/admin/payments/${await house.transfer('pro')}/approve`, {});
  // A seller's words and customers' names may look like a formula.
  await sam.post('/v1/admin/invoices/create', {
    accountId: house.acme.accountId,
    lines: [{ description: '=1+1', quantity: 3, unitAmount: 133, taxBasisPoints: 1900 }],
  });
  await house.sql(
    `INSERT INTO journal_entry (id, kind, source_id, description, occurred_at) VALUES ('jrn_old', 'invoice.issued', 'x', '=cmd|"calc", and more', '2026-01-31T23:59:59.999Z');
     INSERT INTO journal_line (entry_id, position, ledger_code, currency, amount) VALUES ('jrn_old', 1, 'receivable', 'JPY', 700), ('jrn_old', 2, 'revenue', 'JPY', -700)`,
  );
});
afterAll(() => house.close());

const path = (rest: string) => `/v1/admin/books/${rest}`;
interface Row {
  code: string;
  opening: number;
  debits: number;
  credits: number;
  closing: number;
}
interface Balance {
  currency: string;
  accounts: Row[];
  totals: Omit<Row, 'code'>;
}
const balances = async (query = ''): Promise<Balance[]> =>
  (await house.sam.get(path(`trial-balance${query}`))).body.currencies;

test('the trial balance sums to zero in every currency and adds no two of them', async () => {
  const all = await balances();
  expect(all.map(({ currency }) => currency)).toEqual(['EUR', 'JPY', 'USD']);
  for (const { accounts, totals } of all) {
    expect([totals.opening, totals.closing]).toEqual([0, 0]);
    expect(totals.debits).toBe(totals.credits);
    for (const row of accounts) expect(row.closing).toBe(row.opening + row.debits - row.credits);
  }
  const euros = all.find(({ currency }) => currency === 'EUR');
  // Globex bought the package Pro: 26.10 and 19 % of it, paid by transfer, granted.
  expect(
    euros?.accounts.map(({ code, debits, credits, closing }) => [code, debits, credits, closing]),
  ).toEqual([
    ['cash_bank', 3106, 0, 3106],
    ['receivable', 3106, 3106, 0],
    ['deferred_credits', 0, 2610, -2610],
    ['ordered_credits', 2610, 2610, 0],
    ['tax_payable', 0, 496, -496],
  ]);
});

test('a period opens with what was there before: its first and last day belong to it', async () => {
  const yen = async (query: string) => {
    const [balance] = await balances(`?currency=JPY&${query}`);
    const row = balance?.accounts.find(({ code }) => code === 'receivable');
    return row ? [row.opening, row.debits, row.closing] : null;
  };
  expect(await yen('from=2026-01-31&to=2026-01-31')).toEqual([0, 700, 700]);
  expect(await yen('from=2026-02-01')).toEqual([700, 0, 700]);
  expect(await yen('to=2026-01-31')).toEqual([0, 700, 700]);
  expect(await yen('to=2026-01-30')).toBeNull();
});

test.each([
  ['trial-balance?from=2026-02-01&to=2026-01-31', 400],
  ['trial-balance?from=yesterday', 400],
  ['trial-balance?currency=usd', 400],
  ['trial-balance?account=x', 400],
  ['journal?ledgerCode=Robert%27)', 400],
  ['journal?occurredAt_gte=soon', 400],
  ['journal/export?kind=%00', 400],
])('%s is refused', async (query, status) => {
  expect((await house.sam.get(path(query))).status).toBe(status);
});

test.each([
  'accounts',
  'accounts/export',
  'trial-balance',
  'trial-balance/export',
  'journal',
  'journal/export',
])('%s is for finance and administrators alone', async (rest) => {
  expect((await house.root.get(path(rest))).status).toBe(200);
  const refused = await house.support.get(path(rest));
  expect([refused.status, refused.headers.get('content-type')]).toEqual([
    403,
    expect.stringContaining('application/problem+json'),
  ]);
  expect((await house.alice.get(path(rest))).status).toBe(401);
});

test('the journal lists entries with their lines, by kind, account, ledger account and time', async () => {
  const list = async (query: string) => (await house.sam.get(path(`journal?${query}`))).body;
  const [granted] = await list(`kind=credits.granted&accountId=${house.globex.accountId}`);
  expect(granted).toMatchObject({
    kind: 'credits.granted',
    accountId: house.globex.accountId,
    lines: [
      { ledgerCode: 'ordered_credits', currency: 'EUR', amount: 2610 },
      { ledgerCode: 'deferred_credits', currency: 'EUR', amount: -2610 },
    ],
  });
  const cash = await list('ledgerCode=cash_stripe');
  // Both of one instant, so in no order.
  expect(cash.map(({ kind }: { kind: string }) => kind).sort()).toEqual(['payment.fee', 'payment.succeeded']);
  expect(await list('ledgerCode=cash_stripe&ledgerCode=cash_bank')).toHaveLength(3);
  const old = await list('occurredAt_lte=2026-01-31T23:59:59.999Z');
  expect(old.map(({ id }: { id: string }) => id)).toEqual(['jrn_old']);
  const answer = await house.sam.get(path('journal?_start=0&_end=2'));
  expect([answer.body.length, Number(answer.headers.get('x-total-count'))]).toEqual([
    2,
    Number((await house.sql('SELECT count(*) AS n FROM journal_entry'))[0]?.['n']),
  ]);
});

test('the journal as CSV: every line once, in order, decimals of the currency, and no formula', async () => {
  const answer = await house.sam.get(path('journal/export'));
  expect([answer.headers.get('content-type'), answer.headers.get('content-disposition')]).toEqual([
    'text/csv; charset=utf-8; header=present',
    'attachment; filename="journal.csv"',
  ]);
  const text = answer.bytes.toString();
  const rows = text.split('\r\n').slice(0, -1);
  const [lines] = await house.sql('SELECT count(*) AS n FROM journal_line');
  expect(rows).toHaveLength(1 + Number(lines?.['n']));
  expect(rows.slice(0, 3)).toEqual([
    'occurred_at,entry,kind,source,account,description,ledger_code,ledger_name,currency,debit,credit',
    `2026-01-31T23:59:59.999Z,jrn_old,invoice.issued,x,,"'=cmd|""calc"", and more",receivable,Trade receivables,JPY,700,`,
    `2026-01-31T23:59:59.999Z,jrn_old,invoice.issued,x,,"'=cmd|""calc"", and more",revenue,Revenue,JPY,,700`,
  ]);
  expect(text).not.toMatch(/(^|,)[=+\-@]/m);
  const some = await house.sam.get(path('journal/export?from=2026-01-31&to=2026-01-31&ledgerCode=revenue'));
  expect(some.bytes.toString().split('\r\n')).toHaveLength(4);
  expect(some.headers.get('content-disposition')).toBe(
    'attachment; filename="journal-from-2026-01-31-to-2026-01-31.csv"',
  );
});

test('the trial balance as CSV adds up in its own columns', async () => {
  const text = (await house.sam.get(path('trial-balance/export?currency=EUR'))).bytes.toString();
  expect(text.split('\r\n')).toEqual([
    'currency,ledger_code,ledger_name,type,opening_debit,opening_credit,debits,credits,closing_debit,closing_credit',
    'EUR,cash_bank,Cash at bank,asset,,,31.06,0.00,31.06,',
    'EUR,receivable,Trade receivables,asset,,,31.06,31.06,,',
    'EUR,deferred_credits,"Credits granted, not yet spent",liability,,,0.00,26.10,,26.10',
    'EUR,ordered_credits,"Credits invoiced, not yet granted",liability,,,26.10,26.10,,',
    'EUR,tax_payable,Tax payable,liability,,,0.00,4.96,,4.96',
    'EUR,total,,,0.00,0.00,88.22,88.22,31.06,31.06',
    '',
  ]);
});

test('the chart has every account with what it holds at the end of a day, and adds up to nothing', async () => {
  const chart = async (
    query = '',
  ): Promise<{ code: string; balances: { currency: string; amount: number }[] }[]> =>
    (await house.sam.get(path(`accounts${query}`))).body;
  const [accounts] = await house.sql('SELECT count(*)::int AS n FROM ledger_account');
  const now = await chart();
  expect(now).toHaveLength(Number(accounts?.['n']));
  for (const currency of ['EUR', 'JPY', 'USD']) {
    const held = now.flatMap(({ balances }) => balances.filter((each) => each.currency === currency));
    expect(held.reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
  }
  const cash = now.find(({ code }) => code === 'cash_bank');
  expect(cash?.balances).toEqual([{ currency: 'EUR', amount: 3106 }]);
  const old = await chart('?on=2026-01-31');
  expect(old.filter(({ balances }) => balances.length > 0)).toMatchObject([
    { code: 'receivable', balances: [{ currency: 'JPY', amount: 700 }] },
    { code: 'revenue', balances: [{ currency: 'JPY', amount: -700 }] },
  ]);
  expect((await chart('?on=2026-01-30')).every(({ balances }) => balances.length === 0)).toBe(true);
  const text = (await house.sam.get(path('accounts/export?on=2026-01-31'))).bytes.toString();
  expect(text).toContain('\r\nreceivable,Trade receivables,asset,JPY,700,\r\n');
  expect(text).toContain('\r\nrevenue,Revenue,revenue,JPY,,700\r\n');
  expect(text).toContain('\r\ncash_bank,Cash at bank,asset,,,\r\n');
  expect((await house.sam.get(path('accounts?on=soon'))).status).toBe(400);
});

test('the journal of one source as CSV', async () => {
  const answer = await house.sam.get(path('journal/export?sourceId=x'));
  expect(answer.bytes.toString().split('\r\n')).toHaveLength(4);
});

test('ten thousand lines are streamed while new ones are written, none twice', async () => {
  await house.sql(
    `INSERT INTO journal_entry (id, kind, source_id, description, occurred_at) SELECT 'jrn_many' || n, 'test.many', n::text, 'x', '2026-03-01T00:00:00Z'::timestamptz + n / 7 * interval '1 second' FROM generate_series(1, 5000) n;
     INSERT INTO journal_line (entry_id, position, ledger_code, currency, amount) SELECT 'jrn_many' || n, p, 'revenue', 'KWD', CASE p WHEN 1 THEN n ELSE -n END FROM generate_series(1, 5000) n, generate_series(1, 2) p`,
  );
  const [answer] = await Promise.all([
    house.sam.get(path('journal/export?kind=test.many')),
    house.buy(house.alice, 'starter'),
  ]);
  const rows = answer.bytes.toString().split('\r\n').slice(1, -1);
  expect([rows.length, new Set(rows).size]).toEqual([10_000, 10_000]);
  expect([...rows].sort((a, b) => (a.slice(0, 24) < b.slice(0, 24) ? -1 : 1))).toEqual(rows);
  expect(rows.at(-1)).toMatch(/,KWD,,5\.000$/);
});
