import { type Desk, openDesk, type StaffBrowser } from '../server/test/desk.js';

let desk: Desk;
let sam: StaffBrowser;

beforeAll(async () => {
  desk = await openDesk();
  sam = await desk.staff('Sam', 'finance');
});
afterAll(() => desk.close());

const json = { 'content-type': 'application/json' };
const approve = (paymentId: string) => `/admin/api/resources/payments/records/${paymentId}/approve`;
const statusOf = async (paymentId: string) =>
  (await desk.db.prisma.payment.findUniqueOrThrow({ where: { id: paymentId } })).status;

describe('without a session', () => {
  const anonymous = (path: string, init: RequestInit = {}) =>
    fetch(desk.root + path, { redirect: 'manual', ...init });

  it('every page leads to the sign-in page and back again', async () => {
    const answer = await anonymous('/admin/resources/payments?page=2');
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe(
      '/admin/sign-in?next=%2Fadmin%2Fresources%2Fpayments%3Fpage%3D2',
    );
  });

  it.each([
    '/admin',
    '/admin/',
    '/ADMIN/api/dashboard',
    '/admin/api/resources/payments/actions/list',
    '/admin/frontend/assets/app.bundle.js',
    '/admin/email-preview/eml_1',
    '/admin/nothing',
  ])('%s shows nothing', async (path) => {
    const answer = await anonymous(path);
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toMatch(/^\/admin\/sign-in/);
  });

  it('a command leads to the sign-in page too, whatever it carries', async () => {
    const answer = await anonymous('/admin/api/resources/payments/records/pay_1/approve', {
      method: 'POST',
      body: JSON.stringify({ note: 'x'.repeat(300_000) }),
      headers: json,
    });
    expect(answer.status).toBe(302);
  });

  it('the sign-in page runs no script but its own', async () => {
    const answer = await anonymous('/admin/sign-in');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-security-policy')).toMatch(
      /default-src 'none'; script-src 'self' 'nonce-/,
    );
    expect(answer.headers.get('x-frame-options')).toBe('DENY');
    expect(await answer.text()).not.toMatch(/<script(?![^>]*src="\/admin\/static\/)/);
  });

  it.each(['//evil.test', 'https://evil.test', '/admin//evil.test', '/account', '/admin"><script>'])(
    '%s is no place to go to after signing in',
    async (next) => {
      const page = await (await anonymous(`/admin/sign-in?next=${encodeURIComponent(next)}`)).text();
      expect(page).toContain('data-next="/admin"');
    },
  );
});

describe('from another site', () => {
  const crossSite = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' };

  it.each([
    [
      'a command',
      '/admin/api/resources/payments/records/pay_1/approve',
      { method: 'POST', headers: { ...crossSite, ...json }, body: '{}' },
    ],
    [
      'a command of a sister site',
      '/admin/api/resources/payments/records/pay_1/approve',
      { method: 'POST', headers: { 'sec-fetch-site': 'same-site', ...json }, body: '{}' },
    ],
    ['reading the API', '/admin/api/dashboard', { headers: crossSite }],
    ['an address bar on the API', '/admin/api/dashboard', { headers: { 'sec-fetch-site': 'none' } }],
  ] as const)('%s is refused', async (_what, path, init) => {
    expect((await sam.fetch(path, init)).status).toBe(403);
  });

  it('an old browser has to name our origin to change something', async () => {
    const send = (origin: string | null) =>
      sam.fetch('/admin/api/pages/payment-methods', {
        method: 'POST',
        body: '{}',
        headers: { 'sec-fetch-site': '', ...json, ...(origin ? { origin } : {}) },
      });
    // undici drops an empty header, so this is a request without Sec-Fetch-Site only where the server sees it as such.
    expect((await send('https://evil.test')).status).toBe(403);
    expect((await send(null)).status).toBe(403);
  });

  it('a link to a page still works', async () => {
    expect((await sam.fetch('/admin', { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(200);
  });
});

describe('bodies', () => {
  const path = '/admin/api/pages/payment-methods';

  it('of 300 kB are refused, announced or not', async () => {
    const body = JSON.stringify({ note: 'x'.repeat(300_000) });
    expect((await sam.fetch(path, { method: 'POST', body, headers: json })).status).toBe(413);
    const stream = new Blob([body]).stream();
    expect(
      (await sam.fetch(path, { method: 'POST', body: stream, headers: json, duplex: 'half' })).status,
    ).toBe(413);
  });

  it('with files are refused', async () => {
    const form = new FormData();
    form.append('file', new Blob(['x']), 'proof.pdf');
    expect((await sam.fetch(path, { method: 'POST', body: form })).status).toBe(415);
  });

  it('of other types are refused', async () => {
    expect(
      (
        await sam.fetch(path, {
          method: 'POST',
          body: 'do=delete',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        })
      ).status,
    ).toBe(415);
    expect(
      (await sam.fetch(path, { method: 'POST', body: '<x/>', headers: { 'content-type': 'text/xml' } }))
        .status,
    ).toBe(415);
  });

  it.each(['{', '[]', '"x"', 'null'])('that are no object (%s) are malformed', async (body) => {
    expect((await sam.fetch(path, { method: 'POST', body, headers: json })).status).toBe(400);
  });
});

describe('addresses', () => {
  it('the token refresh of AdminJS does not exist', async () => {
    expect((await sam.fetch('/admin/refresh-token', { method: 'POST' })).status).toBe(404);
  });

  it.each([
    ['/admin/dashboard', '/admin'],
    ['/admin/accounts', '/admin/resources/accounts'],
    ['/admin/payments?filters.status=failed', '/admin/resources/payments?filters.status=failed'],
    ['/admin/payment-methods/', '/admin/pages/payment-methods'],
    ['/admin/audit-events', '/admin/resources/audit-events'],
  ])('%s opens %s', async (from, to) => {
    const answer = await sam.fetch(from);
    expect([answer.status, answer.headers.get('location')]).toEqual([302, to]);
  });

  it.each([
    '/admin/api/resources/users/actions/list',
    '/admin/api/resources/payments/actions/nothing',
    '/admin/api/resources/payments/actions/__proto__',
    '/admin/api/resources/payments/search/x',
  ])('%s is not there', async (path) => {
    expect((await sam.fetch(path)).status).toBe(404);
  });

  it('what is outside the back office is left to others', async () => {
    expect((await sam.fetch('/administration')).status).toBe(404);
    expect((await sam.fetch('/administration')).headers.get('content-security-policy')).not.toMatch(/nonce/);
  });
});

describe('changes', () => {
  it('reading an action runs nothing', async () => {
    const { owner } = await desk.company('Acme');
    const { paymentId } = await desk.transfer(owner);
    expect((await sam.fetch(approve(paymentId))).status).toBe(200);
    expect(await statusOf(paymentId)).toBe('pending_approval');
  });

  it('go through the service as the signed-in person', async () => {
    const { owner, accountId } = await desk.company('Acme');
    const { paymentId, invoiceId } = await desk.transfer(owner);
    const answer = await sam.act(`/resources/payments/records/${paymentId}/approve`, {
      note: 'Seen on the statement',
    });
    expect(answer.notice).toEqual({ type: 'success', message: 'The payment is approved.' });
    expect(answer.record.params.status).toBe('succeeded');
    expect((await desk.db.prisma.invoice.findUniqueOrThrow({ where: { id: invoiceId } })).status).toBe(
      'paid',
    );
    const deed = await desk.db.prisma.auditEvent.findFirstOrThrow({
      where: { accountId, action: 'payment.approve' },
    });
    expect(deed).toMatchObject({ actorKind: 'staff', actorId: sam.staffId });
  });

  it('refused by the service are told with its words', async () => {
    const { owner } = await desk.company('Acme');
    const { paymentId } = await desk.transfer(owner);
    await sam.act(`/resources/payments/records/${paymentId}/reject`, { reason: 'Nothing arrived' });
    const again = await sam.act(`/resources/payments/records/${paymentId}/approve`);
    expect(again.notice).toEqual({ type: 'error', message: 'Sam has rejected this payment already.' });
  });

  it.each([
    {},
    { reason: '' },
    { reason: 'x'.repeat(501) },
    { reason: 'fine', amount: 1 },
    { reason: { set: 'x' } },
  ])('with a wrong form (%j) change nothing', async (body) => {
    const { owner } = await desk.company('Acme');
    const { paymentId } = await desk.transfer(owner);
    const answer = await sam.act(`/resources/payments/records/${paymentId}/reject`, body);
    expect(answer.notice).toEqual({ type: 'error', message: 'Please correct the form.' });
    expect(await statusOf(paymentId)).toBe('pending_approval');
  });

  it('are not for support', async () => {
    const sue = await desk.staff('Sue', 'support');
    const { owner, accountId } = await desk.company('Acme');
    const { paymentId } = await desk.transfer(owner);
    const refused = { notice: { type: 'error', message: 'forbiddenError' } };
    expect(await sue.act(`/resources/payments/records/${paymentId}/approve`)).toMatchObject(refused);
    expect(await sue.act(`/resources/accounts/records/${accountId}/suspend`, { reason: 'x' })).toMatchObject(
      refused,
    );
    expect(await sue.act('/resources/invoices/actions/createManual')).toMatchObject(refused);
    expect(await sue.read('/resources/audit-events/actions/list')).toMatchObject(refused);
    expect(
      await sue.act('/pages/payment-methods', { do: 'delete', id: 'pmc_00000000000000000000' }),
    ).toMatchObject({ notice: { type: 'error', message: 'You may not do this.' } });
    expect(await statusOf(paymentId)).toBe('pending_approval');
  });

  it.each([
    ['actions/new', {}],
    ['records/:id/edit', { amount: 1 }],
    ['records/:id/delete', {}],
    ['bulk/bulkDelete?recordIds=:id', {}],
  ])("AdminJS' own %s is closed, for admins too", async (path, body) => {
    const root = await desk.staff('Root', 'admin');
    const { owner } = await desk.company('Acme');
    const { paymentId } = await desk.transfer(owner);
    const answer = await root.act(`/resources/payments/${path.replace(':id', paymentId)}`, body);
    expect(answer.notice).toEqual({ type: 'error', message: 'forbiddenError' });
    expect(await desk.db.prisma.payment.findUniqueOrThrow({ where: { id: paymentId } })).toMatchObject({
      amount: 900n,
      status: 'pending_approval',
    });
  });

  it('a manual invoice is issued by the service, with the form checked like the API', async () => {
    const { accountId } = await desk.company('Acme');
    const create = (body: object) => sam.act('/resources/invoices/actions/createManual', body);
    const wrong = await create({
      accountId,
      lines: [{ description: '', quantity: 0, unitAmount: 12.5 }],
      total: 1,
    });
    expect(Object.keys(wrong.errors)).toEqual(
      expect.arrayContaining(['lines.0.description', 'lines.0.quantity', 'lines.0.unitAmount']),
    );
    const right = await create({
      accountId,
      lines: [{ description: 'Consulting', quantity: 3, unitAmount: 12_050 }],
      send: false,
    });
    expect(right.notice.type).toBe('success');
    const [invoice] = await desk.db.prisma.invoice.findMany({ where: { accountId } });
    expect(right.redirectUrl).toBe(`/admin/resources/invoices/records/${invoice?.id}/show`);
    expect(invoice).toMatchObject({ status: 'pending', subtotal: 36_150n });
  });
});
