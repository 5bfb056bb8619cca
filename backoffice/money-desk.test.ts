import { newId } from '../server/kit/ids.js';
import { type Desk, openDesk, type StaffBrowser } from '../server/test/desk.js';
import { breaches } from '../server/test/house.books.js';

let desk: Desk;
let sam: StaffBrowser;
let dana: StaffBrowser;
let sue: StaffBrowser;
let root: StaffBrowser;

beforeAll(async () => {
  desk = await openDesk();
  [sam, dana, sue, root] = await Promise.all([
    desk.staff('Sam', 'finance'),
    desk.staff('Dana', 'finance'),
    desk.staff('Sue', 'support'),
    desk.staff('Root', 'admin'),
  ]);
});
afterAll(async () => {
  expect(await breaches(desk.db)).toEqual({});
  await desk.close();
});

const today = () => new Date().toISOString().slice(0, 10);
const onPayment = (by: StaffBrowser, id: string, action: string, body: object = {}) =>
  by.act(`/resources/payments/records/${id}/${action}`, body);
const show = (by: StaffBrowser, resource: string, id: string) =>
  by.read(`/resources/${resource}/records/${id}/show`);
const prepare = async (by: StaffBrowser, resource: string, id: string, action: string, query = '') =>
  (await by.read(`/resources/${resource}/records/${id}/${action}${query}`)).prepared;
const textsOf = ({ effects }: { effects: { text: string }[] }) =>
  effects.map(({ text }) => text.replaceAll('\u00a0', ' '));
const offered = (record: { recordActions: { name: string }[] }) =>
  record.recordActions.map(({ name }) => name).filter((name) => name !== 'show');
const invoice = (id: string) => desk.db.prisma.invoice.findUniqueOrThrow({ where: { id } });
const payment = (id: string) => desk.db.prisma.payment.findUniqueOrThrow({ where: { id } });
const record = (by: StaffBrowser, body: object) => by.act('/resources/payments/actions/record', body);
const transferOf = async (name: string) => {
  const company = await desk.company(name);
  return { ...company, ...(await desk.transfer(company.owner)) };
};
/** An invoice by hand, without tax. */
const billed = async (accountId: string, amount: bigint) => {
  const actor = {
    kind: 'staff',
    staffId: sam.staffId,
    role: 'finance',
    email: sam.email,
    name: 'Sam',
  } as const;
  return desk.services.invoices.createManual({
    actor,
    accountId,
    lines: [{ description: 'Work', quantity: 1, unitAmount: amount, taxBasisPoints: 0 }],
    dueDate: null,
    notes: null,
    send: false,
  });
};
const recorded = (accountId: string, amount: number, more: object = {}) => ({
  accountId,
  method: 'bank_transfer',
  currency: 'USD',
  amount,
  receivedOn: today(),
  reference: `SEPA ${newId('pay')}`,
  ...more,
});

describe('a transfer', () => {
  it('is approved in part: the form knows what is due, the details say what was settled and booked', async () => {
    const { paymentId, invoiceId } = await transferOf('Partly');
    const terms = await prepare(sam, 'payments', paymentId, 'approve');
    expect(terms).toMatchObject({
      currency: 'USD',
      ownInvoiceId: invoiceId,
      account: { status: 'active' },
      invoices: [{ id: invoiceId, amountDue: '900', declaredPaymentId: paymentId }],
      tolerances: { bankFeeFixed: expect.stringMatching(/^\d+$/) },
    });
    const { notice } = await onPayment(sam, paymentId, 'approve', { amount: 400, note: 'The rest follows' });
    expect(notice).toEqual({ type: 'success', message: 'The payment is approved.' });
    expect(await invoice(invoiceId)).toMatchObject({ status: 'pending', amountDue: 500n });
    const { related } = (await show(sam, 'payments', paymentId)).record;
    expect(related).toMatchObject({
      refundable: '400',
      decidedBy: { name: 'Sam' },
      allocations: [{ kind: 'cash', amount: '400', invoice: { id: invoiceId } }],
      journal: [{ kind: 'payment.succeeded' }],
    });
    expect((await show(sue, 'payments', paymentId)).record.related.journal).toEqual([]);
  });

  it('with a fee within the tolerance pays the invoice; the form is read by the contract', async () => {
    const { paymentId, invoiceId } = await transferOf('Fee');
    const strange = await onPayment(sam, paymentId, 'approve', { amount: 890, fee: 10 });
    expect(strange.notice.type).toBe('error');
    await onPayment(sam, paymentId, 'approve', { amount: 890, bankFee: 10 });
    expect(await invoice(invoiceId)).toMatchObject({ status: 'paid', amountDue: 0n });
  });

  it('that settles nothing of its own is kept on account with an empty list', async () => {
    const { paymentId, invoiceId, accountId } = await transferOf('Kept');
    await onPayment(sam, paymentId, 'approve', { amount: 100, allocations: [] });
    expect(await invoice(invoiceId)).toMatchObject({ status: 'pending', amountDue: 900n });
    const page = await sam.read(`/pages/money-on-account?account=${accountId}`);
    expect(page.one).toMatchObject({
      balances: [{ currency: 'USD', balance: '100' }],
      entries: [{ kind: 'overpayment', amount: '100', payment: { id: paymentId } }],
      invoices: [{ id: invoiceId, amountDue: '900' }],
      payments: [{ id: paymentId }],
    });
  });

  it('was decided by somebody else meanwhile: a sentence says by whom', async () => {
    const { paymentId } = await transferOf('Race');
    await onPayment(dana, paymentId, 'reject', { reason: 'Not on the statement' });
    const { notice } = await onPayment(sam, paymentId, 'approve', { amount: 900 });
    expect(notice).toEqual({ type: 'error', message: 'Dana has rejected this payment already.' });
  });

  it('bounces: what would be due again is said before, and is due again', async () => {
    const { paymentId, invoiceId } = await transferOf('Bounce');
    await onPayment(sam, paymentId, 'approve', { amount: 950 });
    const { number } = await invoice(invoiceId);
    expect(textsOf(await prepare(sam, 'payments', paymentId, 'bounce'))).toEqual([
      `${number}: USD 9.00 is due again.`,
      'Credits that they had granted are taken back until they are paid again.',
      'USD 0.50 leaves the customer’s money on account.',
      'The customer gets a mail that says so, with your reason.',
    ]);
    const { notice } = await onPayment(sam, paymentId, 'bounce', { reason: 'Returned by the bank' });
    expect(notice.type).toBe('success');
    expect(await invoice(invoiceId)).toMatchObject({ status: 'pending', amountDue: 900n });
    const { record: bounced } = await show(sam, 'payments', paymentId);
    expect(bounced.related.allocations.map((row: any) => row.amount)).toEqual(['900', '-900']);
    expect(offered(bounced)).toEqual([]);
  });

  it('support sees it and decides nothing', async () => {
    const { paymentId } = await transferOf('Support');
    const { record: seen } = await show(sue, 'payments', paymentId);
    expect(offered(seen)).toEqual([]);
    for (const action of ['approve', 'reject', 'refund', 'bounce', 'lookAgain'])
      expect((await onPayment(sue, paymentId, action, { reason: 'x' })).notice.type).toBe('error');
    expect((await record(sue, {})).notice.type).toBe('error');
    expect((await payment(paymentId)).status).toBe('pending_approval');
  });
});

describe('the queue', () => {
  it('holds what is declared, the longest waiting first, and what nobody has declared', async () => {
    const first = await transferOf('First');
    const second = await transferOf('Second');
    const company = await desk.company('Third');
    const third = await desk.transfer(company.owner, { declares: false });
    const queue = await sue.read('/pages/payment-desk');
    const ids = queue.declared.map(({ id }: any) => id);
    expect(ids.indexOf(first.paymentId)).toBeLessThan(ids.indexOf(second.paymentId));
    expect(queue.undeclared.map(({ id }: any) => id)).toContain(third.paymentId);
    expect(queue.counts).toEqual({ declared: queue.declared.length, undeclared: queue.undeclared.length });
    expect([queue.mayRead, queue.mayRecord]).toEqual([true, false]);
    await onPayment(sam, first.paymentId, 'reject', { reason: 'Not there' });
    expect((await sue.read('/pages/payment-desk')).declared.map(({ id }: any) => id)).not.toContain(
      first.paymentId,
    );
  });
});

describe('recording a transfer', () => {
  it('one for two invoices with a fee; the rest is money on account', async () => {
    const { accountId } = await desk.company('Recorded');
    const [one, two] = [await billed(accountId, 10_000n), await billed(accountId, 5_000n)];
    const { terms } = await sam.read(`/resources/payments/actions/record?account=${accountId}&currency=USD`);
    expect(terms.invoices.map(({ id }: any) => id)).toEqual([one.id, two.id]);
    const allocations = [
      { invoiceId: one.id, amount: 9_900 },
      { invoiceId: two.id, amount: 5_000 },
    ];
    const { notice, redirectUrl } = await record(
      sam,
      recorded(accountId, 15_000, { bankFee: 100, allocations }),
    );
    expect(notice).toEqual({ type: 'success', message: 'The payment is recorded.' });
    const [paymentId = ''] = /pay_[0-9a-z]+/.exec(redirectUrl) ?? [];
    expect(await invoice(one.id)).toMatchObject({ status: 'paid' });
    expect(await invoice(two.id)).toMatchObject({ status: 'paid' });
    const { related } = (await show(sam, 'payments', paymentId)).record;
    expect(related.allocations.map((row: any) => [row.kind, row.amount])).toEqual(
      expect.arrayContaining([
        ['cash', '9900'],
        ['bank_fee', '100'],
        ['cash', '5000'],
      ]),
    );
    expect(related.moneyEntries).toMatchObject([{ kind: 'overpayment', amount: '100' }]);
  });

  it('the same form sent twice records one transfer; the form’s key is no field of the contract', async () => {
    const { accountId } = await desk.company('Twice');
    const form = { ...recorded(accountId, 700, { allocations: [] }), requestKey: 'a'.repeat(32) };
    const [first, second] = [await record(sam, form), await record(sam, form)];
    expect(second.redirectUrl).toBe(first.redirectUrl);
    expect(await desk.db.prisma.payment.count({ where: { accountId } })).toBe(1);
    const other = await record(dana, form);
    expect(other.redirectUrl).not.toBe(first.redirectUrl);
    const changed = await record(sam, { ...form, amount: 701 });
    expect(changed.notice.message).toMatch(/was used for another transfer/);
  });

  it('refuses beside the field what the contract or the service refuses', async () => {
    const { accountId } = await desk.company('Refused');
    const empty = await record(sam, { accountId });
    expect(Object.keys(empty.errors)).toEqual(
      expect.arrayContaining(['amount', 'currency', 'method', 'receivedOn', 'reference']),
    );
    const due = await billed(accountId, 500n);
    const above = await record(
      sam,
      recorded(accountId, 900, { allocations: [{ invoiceId: due.id, amount: 600 }] }),
    );
    expect(above.errors.allocations.message).toBe('Above what is due');
    const future = await record(sam, recorded(accountId, 900, { receivedOn: '2099-01-01' }));
    expect(future.errors.receivedOn.message).toBe('In the future');
  });

  it.each(['', '?account=acc_x&currency=USD', '?currency=USD', '?account=x%27--&currency=USD'])(
    'terms of “%s” are none',
    async (query) => {
      expect((await sam.read(`/resources/payments/actions/record${query}`)).terms).toBeUndefined();
    },
  );

  it('above the limit it waits for a second person, who reads what it is for', async () => {
    const { accountId } = await desk.company('Large');
    const due = await billed(accountId, 2_000_000n);
    const { number } = await invoice(due.id);
    const allocations = [{ invoiceId: due.id, amount: 1_999_500 }];
    const asked = await record(sam, recorded(accountId, 1_999_500, { allocations, bankFee: 500 }));
    expect(asked.notice.type).toBe('info');
    const [id = ''] = /apr_[0-9a-z]+/.exec(asked.notice.link.to) ?? [];
    expect((await show(sam, 'accounts', accountId)).record.related.waiting).toMatchObject([
      { id, action: 'payment.record', amount: '2000000' },
    ]);
    const { changes } = (await show(dana, 'approvals', id)).record.related;
    expect(changes).toEqual(
      expect.arrayContaining([
        { label: `Settles ${number}`, value: '1999500', before: null, isMoney: true },
        { label: 'Bank fee', value: '500', before: null, isMoney: true },
      ]),
    );
    const approved = await dana.act(`/resources/approvals/records/${id}/approve`);
    expect(approved.notice.type).toBe('success');
    expect(await invoice(due.id)).toMatchObject({ status: 'paid' });
  });
});

describe('a refund', () => {
  it('of a transfer: its effects are said, it is booked, and it has a screen', async () => {
    const { paymentId, invoiceId, accountId } = await transferOf('Refunded');
    await onPayment(sam, paymentId, 'approve', { amount: 900 });
    const { number } = await invoice(invoiceId);
    const said = await prepare(sam, 'payments', paymentId, 'refund', '?amount=300&source=sale');
    expect(said).toMatchObject({ currency: 'USD', isManual: true, refundable: '900', moneyOnAccount: '0' });
    expect(textsOf(said)).toEqual([
      'USD 3.00 is booked as sent back. Make the transfer at your bank: nothing is sent from here.',
      `${number} gets a credit note of USD 3.00.`,
      `167 credits of ${number} are taken back.`,
    ]);
    const tooMuch = await prepare(sam, 'payments', paymentId, 'refund', '?amount=901&source=sale');
    expect([tooMuch.effects[0].tone, ...textsOf(tooMuch)]).toEqual([
      'stop',
      'At most USD 9.00 can be refunded yet.',
    ]);
    const short = await prepare(sam, 'payments', paymentId, 'refund', '?amount=5&source=account');
    expect(short.effects[0].tone).toBe('stop');

    const bare = await onPayment(sam, paymentId, 'refund', { amount: 300, reason: 'Not needed' });
    expect(bare.record.errors.bankReference.message).toBe('Required');
    const above = await onPayment(sam, paymentId, 'refund', { amount: 901, reason: 'x', bankReference: 'x' });
    expect(above.record.errors.amount.message).toBe('At most $9.00 can be refunded yet.');
    const form = { amount: 300, reason: 'Not needed', bankReference: 'SEPA 7', requestKey: 'b'.repeat(32) };
    const { notice } = await onPayment(sam, paymentId, 'refund', form);
    expect(notice).toEqual({ type: 'success', message: 'The money is refunded.' });
    await onPayment(sam, paymentId, 'refund', form);
    expect((await payment(paymentId)).amountRefunded).toBe(300n);

    const list = await sue.read(`/resources/refunds/actions/list?filters.payment=${paymentId}`);
    expect(list.records.map(({ params }: any) => [params.amount, params.status, params.accountName])).toEqual(
      [['300', 'succeeded', 'Refunded']],
    );
    const { record: refund } = await show(sam, 'refunds', list.records[0].id);
    expect(refund.related).toMatchObject({
      payment: { id: paymentId, account: { id: accountId } },
      requestedBy: { name: 'Sam' },
      creditNotes: [{ total: '300', invoice: { id: invoiceId } }],
      journal: expect.arrayContaining([expect.objectContaining({ kind: 'refund.booked' })]),
    });
    expect(JSON.stringify(refund)).not.toContain('desk-');
  });

  it('a dispute has a screen', async () => {
    expect((await sam.read('/resources/disputes/actions/list')).meta.counts).toEqual({ open: 0 });
  });
});

describe('money on account', () => {
  it('is used for an invoice and paid out, and every movement is listed', async () => {
    const { accountId } = await desk.company('Balance');
    const form = recorded(accountId, 1_000, { allocations: [] });
    const { redirectUrl } = await record(sam, form);
    const [paymentId = ''] = /pay_[0-9a-z]+/.exec(redirectUrl) ?? [];
    const due = await billed(accountId, 600n);
    const said = await prepare(sam, 'invoices', due.id, 'applyBalance');
    expect(textsOf(said)[1]).toBe(
      'At most USD 6.00 is used; then USD 0.00 is due, and USD 4.00 is left on account.',
    );
    const { notice } = await sam.act(`/resources/invoices/records/${due.id}/applyBalance`, {});
    expect(notice).toEqual({ type: 'success', message: 'The money is used for the invoice.' });
    expect(await invoice(due.id)).toMatchObject({ status: 'paid' });
    const out = { amount: 400, source: 'account', reason: 'Closing', bankReference: 'SEPA 9' };
    expect((await onPayment(sam, paymentId, 'refund', out)).notice.type).toBe('success');
    const { one } = await sue.read(`/pages/money-on-account?account=${accountId}`);
    expect(one.balances).toEqual([{ currency: 'USD', balance: '0' }]);
    expect(one.entries.map((entry: any) => [entry.kind, entry.amount])).toEqual([
      ['refund', '-400'],
      ['used', '-600'],
      ['overpayment', '1000'],
    ]);
  });

  it('accounts are found by name; a stranger’s words find nothing and break nothing', async () => {
    const { accountId } = await desk.company('Findable 100%');
    await record(sam, recorded(accountId, 50, { allocations: [] }));
    const found = async (query: string) =>
      (await sam.read(`/pages/money-on-account${query}`)).list.rows.map((row: any) => row.account.name);
    expect(await found('?q=able%20100%25')).toEqual(['Findable 100%']);
    expect(await found('?q=%25')).toEqual(['Findable 100%']);
    expect(await found('?q=%27%20OR%201')).toEqual([]);
    expect(await found('')).toContain('Findable 100%');
    expect((await sam.read('/pages/money-on-account?account=acc_nobody')).one).toBeNull();
    expect((await sam.read(`/pages/money-on-account?account=${accountId}&page=-3`)).one.pages.page).toBe(1);
  });
});

describe('exceptions', () => {
  const open = async (kind: string) => {
    const id = newId('gex');
    await desk.db.prisma.gatewayException.create({
      data: { id, gateway: 'stripe', kind, objectId: id, detail: 'A test' },
    });
    return id;
  };

  it('are resolved with a reason, once', async () => {
    const id = await open('refund_failed');
    const act = (by: StaffBrowser, body: object) =>
      by.act(`/resources/exceptions/records/${id}/resolve`, body);
    expect(offered((await show(sam, 'exceptions', id)).record)).toEqual(['resolve']);
    expect((await act(sam, {})).record.errors.resolution).toBeDefined();
    expect((await act(sue, { resolution: 'x' })).notice.type).toBe('error');
    const done = await act(sam, { resolution: 'Paid out by transfer' });
    expect(done.notice).toEqual({ type: 'success', message: 'The exception is resolved.' });
    expect((await act(dana, { resolution: 'Me too' })).notice.message).toBe(
      'This has been resolved already.',
    );
    expect((await show(dana, 'exceptions', id)).record.related).toMatchObject({
      resolvedBy: { name: 'Sam' },
      log: [{ action: 'exception.resolve', reason: 'Paid out by transfer' }],
    });
  });

  it('another amount can be accepted only where there is a payment to book it on', async () => {
    const id = await open('amount_mismatch');
    expect(offered((await show(sam, 'exceptions', id)).record)).toEqual(['accept', 'resolve']);
    const { notice } = await sam.act(`/resources/exceptions/records/${id}/accept`, { resolution: 'Right' });
    expect(notice.message).toMatch(/Only another amount in the same currency/);
    const list = await sam.read('/resources/exceptions/actions/list?filters.status=open');
    expect(list.meta.counts.open).toBe(list.meta.total);
  });
});

describe('credits of an account', () => {
  const adjust = (by: StaffBrowser, id: string, body: object) =>
    by.act(`/resources/accounts/records/${id}/adjustCredits`, body);

  it('are given and taken with a reason, once per form; lots and ledger show it', async () => {
    const { accountId } = await desk.company('Adjusted');
    const form = { credits: 500, reason: 'For the outage', requestKey: 'c'.repeat(32) };
    expect((await adjust(sam, accountId, form)).notice.message).toBe('The balance is 500 credits now.');
    await adjust(sam, accountId, form);
    expect((await adjust(sam, accountId, { credits: -200, reason: 'Too many' })).notice.message).toBe(
      'The balance is 300 credits now.',
    );
    const short = await adjust(sam, accountId, { credits: -301, reason: 'All' });
    expect(short.notice.message).toBe('There are not enough credits for this.');
    expect((await adjust(sam, accountId, { credits: 0, reason: 'x' })).record.errors.credits.message).toBe(
      'Not zero',
    );
    expect(await prepare(sam, 'accounts', accountId, 'adjustCredits')).toMatchObject({
      balance: '300',
      spendable: '300',
      debt: '0',
      limit: expect.stringMatching(/^\d+$/),
    });
    const { related } = (await show(sue, 'accounts', accountId)).record;
    expect(related).toMatchObject({
      wallet: { balance: '300', frozen: '0' },
      lots: [{ source: 'adjustment', remaining: '300', granted: '500' }],
      entries: [
        { kind: 'adjust', credits: '-200', reason: 'Too many' },
        { kind: 'adjust', credits: '500' },
      ],
      holds: [],
      balances: [],
    });
    const ledger = await sue.read(`/resources/credit-entries/actions/list?filters.account=${accountId}`);
    expect(ledger.records.map(({ params }: any) => [params.credits, params.source])).toEqual([
      ['-200', 'adjustment'],
      ['500', 'adjustment'],
    ]);
    const one = (await show(sue, 'credit-entries', ledger.records[0].id)).record;
    expect(one.related).toMatchObject({ account: { id: accountId }, lot: { source: 'adjustment' } });
    expect(JSON.stringify(one)).not.toContain('desk-');
    expect((await adjust(sue, accountId, { credits: 5, reason: 'x' })).notice.type).toBe('error');
  });

  it('above the limit it waits, and the account says so', async () => {
    const { accountId } = await desk.company('Generous');
    const { notice } = await adjust(sam, accountId, { credits: 9_000_000, reason: 'A large gift' });
    expect([notice.type, notice.link.label]).toEqual(['info', 'Open the request']);
    expect((await show(dana, 'accounts', accountId)).record.related.waiting).toMatchObject([
      { action: 'credits.adjust', amount: '9000000', currency: null },
    ]);
    expect((await show(sue, 'accounts', accountId)).record.related.waiting).toEqual([]);
  });

  it('are moved by admins only, to an account of the same currency', async () => {
    const [from, to] = [await desk.company('From'), await desk.company('To')];
    await adjust(sam, from.accountId, { credits: 100, reason: 'To be moved' });
    const move = (by: StaffBrowser, toAccountId: string) =>
      by.act(`/resources/accounts/records/${from.accountId}/moveCredits`, {
        toAccountId,
        credits: 100,
        reason: 'Merged',
      });
    expect((await move(sam, to.accountId)).notice.type).toBe('error');
    expect((await move(root, from.accountId)).notice.message).toBe('Both are the same account.');
    expect((await move(root, to.accountId)).notice).toEqual({
      type: 'success',
      message: 'The credits are moved.',
    });
    const { wallet } = (await show(root, 'accounts', to.accountId)).record.related;
    expect(wallet.balance).toBe('100');
  });
});

describe('credit costs', () => {
  const operation = `op_${newId('use').slice(-8)}`;
  const cost = { displayName: 'Summary', unit: 'text', credits: 3, isActive: true };

  it('a new operation is added once, and changed with its price before and after in the log', async () => {
    const add = (by: StaffBrowser, body: object) => by.act('/resources/credit-costs/actions/add', body);
    expect((await add(sue, { operation, ...cost })).notice.type).toBe('error');
    expect((await add(sam, { ...cost, operation: 'No Spaces' })).errors.operation).toBeDefined();
    expect((await add(sam, { operation, ...cost })).notice.type).toBe('success');
    const again = await add(sam, { operation, ...cost, credits: 1 });
    expect([again.notice.type, again.errors.operation.message]).toEqual(['error', 'There already']);
    const list = await sue.read(`/resources/credit-costs/actions/list?filters.q=${operation}`);
    expect(list.records.map(({ params }: any) => params.credits)).toEqual(['3']);
    const { id } = list.records[0];
    const path = `/resources/credit-costs/records/${id}/change`;
    expect((await sue.act(path, cost)).notice.type).toBe('error');
    expect((await sam.act(path, { ...cost, credits: -1 })).record.errors.credits).toBeDefined();
    const changed = await sam.act(path, { ...cost, credits: 7 });
    expect([changed.notice.type, changed.record.params.credits]).toEqual(['success', '7']);
    expect((await show(sue, 'credit-costs', id)).record.related.changes).toMatchObject([
      { by: 'Sam', from: '3', to: '7' },
      { by: 'Sam', from: null, to: '3' },
    ]);
  });
});
