import { newId } from '../server/kit/ids.js';
import { type Desk, openDesk, type StaffBrowser } from '../server/test/desk.js';

let desk: Desk;
let root: StaffBrowser;
let accountId: string;
const SECRET = 'a-hash-that-nobody-may-see';
const LARGE = 9_007_199_254_740_995n; // one past what a float can tell apart

beforeAll(async () => {
  desk = await openDesk();
  root = await desk.staff('Root', 'admin');
  const acme = await desk.company('Resource GmbH', 'DE');
  accountId = acme.accountId;
  for (const [index, total] of [1n, 2n, LARGE].entries()) {
    await desk.db.prisma.invoice.create({
      data: {
        id: newId('inv'),
        accountId,
        currency: 'EUR',
        subtotal: total,
        total,
        amountDue: total,
        contentHash: SECRET,
        notes: `row ${index}`,
        buyer: { name: SECRET },
      },
    });
  }
  await desk.db.prisma.emailMessage.create({
    data: {
      id: newId('eml'),
      template: 'password_reset',
      toAddress: 'a@acme.test',
      subject: 'Reset',
      text: 'Hello',
      html: '<p>Hello</p>',
      locale: 'en',
      accountId,
      data: { secret: SECRET },
    },
  });
});
afterAll(() => desk.close());

const list = (query: string, resource = 'invoices') =>
  root.read(`/resources/${resource}/actions/list?filters.account=${accountId}&${query}`);
const totals = (answer: { records: { params: { total: string } }[] }) =>
  answer.records.map((record) => record.params.total);

describe('a list', () => {
  it('says money exactly', async () => {
    expect(totals(await list('sortBy=total&direction=desc'))).toEqual([LARGE.toString(), '2', '1']);
  });

  it.each([
    'filters.status.not=paid',
    'filters.status.in=paid',
    'filters.number.contains=a',
    'filters.number.gt=1',
    'filters.status=NOPE',
    'filters.notes=row',
    'filters.contentHash=a',
    'filters.buyer=x',
    'filters.createdAt=2026-01-01',
    'filters.createdAt~~from=yesterday',
    'filters.createdAt~~gte=2026-01-01',
    'filters.issueDate~~to=2026-02-30',
    `filters.number=${'x'.repeat(201)}`,
    'filters.number=%00',
    'filters.number=a&filters.number=b',
  ])('refuses the filter %s in words', async (query) => {
    const answer = await list(query);
    expect(answer.notice.type).toBe('error');
    expect(answer.records).toEqual([]);
  });

  it.each([
    'page=-5',
    'page=0',
    'page=abc',
    'perPage=100000',
    'perPage=abc',
    'sortBy=contentHash',
    'sortBy=account.name',
    'sortBy=__proto__',
    'direction=drop',
    '__proto__.x=1',
  ])('takes %s without a fault', async (query) => {
    expect((await list(query)).records).toHaveLength(3);
  });

  it('refuses a filter on the columns of a relation', async () => {
    const answer = await root.read('/resources/invoices/actions/list?filters.account.name=Resource');
    expect(answer.notice.type).toBe('error');
  });

  it('has at least one row on a page', async () => {
    expect((await list('perPage=-1')).records).toHaveLength(1);
  });

  it('behind its end is empty', async () => {
    expect((await list('page=99999999')).records).toEqual([]);
  });

  it('takes % and _ by the letter', async () => {
    const answer = await list('filters.q=%25');
    expect(answer.records).toEqual([]);
  });

  it('finds by the relation that the search names', async () => {
    const answer = await list('filters.q=resource gmbh');
    expect(answer.records).toHaveLength(3);
    expect(answer.meta.total).toBe(3);
  });

  it('has both days of a range in it', async () => {
    const today = new Date().toISOString().slice(0, 10);
    expect(
      (await list(`filters.createdAt~~from=${today}&filters.createdAt~~to=${today}`)).records,
    ).toHaveLength(3);
    expect((await list('filters.createdAt~~to=2001-01-01')).records).toEqual([]);
  });
});

describe('what is hidden', () => {
  it.each([
    ['invoices', 'list', SECRET],
    ['emails', 'list', SECRET],
    ['emails', 'list', '<p>Hello'],
  ])('%s: not in the list', async (resource, _where, secret) => {
    expect(JSON.stringify(await list('', resource))).not.toContain(secret);
  });

  it('nor in the details', async () => {
    const [record] = (await list('')).records;
    const shown = await root.read(`/resources/invoices/records/${record.id}/show`);
    expect(JSON.stringify(shown.record.params)).not.toContain(SECRET);
    expect(shown.record.params).not.toHaveProperty('contentHash');
  });
});

describe('a record', () => {
  it.each(['inv_nope', '%00', "'%20or%201=1", '..%2f..'])(
    'that is not there (%s) is said to be missing',
    async (id) => {
      const answer = await root.fetch(`/admin/api/resources/invoices/records/${id}/show`);
      expect([200, 400, 404]).toContain(answer.status);
      if (answer.status === 200)
        expect(((await answer.json()) as { notice: { type: string } }).notice.type).toBe('error');
    },
  );

  it.each(['accounts', 'payments', 'emails', 'webhook-events', 'exceptions', 'audit-events'])(
    'of %s can be listed and shown',
    async (resource) => {
      const { owner } = await desk.company('Shown GmbH');
      await desk.transfer(owner);
      await desk.db.prisma.webhookEvent.create({
        data: { id: newId('whk'), gateway: 'stripe', eventId: newId('whk'), type: 'x', payload: { a: 1 } },
      });
      await desk.db.prisma.gatewayException.create({
        data: { id: newId('gex'), gateway: 'stripe', kind: 'x', objectId: newId('gex'), detail: 'x' },
      });
      const { records } = await root.read(`/resources/${resource}/actions/list`);
      const first = records[0];
      const shown = await root.read(`/resources/${resource}/records/${first.id}/show`);
      expect(shown.record.id).toBe(first.id);
      expect(shown.record.related).toBeDefined();
    },
  );
});

it('the dashboard counts what waits', async () => {
  const { owner } = await desk.company('Waiting GmbH');
  const before = await root.read('/dashboard');
  await desk.transfer(owner);
  const after = await root.read('/dashboard');
  expect(after.waiting).toBe(before.waiting + 1);
  expect(after.trend.every((series: { weeks: unknown[] }) => series.weeks.length === 12)).toBe(true);
});
