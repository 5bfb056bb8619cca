import { randomUUID } from 'node:crypto';
import { type House, openHouse } from '../../test/house.js';

describe('programs with a wrong key', () => {
  let house: House;
  let key: string;
  beforeAll(async () => {
    house = await openHouse({ env: { AUTH_RATE_LIMITS: 'true', TRUST_PROXY: '1' } });
    key = (await house.alice.post('/v1/account/api-keys', { name: 'Worker' })).body.key;
  });
  afterAll(() => house.close());

  const knock = (bearer: string | null, network = '203.0.113.7') =>
    house.stranger().post(
      '/v1/usage/holds/hld_00000000000000000000000000/release',
      {},
      {
        'x-forwarded-for': network,
        'idempotency-key': randomUUID(),
        ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
      },
    );
  const many = async (count: number, network?: string) => {
    const answers = [];
    for (let n = 0; n < count; n += 1) answers.push((await knock(`chk_wrong${n}`, network)).status);
    return answers;
  };

  test('are told so thirty times in five minutes, then to wait; the right key of the same network passes', async () => {
    expect(new Set(await many(30))).toEqual(new Set([401]));
    const { status, body, headers } = await knock('chk_wrong');
    expect([status, body.code]).toEqual([429, 'rate_limited']);
    const seconds = Number(headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(300);
    expect((await knock(key)).status).toBe(404);
    house.advance(301);
    expect((await knock('chk_wrong')).status).toBe(401);
  });

  test('of another network are counted on their own, and a whole /64 as one', async () => {
    expect(await many(31, '2001:db8::1')).toContain(429);
    expect((await knock('chk_wrong', '2001:db8::ffff')).status).toBe(429);
    expect((await knock('chk_wrong', '2001:db8:0:1::1')).status).toBe(401);
    expect((await knock('chk_wrong', '198.51.100.4')).status).toBe(401);
  });

  test('who sends no key at all guesses nothing', async () => {
    for (let n = 0; n < 40; n += 1) expect((await knock(null, '192.0.2.9')).status).toBe(401);
    expect((await knock('chk_wrong', '192.0.2.9')).status).toBe(401);
  });
});
