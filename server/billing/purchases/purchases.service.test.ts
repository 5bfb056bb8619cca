import { type House, openHouse } from '../../test/house.js';

describe('buying credits with a card', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());

  test('a card that is good pays the invoice and brings the credits', async () => {
    const answer = await house.alice.post('/v1/billing/credits/purchase', {
      packageId: house.packages['pro'],
      method: 'stripe',
      paymentMethodToken: 'pm_card_visa',
    });
    expect(answer.body).toMatchObject({
      credits: 2000,
      invoice: {
        status: 'paid',
        subtotal: 2900,
        discount: 290,
        tax: 0,
        total: 2610,
        amountPaid: 2610,
        amountDue: 0,
      },
      payment: { status: 'succeeded', amount: 2610, currency: 'USD', nextAction: null },
    });
    expect(answer.status).toBe(201);
    await house.settle();
    expect((await house.alice.get('/v1/billing/credits/balance')).body).toMatchObject({
      balance: 2000,
      purchased: 2000,
    });
    expect(await house.books()).toEqual({});
    expect(house.faults).toEqual([]);
  });
});
