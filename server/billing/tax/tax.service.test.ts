import { readPdf } from '../../documents/test/pdf-reader.js';
import { calendarDate } from '../../kit/time.js';
import { type Answer, type House, openHouse } from '../../test/house.js';

const refused = ({ status, body }: Answer) => [status, body.code];
const address = (country: string, state: string | null = null) => ({
  line1: '1 Main Street',
  line2: null,
  city: 'Town',
  state,
  postalCode: '1000',
  country,
});

describe('tax', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterEach(async () => {
    expect(await house.books()).toEqual({});
  });
  afterAll(() => house.close());

  const settings = (change: object) => house.charlie.patch('/v1/account/settings', change);
  const rates = '/v1/admin/tax-rates';
  const listed = async (query: string) => (await house.sam.get(`${rates}?${query}`)).body;
  const manual = (lines: object[], more: object = {}) =>
    house.sam.post('/v1/admin/invoices/create', { accountId: house.globex.accountId, lines, ...more });
  const line = (unitAmount: number, more: object = {}) => ({
    description: 'Work',
    quantity: 1,
    unitAmount,
    ...more,
  });
  const paper = async (invoiceId: string) => {
    const { bytes } = await house.charlie.get(`/v1/billing/invoices/${invoiceId}/pdf`);
    const texts = readPdf(bytes).pages.flatMap(({ texts }) => texts);
    return texts.join('\n').replace(/[\u00a0\u202f\u2009]/g, ' ');
  };
  const booked = async (invoiceId: string) => {
    const rows = await house.sql<{ code: string; amount: string }>(
      `SELECT l.ledger_code AS code, l.amount::text FROM journal_line l JOIN journal_entry e ON e.id = l.entry_id
       WHERE e.kind = 'invoice.issued' AND e.source_id = $1 ORDER BY l.position`,
      [invoiceId],
    );
    return Object.fromEntries(rows.map(({ code, amount }) => [code, Number(amount)]));
  };

  describe('the tax id of an account', () => {
    afterEach(async () => {
      await settings({ billingAddress: address('DE'), taxId: 'DE129273398' });
    });

    test('is written as its tax office writes it, and answered with its state', async () => {
      const { status, body } = await settings({ taxId: ' de 129.273.398 ' });
      expect([status, body.taxId, body.taxIdType, body.taxIdState]).toEqual([
        200,
        'DE129273398',
        'eu_vat',
        'valid',
      ]);
      expect(body.taxIdCheckedAt).toMatch(/^\d{4}-/);
    });

    test('is refused with wrong check digits, at its field, and nothing is changed', async () => {
      const answer = await settings({ name: 'Other', taxId: 'DE129273399' });
      expect(refused(answer)).toEqual([422, 'invalid_tax_id']);
      expect(answer.body.errors).toEqual({
        taxId: ['Check the digits; it looks like DE136695976'],
      });
      expect((await house.charlie.get('/v1/account/settings')).body).toMatchObject({
        name: 'Globex GmbH',
        taxId: 'DE129273398',
      });
    });

    test('is read by the country that is given with it', async () => {
      const { body } = await settings({ billingAddress: address('GR'), taxId: '094019245' });
      expect([body.taxId, body.taxIdState]).toEqual(['EL094019245', 'valid']);
    });

    test('that no one here can check is kept as it was typed', async () => {
      const { body } = await settings({ billingAddress: address('US'), taxId: '12-3456789' });
      expect([body.taxId, body.taxIdType, body.taxIdState, body.taxIdCheckedAt]).toEqual([
        '12-3456789',
        'other',
        'unverified',
        null,
      ]);
      const moved = await settings({ billingAddress: address('DE') });
      expect([moved.status, moved.body.taxId, moved.body.taxIdState]).toEqual([200, '12-3456789', 'invalid']);
    });

    test('can be taken away', async () => {
      const { body } = await settings({ taxId: null });
      expect([body.taxId, body.taxIdType, body.taxIdState]).toEqual([null, null, 'none']);
    });
  });

  describe('a sale to a business', () => {
    afterAll(async () => {
      await settings({ billingAddress: address('DE'), taxId: 'DE129273398' });
    });

    test('in another member state carries no tax; quote, invoice and paper say why, in the language of the invoice', async () => {
      await settings({ billingAddress: address('FR'), taxId: 'FR40303265045' });
      expect((await house.charlie.get('/v1/billing/tax-treatment')).body).toMatchObject({
        category: 'AE',
        basisPoints: 0,
        reason: 'reverse_charge:FR',
      });
      const quote = (await house.charlie.get(`/v1/billing/credits/quotes/${house.packages['pro']}`)).body;
      const { body } = await house.buy(house.charlie, 'pro');
      for (const { total, tax, taxes, taxNote } of [quote, body.invoice]) {
        expect([total, tax, taxes]).toEqual([
          2610,
          0,
          [{ name: 'Reverse Charge', basisPoints: 0, category: 'AE', taxable: 2610, amount: 0 }],
        ]);
        expect(taxNote).toContain('Steuerschuldnerschaft des Leistungsempfängers');
      }
      const staffs = (await house.sam.get(`/v1/admin/invoices/${body.invoice.id}`)).body;
      expect(staffs.taxReason).toBe('reverse_charge:FR');
      expect(await paper(body.invoice.id)).toContain('Artikel 196 der Richtlinie 2006/112/EG');

      await settings({ locale: 'en' });
      const english = (await house.buy(house.charlie, 'pro')).body.invoice;
      expect(await paper(english.id)).toContain('Reverse charge: Article 196, Directive 2006/112/EC');
      await settings({ locale: 'de' });
    });

    test('of another country than its id pays the tax of its place', async () => {
      await settings({ billingAddress: address('FR'), taxId: 'DE129273398' });
      const { invoice } = (await house.buy(house.charlie, 'pro')).body;
      expect([invoice.tax, invoice.taxNote, invoice.taxes]).toEqual([
        522,
        null,
        [{ name: 'TVA', basisPoints: 2000, category: 'S', taxable: 2610, amount: 522 }],
      ]);
      expect(await paper(invoice.id)).toContain('TVA 20 % auf 26,10 €');
    });

    test('that is exempt pays none, until that ends', async () => {
      const exemption = `/v1/admin/accounts/${house.globex.accountId}/tax-exemption`;
      const exempt = (by: House['sam'], body: object) => by.post(exemption, body);
      expect(refused(await exempt(house.support, { exempt: true, reason: 'x' }))).toEqual([403, 'forbidden']);
      expect((await exempt(house.sam, { exempt: true })).status).toBe(422);
      expect(refused(await exempt(house.sam, { exempt: false, reason: 'x' }))).toEqual([
        409,
        'tax_exemption_unchanged',
      ]);
      const gone = exemption.replace(/acc_\w+/, `acc_${'0'.repeat(26)}`);
      expect(refused(await house.sam.post(gone, { exempt: true, reason: 'x' }))).toEqual([
        404,
        'account_not_found',
      ]);
      expect((await exempt(house.sam, { exempt: true, reason: 'Embassy' })).body.taxExempt).toBe(true);
      const { invoice } = (await house.buy(house.charlie, 'starter')).body;
      expect([invoice.tax, invoice.taxes[0].category, invoice.taxes[0].taxable]).toEqual([0, 'E', 900]);
      expect((await exempt(house.sam, { exempt: false, reason: 'Moved' })).status).toBe(200);
      const rows = await house.sql(
        "SELECT reason, after ->> 'taxExempt' AS exempt FROM audit_event WHERE action = 'account.tax_exemption' ORDER BY number",
      );
      expect(rows).toEqual([
        { reason: 'Embassy', exempt: 'true' },
        { reason: 'Moved', exempt: 'false' },
      ]);
    });

    test('whose account is closed cannot be exempted any more', async () => {
      const close = "UPDATE account SET status = 'closed', closed_at = now() WHERE id = $1";
      await house.sql(close, [house.acme.accountId]);
      expect(
        refused(
          await house.sam.post(`/v1/admin/accounts/${house.acme.accountId}/tax-exemption`, {
            exempt: true,
            reason: 'x',
          }),
        ),
      ).toEqual([409, 'account_closed']);
      await house.sql("UPDATE account SET status = 'active', closed_at = NULL WHERE id = $1", [
        house.acme.accountId,
      ]);
    });
  });

  test('what staff choose for a line stays, with its reason beside that of the rest', async () => {
    const { body } = await manual([line(1000), line(1000, { taxBasisPoints: 700 }), line(500)]);
    expect(body).toMatchObject({
      taxReason: 'rate:DE, override:700',
      subtotal: 2500,
      tax: 355,
      total: 2855,
      taxes: [
        { name: 'USt.', basisPoints: 1900, category: 'S', taxable: 1500, amount: 285 },
        { name: 'Tax', basisPoints: 700, category: 'S', taxable: 1000, amount: 70 },
      ],
    });
    expect((await manual([line(1000, { taxBasisPoints: 1900 })])).body.taxReason).toBe('rate:DE');
    expect((await manual([line(1000, { taxBasisPoints: 0 })])).body).toMatchObject({
      taxReason: 'override:0',
      taxes: [{ category: 'Z', taxable: 1000, amount: 0 }],
    });
  });

  describe('the rates', () => {
    const today = () => calendarDate(house.clock.now());
    const create = (rate: object) =>
      house.sam.post(rates, {
        country: 'AU',
        name: 'GST',
        basisPoints: 1000,
        validFrom: '2024-01-01',
        ...rate,
      });

    test('are listed by finance and admins, with their days', async () => {
      const finland = await listed('country=FI&_sort=validFrom');
      expect(
        finland.map(({ basisPoints, validFrom, validTo }: any) => [basisPoints, validFrom, validTo]),
      ).toEqual([
        [2400, '2024-01-01', '2024-09-01'],
        [2550, '2024-09-01', null],
      ]);
      expect(refused(await house.support.get(rates))).toEqual([403, 'forbidden']);
      expect(
        refused(
          await house.support.post(rates, {
            country: 'AU',
            name: 'GST',
            basisPoints: 1000,
            validFrom: '2024-01-01',
          }),
        ),
      ).toEqual([403, 'forbidden']);
      expect((await house.alice.get(rates)).status).toBe(401);
    });

    test('one is listed, ended and followed by the next without a gap or an overlap', async () => {
      const first = await create({});
      expect([first.status, first.body]).toMatchObject([
        201,
        { country: 'AU', region: null, basisPoints: 1000, isInclusive: false, validTo: null },
      ]);
      expect(refused(await create({ validFrom: '2026-01-01' }))).toEqual([409, 'tax_rate_overlaps']);
      expect(refused(await create({ validFrom: '2023-01-01', validTo: '2024-01-02' }))).toEqual([
        409,
        'tax_rate_overlaps',
      ]);
      expect((await create({ validFrom: '2023-01-01', validTo: '2024-01-01' })).status).toBe(201);
      expect((await create({ region: 'NSW', validFrom: '2026-01-01' })).status).toBe(201);
      const one = `${rates}/${first.body.id}`;
      expect(refused(await house.support.patch(one, { validTo: '2026-07-01' }))).toEqual([403, 'forbidden']);
      expect(refused(await house.sam.patch(one, { validTo: '2024-01-01' }))).toEqual([
        422,
        'tax_rate_ends_before',
      ]);
      expect(refused(await house.sam.patch(one, { validFrom: '2023-12-31' }))).toEqual([
        409,
        'tax_rate_overlaps',
      ]);
      expect((await house.sam.patch(one, { validTo: '2026-07-01' })).body.validTo).toBe('2026-07-01');
      expect((await create({ basisPoints: 1250, validFrom: '2026-07-01' })).status).toBe(201);
      expect(refused(await house.sam.patch(one, { validTo: null }))).toEqual([409, 'tax_rate_overlaps']);
      expect(refused(await house.sam.patch(`${rates}/tax_${'0'.repeat(26)}`, { name: 'x' }))).toEqual([
        404,
        'tax_rate_not_found',
      ]);
      const [row] = await house.sql(
        "SELECT before, after, actor_kind FROM audit_event WHERE action = 'tax_rate.update' AND subject_id = $1",
        [first.body.id],
      );
      expect(row).toEqual({
        before: { validTo: null },
        after: { validTo: '2026-07-01' },
        actor_kind: 'staff',
      });
      const on = (day: string) =>
        house.services.tax.decide(
          house.db.prisma,
          { country: 'AU', state: null, locale: 'en', taxExempt: false, taxId: null },
          day,
        );
      expect((await on('2026-06-30')).basisPoints).toBe(1000);
      expect((await on('2026-07-01')).basisPoints).toBe(1250);
    });

    test('two at once for one place: one is listed', async () => {
      const answers = await Promise.all(
        [1, 2, 3, 4].map((n) => create({ country: 'NZ', basisPoints: 1500 + n })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    });

    test('one that was used is never changed, only ended after its last invoice', async () => {
      const [rate] = await listed('country=DE');
      await manual([line(100)]);
      const one = `${rates}/${rate.id}`;
      for (const change of [
        { basisPoints: 2000 },
        { name: 'MwSt.' },
        { isInclusive: true },
        { validFrom: '2025-01-01' },
        { validTo: today() },
      ]) {
        expect(refused(await house.sam.patch(one, change))).toEqual([409, 'tax_rate_used']);
      }
      const tomorrow = calendarDate(new Date(house.clock.now().getTime() + 86_400_000));
      expect((await house.sam.patch(one, { validTo: tomorrow })).body.validTo).toBe(tomorrow);
      expect((await house.sam.patch(one, { validTo: null })).body.validTo).toBeNull();
    });

    test('the database refuses two rates of one place on one day, whoever writes them', async () => {
      await expect(
        house.sql(
          "INSERT INTO tax_rate (id, country, name, basis_points, valid_from) VALUES ('tax_x', 'DE', 'x', 1, '2030-01-01')",
        ),
      ).rejects.toThrow('Two tax rates of one place');
    });

    test.each([
      ['country', 'Germany'],
      ['region', 'us-ca'],
      ['name', ''],
      ['basisPoints', 10_001],
      ['basisPoints', 1900.5],
      ['basisPoints', -1],
      ['validFrom', '2026-02-30'],
      ['validTo', '2020-01-01'],
    ])('%s %s is refused', async (field, value) => {
      expect((await create({ country: 'JP', [field]: value })).status).toBe(422);
    });
  });

  describe('where prices include the tax', () => {
    beforeAll(async () => {
      await settings({ billingAddress: address('ES'), taxId: null });
      const [spain] = await listed('country=ES');
      await house.sam.patch(`${rates}/${spain.id}`, { isInclusive: true });
    });

    test('the total is what was asked for; quote, invoice, paper and books take the tax out of it', async () => {
      const quote = (await house.charlie.get(`/v1/billing/credits/quotes/${house.packages['pro']}`)).body;
      const { body } = await house.buy(house.charlie, 'pro');
      const sums = { subtotal: 2447, discount: 290, tax: 453, total: 2610, pricesIncludeTax: true };
      for (const said of [quote, body.invoice]) {
        expect(said).toMatchObject({
          ...sums,
          taxes: [{ name: 'IVA', basisPoints: 2100, taxable: 2157, amount: 453 }],
        });
      }
      expect(body.invoice.lines[0]).toMatchObject({ unitAmount: 2900, amount: 2610 });
      expect(body.payment.amount).toBe(2610);
      expect(await booked(body.invoice.id)).toEqual({
        receivable: 2610,
        ordered_credits: -2157,
        tax_payable: -453,
      });
      const said = await paper(body.invoice.id);
      for (const words of [
        'Zwischensumme, Preise inkl. Steuer\n29,00 €',
        'Gesamtbetrag\n26,10 €',
        'Darin enthalten: IVA 21 % auf 21,57 €\n4,53 €',
      ])
        expect(said).toContain(words);
    });

    test('lines that do not divide are booked without a cent lost, and voided to nothing', async () => {
      const lines = [133, 133, 133, 1, 7].map((minor) => line(minor));
      const { body } = await manual([...lines, line(1000, { taxBasisPoints: 1000 })]);
      expect(body).toMatchObject({ total: 1407, pricesIncludeTax: true });
      const entry = await booked(body.id);
      expect(entry['receivable']).toBe(1407);
      expect(entry['revenue']).toBe(-(1407 - body.tax));
      expect(body.subtotal + body.tax).toBe(1407);
      expect((await house.sam.post(`/v1/admin/invoices/${body.id}/void`, { reason: 'x' })).status).toBe(200);
      const [row] = await house.sql(
        `SELECT count(*)::int AS n FROM (SELECT ledger_code FROM journal_line l JOIN journal_entry e ON e.id = l.entry_id
         WHERE e.source_id = $1 GROUP BY ledger_code HAVING sum(amount) <> 0) open`,
        [body.id],
      );
      expect(row).toEqual({ n: 0 });
    });
  });

  describe.each([
    ['JPY', 'JP'],
    ['KWD', 'KW'],
  ])('in %s', (currency, country) => {
    test.each([false, true])(
      'every figure is in its own minor units (inclusive: %s)',
      async (isInclusive) => {
        const account = house.globex.accountId;
        await house.sql('UPDATE account SET currency = $1, country = $2, tax_id = NULL WHERE id = $3', [
          currency,
          country,
          account,
        ]);
        await house.sql('DELETE FROM tax_rate WHERE country = $1', [country]);
        const rate = { country, name: 'Tax', basisPoints: 1000, isInclusive, validFrom: '2024-01-01' };
        expect((await house.sam.post(rates, rate)).status).toBe(201);
        const { body } = await manual([line(105), line(1_000_007)]);
        const tax = isInclusive ? 90_919 : 100_011;
        expect([body.currency, body.tax, body.total]).toEqual([
          currency,
          tax,
          isInclusive ? 1_000_112 : 1_100_123,
        ]);
        expect(await booked(body.id)).toMatchObject({ receivable: body.total, tax_payable: -tax });
        await house.sql("UPDATE account SET currency = 'EUR', country = 'DE' WHERE id = $1", [account]);
      },
    );
  });
});
