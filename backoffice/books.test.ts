import { type Desk, openDesk, type StaffBrowser } from '../server/test/desk.js';
import { breaches } from '../server/test/house.books.js';

let desk: Desk;
let sam: StaffBrowser;
let dana: StaffBrowser;
let sue: StaffBrowser;

beforeAll(async () => {
  desk = await openDesk();
  [sam, dana, sue] = await Promise.all([
    desk.staff('Sam', 'finance'),
    desk.staff('Dana', 'finance'),
    desk.staff('Sue', 'support'),
  ]);
});
afterAll(async () => {
  expect(await breaches(desk.db)).toEqual({});
  await desk.close();
});

const at = (resource: string, id: string, action: string) => `/resources/${resource}/records/${id}/${action}`;
const row = (id: string) => desk.db.prisma.invoice.findUniqueOrThrow({ where: { id } });
const offered = ({ recordActions }: { recordActions: { name: string }[] }) =>
  recordActions.map(({ name }) => name).filter((name) => name !== 'show');
const idIn = (url: string) => /records\/([^/]+)\//.exec(url)?.[1] ?? '';
const line = (unitAmount: number, more: object = {}) => ({
  description: 'Work',
  quantity: 1,
  unitAmount,
  ...more,
});

/** A manual invoice of a new company, without tax. */
async function issued(unitAmount = 10_000) {
  const { accountId, owner } = await desk.company(`Company ${Math.random()}`);
  const answer = await sam.act('/resources/invoices/actions/createManual', {
    accountId,
    lines: [line(unitAmount)],
  });
  return { accountId, owner, id: idIn(answer.redirectUrl) };
}

describe('the books', () => {
  it('show a trial balance of zero and every ledger account; support sees nothing', async () => {
    await issued();
    const { balances, chart, mayRead } = await sam.read('/pages/books');
    expect(mayRead).toBe(true);
    const usd = balances.find((each: any) => each.currency === 'USD');
    expect([usd.totals.opening, usd.totals.closing]).toEqual([0, 0]);
    const sum = chart
      .flatMap((each: any) => each.balances)
      .filter((each: any) => each.currency === 'USD')
      .reduce((total: number, each: any) => total + each.amount, 0);
    expect(sum).toBe(0);
    expect(await sue.read('/pages/books')).toMatchObject({ mayRead: false, balances: [], chart: [] });
    const wrong = await sam.act('/pages/books', { from: '2026-02-01', to: '2026-01-01' });
    expect(wrong.notice.type).toBe('error');
  });

  it('the journal is narrowed exactly, with the kinds and accounts that there are', async () => {
    const { id, accountId } = await issued();
    const list = (query: string) => sam.read(`/resources/journal-entries/actions/list?${query}`);
    const [entry] = (await list(`filters.sourceId=${id}`)).records;
    expect(entry.params).toMatchObject({ kind: 'invoice.issued', moved: '10000', currency: 'USD' });
    const all = await list(
      `filters.accountId=${accountId}&filters.ledgerCode=receivable&filters.kind=invoice.issued`,
    );
    expect(all.records.map((each: any) => each.id)).toEqual([entry.id]);
    expect((await list(`filters.accountId=${accountId}&filters.ledgerCode=cash_bank`)).records).toEqual([]);
    expect((await list('filters.kind=invoice')).records).toEqual([]);
    expect(all.meta.choices.kind).toContainEqual({ value: 'invoice.issued', label: 'invoice.issued' });
    expect(all.meta.choices.ledgerCode).toContainEqual({
      value: 'receivable',
      label: 'Trade receivables (receivable)',
    });
    const { related } = (await sam.read(at('journal-entries', entry.id, 'show'))).record;
    expect(related.source).toEqual({ resource: 'invoices', id, title: (await row(id)).number });
    expect((await sue.read('/resources/journal-entries/actions/list')).notice.message).toBe('forbiddenError');
  });

  it('the gap report has every series; support sees nothing', async () => {
    const { id } = await issued();
    const key = (await row(id)).number?.slice(0, -6);
    const { series } = await sam.read('/pages/number-series');
    expect(series).toContainEqual(expect.objectContaining({ key, document: 'invoice', isComplete: true }));
    expect(await sue.read('/pages/number-series')).toEqual({ series: [], mayRead: false });
  });
});

describe('taxes', () => {
  it('a rate is listed and ended with its last day; support may not even look', async () => {
    const region = String(Math.floor(Math.random() * 900) + 100);
    const rate = { country: 'US', region, name: 'Sales tax', basisPoints: 725, validFrom: '2026-01-01' };
    const made = await sam.act('/resources/tax-rates/actions/createRate', rate);
    expect(made.notice.message).toBe('The rate is listed.');
    const id = idIn(made.redirectUrl);
    const twice = await sam.act('/resources/tax-rates/actions/createRate', rate);
    expect(twice.notice.message).toMatch(/^Sales tax of the same place holds from 2026-01-01; end it first/);
    const wrong = await sam.act('/resources/tax-rates/actions/createRate', { ...rate, country: 'USA' });
    expect(wrong.errors.country.message).toMatch(/ISO 3166/);
    const early = await sam.act(at('tax-rates', id, 'endRate'), { lastDay: '2025-12-01' });
    expect(early.notice.message).toBe('The rate ends before it begins.');
    const ended = await sam.act(at('tax-rates', id, 'endRate'), { lastDay: '2026-06-30' });
    expect(ended.notice.message).toBe('The rate ends with 2026-06-30.');
    expect(ended.record.params.validTo).toBe('2026-07-01');
    expect(offered(ended.record)).toEqual([]);
    const { related } = (await sam.read(at('tax-rates', id, 'show'))).record;
    expect(related).toMatchObject({ lastDay: '2026-06-30', prices: 'On top' });
    expect(related.log.map((each: any) => each.action)).toEqual(['tax_rate.update', 'tax_rate.create']);
    const list = (query: string) => sam.read(`/resources/tax-rates/actions/list?${query}`);
    expect(
      (await list(`filters.country=us&filters.holds=ended`)).records.map((each: any) => each.id),
    ).toContain(id);
    expect(
      (await list(`filters.country=US&filters.holds=now`)).records.map((each: any) => each.id),
    ).not.toContain(id);
    expect((await list('filters.holds=soon')).notice.type).toBe('error');
    expect((await sue.read('/resources/tax-rates/actions/list')).notice.message).toBe('forbiddenError');
  });

  it('an account is exempted with a reason and the exemption ended', async () => {
    const { accountId } = await desk.company('Embassy');
    const path = at('accounts', accountId, 'exemptFromTax');
    expect((await sam.act(path)).record.errors.reason).toBeDefined();
    expect((await sue.act(path, { reason: 'x' })).notice.message).toBe('forbiddenError');
    const done = await sam.act(path, { reason: 'Certificate 4711' });
    expect(done.notice.message).toBe('The account is exempt from tax.');
    expect(offered(done.record)).toEqual(expect.arrayContaining(['endTaxExemption']));
    expect(offered(done.record)).not.toContain('exemptFromTax');
    const again = await sam.act(path, { reason: 'Again' });
    expect(again.notice).toEqual({ type: 'error', message: 'The account is exempt already.' });
    const ended = await sam.act(at('accounts', accountId, 'endTaxExemption'), { reason: 'Run out' });
    expect(ended.record.params.taxExempt).toBe(false);
  });
});

describe('the audit', () => {
  it('is started by a button, runs as a job, and is shown with its lines; support sees nothing', async () => {
    expect((await sam.read('/pages/audit')).runs).toEqual([]);
    const started = await sam.act('/pages/audit');
    expect(started.notice).toEqual({ message: 'The audit is under way.', type: 'success' });
    const [{ id, state }] = started.runs;
    expect(state).toBe('waiting');
    expect((await dana.act('/pages/audit')).notice).toEqual({
      type: 'error',
      message: 'An audit is under way already.',
    });
    await desk.services.tasks['audit.run']?.({ runId: id });
    const [run] = (await dana.read('/pages/audit')).runs;
    expect(run).toMatchObject({ id, askedBy: { name: 'Sam' }, sentences: run.findings.length });
    expect(run.finishedAt).not.toBeNull();
    expect(await sue.read('/pages/audit')).toMatchObject({ runs: [], mayRead: false, mayRun: false });
    expect((await sue.act('/pages/audit')).notice.type).toBe('error');
    expect(await desk.db.prisma.auditRun.count()).toBe(1);
  });
});
