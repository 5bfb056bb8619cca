import { money } from '../server/kit/money.js';
import { type Desk, openDesk, type StaffBrowser } from '../server/test/desk.js';
import { changesOf } from './reads/approval.words.js';

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
  // Nothing alone: each approval needs two.
  const lowered = await root.act('/pages/approval-limits', {
    action: 'payment.approve',
    currency: 'USD',
    amount: 0,
  });
  expect(lowered.notice).toEqual({ message: 'The limit is set.', type: 'success' });
});
afterAll(() => desk.close());

const approvePayment = (by: StaffBrowser, paymentId: string) =>
  by.act(`/resources/payments/records/${paymentId}/approve`, { note: 'On the statement' });
const decide = (by: StaffBrowser, id: string, word: string, body: object = {}) =>
  by.act(`/resources/approvals/records/${id}/${word}`, body);
const details = (by: StaffBrowser, id: string) => by.read(`/resources/approvals/records/${id}/show`);
const listed = (by: StaffBrowser, query = '') => by.read(`/resources/approvals/actions/list?${query}`);
const offered = (record: { recordActions: { name: string }[] }) =>
  record.recordActions.map(({ name }) => name).filter((name) => name !== 'show');
const paymentStatus = async (id: string) =>
  (await desk.db.prisma.payment.findUniqueOrThrow({ where: { id } })).status;

/** Sam has asked for the approval of a payment. */
async function asked() {
  const { owner } = await desk.company(`Company ${Math.random()}`);
  const { paymentId } = await desk.transfer(owner);
  const { notice } = await approvePayment(sam, paymentId);
  const [id = ''] = /apr_[0-9a-z]+/.exec(notice.message) ?? [];
  return { paymentId, id, notice };
}

describe('a payment above the limit', () => {
  it('is told as asked for, not as a fault, and nothing is done', async () => {
    const { paymentId, notice } = await asked();
    expect(notice.type).toBe('info');
    expect(notice.message).toMatch(/somebody else must approve it/);
    const [request] = /apr_[0-9a-z]+/.exec(notice.message) ?? [];
    const link = { to: `/admin/resources/approvals/records/${request}/show`, label: 'Open the request' };
    expect(notice.link).toEqual(link);
    expect(await paymentStatus(paymentId)).toBe('pending_approval');
    const again = await approvePayment(dana, paymentId);
    expect(again.notice).toMatchObject({
      type: 'error',
      message: expect.stringContaining('waits for somebody else'),
      link,
    });
  });

  it('waits for everybody but who asked, who is offered to withdraw only', async () => {
    const { id, paymentId } = await asked();
    const [mine, theirs] = [await details(sam, id), await details(dana, id)];
    expect(offered(mine.record)).toEqual(['withdraw']);
    expect(offered(theirs.record)).toEqual(['approve', 'refuse']);
    expect(theirs.record.related).toMatchObject({
      requestedBy: { name: 'Sam' },
      decidedBy: null,
    });
    expect(theirs.record.related.changes).toEqual(
      expect.arrayContaining([
        { label: 'Amount', value: '900', isMoney: true, before: null },
        { label: 'Note', value: 'On the statement', isMoney: false, before: null },
      ]),
    );
    expect(JSON.stringify(theirs)).not.toContain('requestKey');
    expect(theirs.record.params).toMatchObject({ subjectId: paymentId, amount: '900', currency: 'USD' });

    const waiting = await listed(dana, 'filters.waitingFor=me');
    expect(waiting.records.map((record: any) => record.id)).toContain(id);
    expect(waiting.meta.counts.waiting).toBe(waiting.meta.total);
    expect(waiting.records[0].params).toMatchObject({ askedBy: 'Sam', status: 'requested' });
    const own = await listed(sam, 'filters.waitingFor=me');
    expect([own.records, own.meta.counts.waiting]).toEqual([[], 0]);
    expect((await dana.read('/dashboard')).attention.approvals).toBe(waiting.meta.total);
    expect((await sam.read('/dashboard')).attention.approvals).toBe(0);
  });

  it.each(['filters.waitingFor=them', 'filters.waitingFor.not=me', 'filters.requestedById=x'])(
    'the list refuses %s in words',
    async (query) => {
      expect((await listed(dana, query)).notice.type).toBe('error');
    },
  );

  it('who asked cannot approve it by posting the form all the same', async () => {
    const { id, paymentId } = await asked();
    const { notice } = await decide(sam, id, 'approve');
    expect(notice).toEqual({ type: 'error', message: 'Who asks may not approve: somebody else must.' });
    expect(await paymentStatus(paymentId)).toBe('pending_approval');
  });

  it('is approved by somebody else and done; afterwards nothing is offered any more', async () => {
    const { id, paymentId } = await asked();
    const { notice, record } = await decide(dana, id, 'approve', { note: 'Seen' });
    expect(notice).toEqual({ type: 'success', message: 'The request is approved and carried out.' });
    expect([record.params.status, offered(record)]).toEqual(['approved', []]);
    expect(await paymentStatus(paymentId)).toBe('succeeded');
    const { related } = (await details(sam, id)).record;
    expect(related.decidedBy.name).toBe('Dana');
    expect(related.log.map((entry: any) => [entry.action, entry.actor])).toEqual([
      ['approval.approve', 'Dana'],
      ['approval.request', 'Sam'],
    ]);
  });

  it('is refused with a reason, or withdrawn by who asked', async () => {
    const one = await asked();
    expect((await decide(dana, one.id, 'refuse')).record.errors.reason).toBeDefined();
    expect((await decide(dana, one.id, 'refuse', { reason: 'Wrong payer' })).record.params.status).toBe(
      'refused',
    );
    const two = await asked();
    expect((await decide(dana, two.id, 'withdraw')).notice.message).toBe(
      'Only who asked may withdraw a request.',
    );
    expect((await decide(sam, two.id, 'withdraw')).record.params.status).toBe('withdrawn');
    expect(await paymentStatus(two.paymentId)).toBe('pending_approval');
  });

  it('support sees no requests, decides none, and is told of none', async () => {
    const { id } = await asked();
    expect((await decide(sue, id, 'approve')).notice?.type).toBe('error');
    expect((await details(sue, id)).record?.params?.status).toBeUndefined();
    expect((await sue.read('/dashboard')).attention.approvals).toBe(0);
  });
});

describe('bank details and limits', () => {
  const methods = '/pages/payment-methods';

  it('new details are asked for; the request says what stands there now and what would', async () => {
    const create = {
      do: 'create',
      config: {
        country: 'FR',
        method: 'bank_transfer',
        displayName: 'Virement',
        bankDetails: {
          bankName: 'BNP',
          holder: 'Countinghouse',
          iban: 'FR7630006000011234567890189',
          accountNumber: null,
          bic: null,
          routing: null,
        },
      },
    };
    const first = await sam.act(methods, create);
    const [id = ''] = /apr_[0-9a-z]+/.exec(first.notice.message) ?? [];
    expect(first.notice.type).toBe('info');
    expect((await decide(dana, id, 'approve')).record.params.status).toBe('approved');
    const config = (await sam.read(methods)).configs.find((each: any) => each.country === 'FR');
    expect(config.bankDetails.iban).toBe('FR7630006000011234567890189');

    const renamed = await sam.act(methods, {
      do: 'update',
      id: config.id,
      change: { displayName: 'Virement SEPA' },
    });
    expect(renamed.notice.type).toBe('success');
    const sneaky = { instructions: 'New bank! Pay to FR14 2004 1010 0505 0001 3M02 606' };
    expect((await sam.act(methods, { do: 'update', id: config.id, change: sneaky })).notice.type).toBe(
      'info',
    );
    const change = { bankDetails: { ...config.bankDetails, iban: 'FR1420041010050500013M02606' } };
    const second = await sam.act(methods, { do: 'update', id: config.id, change });
    const [changeId = ''] = /apr_[0-9a-z]+/.exec(second.notice.message) ?? [];
    expect((await details(dana, changeId)).record.related.changes).toEqual([
      {
        label: 'IBAN',
        before: 'FR7630006000011234567890189',
        value: 'FR1420041010050500013M02606',
        isMoney: false,
      },
    ]);
    expect(
      (await sam.read(methods)).configs.find((each: any) => each.country === 'FR').bankDetails.iban,
    ).toBe('FR7630006000011234567890189');
  });

  it('only admins get to see the limits; a higher one is asked for', async () => {
    expect(await sam.read('/pages/approval-limits')).toMatchObject({ limits: [], mayChange: false });
    const refused = await sam.act('/pages/approval-limits', { action: 'refund', currency: 'USD', amount: 1 });
    expect(refused.notice).toEqual({ type: 'error', message: 'You may not do this.' });
    const raise = await root.act('/pages/approval-limits', {
      action: 'refund',
      currency: 'USD',
      amount: 99_999_999,
    });
    expect(raise.notice.type).toBe('info');
    expect(raise.limits).toContainEqual(
      expect.objectContaining({ action: 'refund', currency: 'USD', amount: 50_000 }),
    );
    const bad = await root.act('/pages/approval-limits', { action: 'refund', currency: 'usd', amount: -1 });
    expect([bad.notice.type, Object.keys(bad.errors)]).toEqual(['error', ['amount', 'currency']]);
  });

  it('asked directly, the service puts a stranger’s currency before two', async () => {
    const ask = {
      action: 'refund' as const,
      amount: money(1n, 'XAG'),
      subject: { type: 'payment', id: 'pay_x' },
      accountId: null,
      payload: { of: 'XAG' },
      reason: null,
    };
    const actor = {
      kind: 'staff',
      staffId: sam.staffId,
      role: 'finance',
      email: sam.email,
      name: 'Sam',
    } as const;
    await expect(desk.services.approvals.require(actor, ask)).rejects.toMatchObject({
      code: 'second_approval_needed',
    });
  });
});

test('a payload in words: what is empty, unchanged or for the machine is left out', () => {
  const payload = {
    amountMinor: '100',
    requestKey: 'k',
    note: null,
    receivedOn: '2026-11-25',
    application: { allocations: [{ invoiceId: 'inv_1', amount: '60' }], bankFee: '1' },
    change: { isEnabled: false, bankIban: 'B', bankBic: 'SAME' },
  };
  expect(changesOf(payload, { isEnabled: true, bankIban: 'A', bankBic: 'SAME' })).toEqual([
    { label: 'Amount', value: '100', before: null, isMoney: true },
    { label: 'Received on', value: '2026-11-25', before: null, isMoney: false },
    { label: 'Settles inv_1', value: '60', before: null, isMoney: true },
    { label: 'Bank fee', value: '1', before: null, isMoney: true },
    { label: 'Switched on', value: 'No', before: 'Yes', isMoney: false },
    { label: 'IBAN', value: 'B', before: 'A', isMoney: false },
  ]);
  expect(changesOf(null, null)).toEqual([]);
});
