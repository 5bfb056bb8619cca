import { type House, openHouse } from '../../test/house.js';

describe('the account', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());
  const settings = '/v1/account/settings';
  const refused = ({ status, body }: { status: number; body: any }) => [status, body.code];

  test('its settings show what it is, with the role of who asks', async () => {
    expect((await house.alice.get(settings)).body).toMatchObject({
      name: 'Acme Inc.',
      slug: 'acme',
      status: 'active',
      role: 'owner',
      currency: 'USD',
      billingAddress: { country: 'US' },
    });
    expect((await house.bob.get(settings)).body.role).toBe('member');
  });

  test('owner changes name, address and time zone; what is not given stays', async () => {
    const address = {
      line1: '2 Market Street',
      line2: null,
      city: 'Oakland',
      state: 'CA',
      postalCode: '94601',
      country: 'US',
    };
    const { status, body } = await house.alice.patch(settings, {
      name: 'Acme & Sons',
      timeZone: 'Europe/Berlin',
      billingAddress: address,
    });
    expect([status, body.name, body.timeZone, body.billingAddress, body.slug, body.billingEmail]).toEqual([
      200,
      'Acme & Sons',
      'Europe/Berlin',
      address,
      'acme',
      'billing@acme.test',
    ]);
    const [row] = await house.sql(
      "SELECT actor_kind, before ->> 'name' AS before, after ->> 'name' AS after FROM audit_event WHERE subject_id = $1 AND action LIKE 'account.%' ORDER BY number DESC LIMIT 1",
      [house.acme.accountId],
    );
    expect(row).toEqual({ actor_kind: 'customer', before: 'Acme Inc.', after: 'Acme & Sons' });
  });

  test.each(['slug', 'status', 'owner', 'currency', 'id', 'taxIdState', 'role'])(
    '%s is read-only',
    async (field) => {
      const { status, body } = await house.alice.patch(settings, { [field]: 'x' });
      expect([status, body.errors]).toEqual([422, { [field]: ['Unknown field'] }]);
    },
  );

  test('a time zone must exist', async () => {
    expect(refused(await house.alice.patch(settings, { timeZone: 'Mars/Olympus' }))).toEqual([
      422,
      'invalid_time_zone',
    ]);
  });

  test('a member may look, not change', async () => {
    expect(refused(await house.bob.patch(settings, { name: 'Bob & Co' }))).toEqual([403, 'forbidden']);
  });

  test('limits count sites and users against the plan', async () => {
    expect((await house.alice.get('/v1/account/limits')).body).toMatchObject({
      sites: { current: 2, max: null },
      users: { current: 3, max: null },
      credits: { balance: 0 },
    });
  });

  test('an issued invoice keeps the address that it was issued with', async () => {
    const { body } = await house.buy(house.alice, 'starter');
    await house.alice.patch(settings, { name: 'Acme Renamed' });
    const [row] = await house.sql("SELECT buyer ->> 'name' AS name FROM invoice WHERE id = $1", [
      body.invoice.id,
    ]);
    expect(row?.['name']).toBe('Acme & Sons');
  });

  describe('seen by staff', () => {
    test('all accounts, searched and filtered; customers see none of it', async () => {
      const all = await house.support.get('/v1/admin/accounts');
      expect([all.status, all.headers.get('x-total-count')]).toEqual([200, '2']);
      expect(
        (await house.support.get('/v1/admin/accounts?country=DE')).body.map(({ name }: any) => name),
      ).toEqual(['Globex GmbH']);
      expect((await house.support.get('/v1/admin/accounts?q=globex')).body).toHaveLength(1);
      expect((await house.alice.get('/v1/admin/accounts')).status).toBe(401);
    });

    test('support may not suspend; finance may, with a reason that is kept', async () => {
      const suspend = (by: House['sam'], body: object) =>
        by.post(`/v1/admin/accounts/${house.acme.accountId}/suspend`, body);
      expect(refused(await suspend(house.support, { reason: 'x' }))).toEqual([403, 'forbidden']);
      expect((await suspend(house.sam, {})).status).toBe(422);
      expect((await suspend(house.sam, { reason: 'Chargebacks' })).body).toMatchObject({
        status: 'suspended',
        suspendedReason: 'Chargebacks',
      });
      expect(
        (await house.dana.post(`/v1/admin/accounts/${house.acme.accountId}/activate`)).body,
      ).toMatchObject({ status: 'active' });
      const rows = await house.sql(
        "SELECT action, actor_id = $2 AS sam FROM audit_event WHERE subject_id = $1 AND actor_kind = 'staff' ORDER BY number",
        [house.acme.accountId, house.samActor.staffId],
      );
      expect(rows).toEqual([
        { action: 'account.suspend', sam: true },
        { action: 'account.activate', sam: false },
      ]);
      expect(await house.books()).toEqual({});
    });
  });
});
