import { addSeconds, systemClock } from '../server/kit/time.js';
import { type Desk, openDesk, type StaffBrowser } from '../server/test/desk.js';
import { breaches } from '../server/test/house.books.js';

let aheadDays = 0;
const clock = { now: () => addSeconds(systemClock.now(), aheadDays * 86_400) };
let desk: Desk;
let sam: StaffBrowser;
let dana: StaffBrowser;
let sue: StaffBrowser;

beforeAll(async () => {
  desk = await openDesk({ clock });
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
const invoice = (id: string, action: string) => at('invoices', id, action);
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

describe('a draft', () => {
  const draft = async (lines: object[] = [line(10_000)]) => {
    const { accountId } = await desk.company(`Company ${Math.random()}`);
    const answer = await sam.act('/resources/invoices/actions/createDraft', { accountId, lines });
    expect(answer.notice).toEqual({ message: 'The draft is kept.', type: 'success' });
    return idIn(answer.redirectUrl);
  };

  it('is written, changed and issued through the same contracts as over REST', async () => {
    const id = await draft([line(10_000, { discount: 1_000 })]);
    expect(await row(id)).toMatchObject({ status: 'draft', number: null, total: 9_000n });
    const { record } = await sam.read(invoice(id, 'editDraft'));
    const [first] = record.related.lines;
    expect(first).toMatchObject({ unitAmount: '10000', discount: '1000', isTaxChosen: false });
    const changed = await sam.act(invoice(id, 'editDraft'), {
      lines: [{ ...line(20_000), id: first.id }, line(500, { taxBasisPoints: 0 })],
      dueDate: null,
      notes: 'Thanks',
    });
    expect(changed.notice.message).toBe('The draft is changed.');
    expect(await row(id)).toMatchObject({ total: 20_500n, notes: 'Thanks' });
    const done = await sam.act(invoice(id, 'issueDraft'), { send: false });
    expect(done.notice.message).toBe('The invoice is issued.');
    expect((await row(id)).number).toMatch(/^INV-/);
    expect(offered(done.record)).not.toEqual(
      expect.arrayContaining(['editDraft', 'issueDraft', 'discardDraft']),
    );
    expect((await sam.act(invoice(id, 'editDraft'), { notes: 'Late' })).notice).toMatchObject({
      type: 'error',
      message: 'The invoice is pending; only a draft can be changed.',
    });
  });

  it('is refused beside its field', async () => {
    const id = await draft();
    const wrong = await sam.act(invoice(id, 'editDraft'), { lines: [line(100, { discount: 101 })] });
    expect(wrong.record.errors['lines.0.discount'].message).toBe('Larger than the line');
    const past = await sam.act(invoice(id, 'editDraft'), { dueDate: '2020-01-01' });
    expect(past.record.errors.dueDate.message).toBe('Lies in the past');
    const odd = await sam.act(invoice(id, 'editDraft'), { status: 'paid' });
    expect(odd.notice).toEqual({ type: 'error', message: 'Please correct the form.' });
    expect((await row(id)).status).toBe('draft');
  });

  it('is written once, however often its form is sent', async () => {
    const { accountId } = await desk.company('Double click');
    const body = { accountId, lines: [line(100)], requestKey: 'a-key-of-this-form-0001' };
    const send = () => sam.act('/resources/invoices/actions/createDraft', body);
    const answers = await Promise.all([send(), send()]);
    const again = await send();
    expect([...answers, again].map(({ notice }) => notice.type)).toEqual(['success', 'success', 'success']);
    const ids = new Set([...answers, again].flatMap(({ redirectUrl }) => (redirectUrl ? [redirectUrl] : [])));
    expect(ids.size).toBe(1);
    expect(await desk.db.prisma.invoice.count({ where: { accountId } })).toBe(1);
  });

  it('a credit note too: the second of two sendings finds what the first one wrote', async () => {
    const { id } = await issued();
    const body = { all: true, reason: 'Twice', requestKey: 'a-key-of-this-form-0002' };
    const answers = await Promise.all([1, 2, 3].map(() => sam.act(invoice(id, 'creditInvoice'), body)));
    expect(answers.map(({ notice }) => notice.message)).toEqual(
      answers.map(() => 'The credit note is issued.'),
    );
    expect(new Set(answers.map(({ redirectUrl }) => redirectUrl)).size).toBe(1);
    const corrected = await issued();
    const command = { reason: 'Twice', requestKey: 'a-key-of-this-form-0003' };
    const drafts = await Promise.all(
      [1, 2].map(() => sam.act(invoice(corrected.id, 'correctInvoice'), command)),
    );
    expect(new Set(drafts.map(({ redirectUrl }) => redirectUrl)).size).toBe(1);
    expect(await desk.db.prisma.creditNote.count({ where: { invoiceId: { in: [id, corrected.id] } } })).toBe(
      2,
    );
  });

  it('is discarded, and the list is where one goes', async () => {
    const id = await draft();
    expect(await sam.act(invoice(id, 'discardDraft'))).toMatchObject({
      redirectUrl: '/admin/resources/invoices',
      notice: { message: 'The draft is discarded.' },
    });
    expect(await desk.db.prisma.invoice.count({ where: { id } })).toBe(0);
  });

  it('is offered to finance only, and refused to support all the same', async () => {
    const id = await draft();
    expect(offered((await sue.read(invoice(id, 'show'))).record)).toEqual([]);
    expect((await sue.act(invoice(id, 'issueDraft'))).notice.message).toBe('forbiddenError');
    expect((await sue.act('/resources/invoices/actions/createDraft', {})).notice.message).toBe(
      'forbiddenError',
    );
    expect((await row(id)).status).toBe('draft');
  });
});

describe('an issued invoice', () => {
  it('is looked at before it is credited; looking changes nothing', async () => {
    const { id } = await issued();
    const { record } = await sam.read(invoice(id, 'creditInvoice'));
    expect(record.related.lines).toMatchObject([{ amount: '10000', left: '10000' }]);
    const { preview } = await sam.act(invoice(id, 'previewCredit'), { amount: 2_500 });
    expect(preview).toMatchObject({
      total: 2_500,
      appliedToDue: 2_500,
      creditable: 10_000,
      needsSecondPerson: false,
    });
    const refused = await sam.act(invoice(id, 'previewCredit'), { amount: 10_001 });
    expect(refused.notice.message).toBe('At most $100.00 can be credited yet.');
    expect((await sam.read(invoice(id, 'previewCredit'))).preview).toBeUndefined();
    expect((await sue.act(invoice(id, 'previewCredit'), { all: true })).notice.message).toBe(
      'forbiddenError',
    );
    expect((await row(id)).amountCredited).toBe(0n);
  });

  it('is credited by lines; the note says what became of it, and the line what is left', async () => {
    const { id } = await issued();
    const [own] = await desk.db.prisma.invoiceLine.findMany({ where: { invoiceId: id } });
    const lines = [{ invoiceLineId: own?.id, amount: 4_000 }];
    const answer = await sam.act(invoice(id, 'creditInvoice'), { lines, reason: 'Half a day' });
    expect(answer.notice.message).toBe('The credit note is issued.');
    const noteId = idIn(answer.redirectUrl);
    const { params, related } = (await sue.read(at('credit-notes', noteId, 'show'))).record;
    expect(params).toMatchObject({
      total: '4000',
      appliedToDue: '4000',
      toAccount: '0',
      reason: 'Half a day',
    });
    expect(related).toMatchObject({ credits: { taken: '0', owed: '0' }, hasPdf: false, invoice: { id } });
    expect(related.log[0]).toMatchObject({ action: 'credit_note.issue', actor: 'Sam', reason: 'Half a day' });
    for (const hidden of ['contentHash', 'requestKey', 'buyer']) expect(params).not.toHaveProperty(hidden);
    const { record } = await sam.read(invoice(id, 'creditInvoice'));
    expect(record.related.lines[0].left).toBe('6000');
    const shown = (await sam.read(invoice(id, 'show'))).record.related;
    expect(shown.creditNotes).toMatchObject([{ id: noteId, total: '4000' }]);
    const listed = await sam.read(`/resources/credit-notes/actions/list?filters.q=Half`);
    expect(listed.records.map((each: any) => each.id)).toContain(noteId);
  });

  it('that sold credits: those taken back and those owed stand on the note', async () => {
    const { owner } = await desk.company(`Company ${Math.random()}`);
    const { invoiceId, paymentId } = await desk.transfer(owner);
    await sam.act(at('payments', paymentId, 'approve'));
    const sold = await desk.db.prisma.creditLot.findFirstOrThrow({ where: { accountId: owner.accountId } });
    await desk.services.credits.adjust({
      actor: { kind: 'staff', staffId: sam.staffId, role: 'finance', email: sam.email, name: 'Sam' },
      accountId: owner.accountId,
      credits: -200n,
      reason: 'Spent',
      requestKey: `spent-${invoiceId}`,
    });
    const answer = await sam.act(invoice(invoiceId, 'creditInvoice'), { all: true, reason: 'Not wanted' });
    const { related, params } = (await sam.read(at('credit-notes', idIn(answer.redirectUrl), 'show'))).record;
    expect(params).toMatchObject({ appliedToDue: '0', toAccount: '900' });
    expect(related.credits).toEqual({ taken: String(sold.granted - 200n), owed: '200' });
    const { allocations } = (await sam.read(invoice(invoiceId, 'show'))).record.related;
    expect(allocations).toMatchObject([{ kind: 'cash', amount: '900', payment: { id: paymentId } }]);
  });

  it('above the limit waits for a second person, with the way to the request; who agrees does it', async () => {
    const { id } = await issued(100_001);
    const asked = await sam.act(invoice(id, 'creditInvoice'), { all: true, reason: 'Large' });
    expect(asked).not.toHaveProperty('redirectUrl');
    expect(asked.notice).toMatchObject({ type: 'info', link: { label: 'Open the request' } });
    expect((await row(id)).amountCredited).toBe(0n);
    const request = idIn(asked.notice.link.to);
    const done = await dana.act(at('approvals', request, 'approve'));
    expect(done.notice.type).toBe('success');
    expect((await row(id)).amountCredited).toBe(100_001n);
  });

  it('is corrected: credited, and a draft opens that names it', async () => {
    const { id } = await issued();
    const answer = await sam.act(invoice(id, 'correctInvoice'), { reason: 'Wrong month' });
    expect(answer.redirectUrl).toMatch(/^\/admin\/resources\/invoices\/records\/inv_\w+\/editDraft$/);
    const draft = idIn(answer.redirectUrl);
    expect(await row(draft)).toMatchObject({ status: 'draft', correctsId: id });
    const { related, ...record } = (await sam.read(invoice(id, 'show'))).record;
    expect(related.correctedBy).toMatchObject([{ id: draft, number: null }]);
    expect(offered(record)).toEqual(['sendInvoice']);
    expect((await sam.read(invoice(draft, 'show'))).record.related.corrects.id).toBe(id);
  });

  it('is written off with a reason, not without one', async () => {
    const { id } = await issued();
    const without = await sam.act(invoice(id, 'writeOffInvoice'));
    expect(without.record.errors.reason).toBeDefined();
    expect((await row(id)).status).toBe('pending');
    const done = await sam.act(invoice(id, 'writeOffInvoice'), { reason: 'Gone' });
    expect(done.notice.message).toBe('The invoice is written off.');
    expect(await row(id)).toMatchObject({ status: 'uncollectible', uncollectibleReason: 'Gone' });
  });

  it.each(['creditInvoice', 'correctInvoice', 'writeOffInvoice', 'issueDraft', 'discardDraft'])(
    '%s does nothing by GET',
    async (action) => {
      const { id } = await issued();
      const before = await row(id);
      await sam.fetch(`/admin/api${invoice(id, action)}?reason=x&all=true`);
      expect(await row(id)).toEqual(before);
    },
  );
});

describe('the list of invoices', () => {
  it('finds what is overdue and for how many days; another word is refused', async () => {
    aheadDays = -40; // a series of its own, whose dates do not go back for others
    const { accountId } = await desk.company('Late');
    const { id } = await desk.services.invoices.createManual({
      actor: { kind: 'staff', staffId: sam.staffId, role: 'finance', email: sam.email, name: 'Sam' },
      accountId,
      lines: [{ ...line(0), unitAmount: 100n, taxBasisPoints: null }],
      dueDate: null,
      notes: null,
      send: false,
    });
    aheadDays = 0;
    const list = (query: string) => sam.read(`/resources/invoices/actions/list?${query}`);
    const late = await list('filters.overdue=true');
    expect(late.records.find((each: any) => each.id === id).params.overdueDays).toBe(33);
    expect(late.records.every((each: any) => each.params.overdueDays > 0)).toBe(true);
    expect(late.meta.counts.overdue).toBe(late.meta.total);
    const others = await list('filters.overdue=false&perPage=100');
    expect(others.records.map((each: any) => each.id)).not.toContain(id);
    for (const query of ['filters.overdue=perhaps', 'filters.overdue.not=true', 'filters.amountDue=1']) {
      expect((await list(query)).notice.type).toBe('error');
    }
    expect((await sam.read(invoice(id, 'show'))).record.related.daysOverdue).toBe(33);
  });

  const bulk = (by: StaffBrowser, action: string, ids: string[], body: object = {}) =>
    by.act(`/resources/invoices/bulk/${action}?recordIds=${ids.join(',')}`, body);

  it('voids many; the one that is refused is named by its number', async () => {
    const [one, two] = [await issued(), await issued()];
    await sam.act(invoice(two.id, 'creditInvoice'), { amount: 1, reason: 'A cent' });
    const answer = await bulk(sam, 'bulkVoid', [one.id, two.id], { reason: 'Twice' });
    expect(answer.notice).toEqual({ type: 'info', message: '1 invoice is void. 1 refused.' });
    const { number } = await row(two.id);
    expect(answer.refused).toEqual([
      {
        id: two.id,
        title: number,
        refusal: 'Part of the invoice has been credited: credit the rest.',
      },
    ]);
    expect([(await row(one.id)).status, (await row(two.id)).status]).toEqual(['void', 'pending']);
  });

  it('needs a reason to void, and nothing happens by GET or by support', async () => {
    const { id } = await issued();
    expect((await bulk(sam, 'bulkVoid', [id])).errors.reason).toBeDefined();
    await sam.fetch(`/admin/api/resources/invoices/bulk/bulkVoid?recordIds=${id}`);
    expect((await bulk(sue, 'bulkVoid', [id], { reason: 'x' })).notice.message).toBe('forbiddenError');
    expect((await row(id)).status).toBe('pending');
    const sent = await bulk(sue, 'bulkSend', [id]);
    expect(sent.notice).toEqual({ type: 'success', message: '1 invoice is on the way.' });
  });

  it('offers each row what fits it', async () => {
    const { id } = await issued();
    const { records } = await sam.read(
      `/resources/invoices/actions/list?filters.number=${(await row(id)).number}`,
    );
    const names = (by: any[]) => by.map(({ name }) => name).sort();
    expect(names(records[0].bulkActions)).toEqual(['bulkExport', 'bulkPdfs', 'bulkSend', 'bulkVoid']);
  });
});

it('amounts in a currency without decimals go through as they are', async () => {
  const { accountId } = await desk.company('Yen');
  await desk.db.prisma.account.update({ where: { id: accountId }, data: { currency: 'JPY' } });
  const answer = await sam.act('/resources/invoices/actions/createManual', {
    accountId,
    lines: [line(1_234_567)],
  });
  const id = idIn(answer.redirectUrl);
  const refused = await sam.act(invoice(id, 'previewCredit'), { amount: 1_234_568 });
  expect(refused.notice.message).toBe('At most ¥1,234,567 can be credited yet.');
  expect((await row(id)).total).toBe(1_234_567n);
});
