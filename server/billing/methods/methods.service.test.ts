import { agree } from '../../test/approvals.js';
import { GOOD_CARD, type House, openHouse } from '../../test/house.js';

describe('payment methods', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());

  const refused = ({ status, body }: { status: number; body: any }) => [status, body.code];
  const saved = async (by = house.alice) => (await by.get('/v1/billing/payment-methods')).body.saved as any[];
  const add = (token = 'pm_card_visa', by = house.alice) =>
    by.post('/v1/billing/payment-methods/add', { method: 'stripe', paymentMethodToken: token });

  describe('saved cards', () => {
    test('the first is the default, the next is not, and either can be made it', async () => {
      const first = (await add()).body.saved;
      const second = (await add('pm_card_mastercard')).body.saved;
      expect([first.isDefault, first.brand, first.last4, second.isDefault]).toEqual([
        true,
        'visa',
        '4242',
        false,
      ]);
      expect(
        (await house.alice.post(`/v1/billing/payment-methods/${second.id}/default`)).body.isDefault,
      ).toBe(true);
      expect((await saved()).map(({ id, isDefault }) => [id, isDefault])).toEqual([
        [second.id, true],
        [first.id, false],
      ]);
    });

    test('a saved card pays without being entered again', async () => {
      const [card] = await saved();
      const { status, body } = await house.buy(house.alice, 'starter', {
        method: 'stripe',
        savedPaymentMethodId: card.id,
      });
      expect([status, body.payment.status]).toEqual([201, 'succeeded']);
    });

    test('removed, it is gone here and at the gateway, and the other one becomes the default', async () => {
      const [card, other] = await saved();
      expect((await house.alice.delete(`/v1/billing/payment-methods/${card.id}`)).status).toBe(200);
      expect(await saved()).toMatchObject([{ id: other.id, isDefault: true }]);
      await house.settle();
      expect(
        (await house.control.requests()).some(
          ({ path, status }) => path.endsWith('/detach') && status === 200,
        ),
      ).toBe(true);
      expect(
        refused(await house.buy(house.alice, 'starter', { method: 'stripe', savedPaymentMethodId: card.id })),
      ).toEqual([404, 'payment_method_not_found']);
      expect((await house.alice.delete(`/v1/billing/payment-methods/${card.id}`)).status).toBe(404);
      expect(house.faults).toEqual([]);
    });

    test("another company's card cannot be seen, used, made default or removed", async () => {
      const [card] = await saved();
      expect(await saved(house.charlie)).toEqual([]);
      for (const attempt of [
        await house.charlie.post(`/v1/billing/payment-methods/${card.id}/default`),
        await house.charlie.delete(`/v1/billing/payment-methods/${card.id}`),
        await house.buy(house.charlie, 'starter', { method: 'stripe', savedPaymentMethodId: card.id }),
      ]) {
        expect(refused(attempt)).toEqual([404, 'payment_method_not_found']);
      }
    });

    test('a declined card is not saved; a token that nobody made is refused; a member may not add any', async () => {
      const before = await saved();
      expect(refused(await add('pm_card_chargeDeclined'))).toEqual([402, 'card_declined']);
      expect(refused(await add('pm_card_unheardOf'))).toEqual([422, 'invalid_payment_method']);
      expect(refused(await add('pm_card_visa', house.bob))).toEqual([403, 'forbidden']);
      expect(await saved()).toEqual(before);
    });

    test('without a token the answer says where the card is entered', async () => {
      const { status, body } = await house.alice.post('/v1/billing/payment-methods/add', {
        method: 'stripe',
      });
      expect([status, body.saved, body.nextAction.type]).toEqual([201, null, 'confirm_card']);
    });
  });

  describe('configured by country', () => {
    const configs = '/v1/admin/payment-methods';
    const bank = {
      country: 'FR',
      method: 'bank_transfer',
      displayName: 'Virement',
      bankDetails: {
        bankName: 'BNP',
        holder: 'Countinghouse',
        iban: 'FR7630006000011234567890189',
        bic: 'BNPAFRPP',
        accountNumber: null,
        routing: null,
      },
    };
    const offered = async (country: string) =>
      (await house.alice.get(`/v1/billing/payment-methods?country=${country}`)).body.available.map(
        ({ method }: any) => method,
      );

    test('a country with rows of its own uses only those; the rest of the world is the star', async () => {
      expect(await offered('JP')).toEqual(['stripe']);
      expect(await offered('FR')).toEqual(['stripe']);
      const agreed = await agree(house.dana, await house.sam.post(configs, bank));
      const [body] = (await house.sam.get(`${configs}?country=FR`)).body;
      expect([agreed.status, body.isEnabled, body.bankDetails.iban]).toEqual([
        200,
        true,
        bank.bankDetails.iban,
      ]);
      expect(await offered('FR')).toEqual(['bank_transfer']);
      expect((await house.sam.patch(`${configs}/${body.id}`, { isEnabled: false })).body.isEnabled).toBe(
        false,
      );
      expect(await offered('FR')).toEqual([]);
      expect((await house.sam.delete(`${configs}/${body.id}`)).status).toBe(200);
      expect(await offered('FR')).toEqual(['stripe']);
      expect((await house.sam.delete(`${configs}/${body.id}`)).status).toBe(404);
    });

    test.each([
      ['a second row for one country and method', 409, 'method_config_exists', { ...bank, country: 'DE' }],
      [
        'an IBAN with one digit wrong',
        422,
        'invalid_iban',
        { ...bank, bankDetails: { ...bank.bankDetails, iban: 'FR7630006000011234567890188' } },
      ],
      [
        'a BIC that is none',
        422,
        'invalid_bic',
        { ...bank, bankDetails: { ...bank.bankDetails, bic: 'BNPA' } },
      ],
      [
        'a UPI id without its bank',
        422,
        'invalid_upi_id',
        {
          country: 'IN',
          method: 'local_wallet',
          displayName: 'UPI',
          walletDetails: { type: 'UPI', id: 'merchant' },
        },
      ],
      [
        'a Pix key that is none',
        422,
        'invalid_pix_key',
        {
          country: 'BR',
          method: 'local_wallet',
          displayName: 'Pix',
          walletDetails: { type: 'Pix', id: '529.982.247-26' },
        },
      ],
      ['a bank transfer without a bank', 422, 'bank_details_missing', { ...bank, bankDetails: null }],
      [
        'a wallet without its number',
        422,
        'wallet_details_missing',
        { country: 'FR', method: 'local_wallet', displayName: 'Wallet' },
      ],
      ['a minimum above the maximum', 422, 'limits_crossed', { ...bank, minimumAmount: 2, maximumAmount: 1 }],
      ['a country that is none', 422, 'invalid_request', { ...bank, country: 'France' }],
    ])('%s is refused', async (_case, status, code, body) => {
      expect(refused(await house.sam.post(configs, body))).toEqual([status, code]);
    });

    test('support may read them, not change them; each change has an audit row with before and after', async () => {
      expect((await house.support.get(configs)).status).toBe(200);
      expect(refused(await house.support.post(configs, bank))).toEqual([403, 'forbidden']);
      await agree(house.sam, await house.dana.post(configs, bank));
      const [body] = (await house.sam.get(`${configs}?country=FR`)).body;
      await house.dana.patch(`${configs}/${body.id}`, { displayName: 'Virement SEPA' });
      await house.dana.delete(`${configs}/${body.id}`);
      const rows = await house.sql(
        "SELECT action, before ->> 'displayName' AS before, after ->> 'displayName' AS after FROM audit_event WHERE subject_id = $1 ORDER BY number",
        [body.id],
      );
      expect(rows).toEqual([
        { action: 'method_config.create', before: null, after: 'Virement' },
        { action: 'method_config.update', before: 'Virement', after: 'Virement SEPA' },
        { action: 'method_config.delete', before: 'Virement SEPA', after: null },
      ]);
      expect(await house.books()).toEqual({});
    });

    test('limits of amount and currency hold for a purchase', async () => {
      const [card] = (await house.sam.get(`${configs}?country=US&method=stripe`)).body;
      const limit = (change: object) => house.sam.patch(`${configs}/${card.id}`, change);
      await limit({ maximumAmount: 1000 });
      expect(refused(await house.buy(house.alice, 'pro'))).toEqual([422, 'method_not_available']);
      await limit({ maximumAmount: null, minimumAmount: 1000 });
      expect(refused(await house.buy(house.alice, 'starter'))).toEqual([422, 'method_not_available']);
      await limit({ minimumAmount: null, currencies: ['EUR'] });
      expect(refused(await house.buy(house.alice, 'starter'))).toEqual([422, 'method_not_available']);
      await limit({ currencies: [] });
      expect((await house.buy(house.alice, 'starter', GOOD_CARD)).status).toBe(201);
    });
  });
});
