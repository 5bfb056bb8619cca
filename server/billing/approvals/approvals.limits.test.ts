import { randomUUID } from 'node:crypto';
import { newId } from '../../kit/ids.js';
import { money } from '../../kit/money.js';
import { agree, requestIn } from '../../test/approvals.js';
import { type Answer, type House, openHouse } from '../../test/house.js';
import { isRaise, mayActAlone } from './approvals.rules.js';
import type { Ask } from './approvals.service.js';

const limits = '/v1/admin/approval-limits';
const refused = ({ status, body }: Answer) => [status, body.code];

describe('what one person may do alone', () => {
  test.each([
    ['nothing without a limit, not even nothing', null, 0n, 0n, false],
    ['up to the limit and including it', 500n, 0n, 500n, true],
    ['not one cent more', 500n, 0n, 501n, false],
    ['with what was done before', 500n, 200n, 300n, true],
    ['and not one cent more than that', 500n, 200n, 301n, false],
    ['taking out counts like giving', 500n, 0n, -501n, false],
    ['a limit of zero allows what costs nothing', 0n, 0n, 0n, true],
  ])('%s', (_case, limit, before, amount, expected) => {
    expect(mayActAlone({ limit, before, amount })).toBe(expected);
  });

  test('a limit is raised where more becomes possible, also where there was none', () => {
    expect(isRaise(null, 0n)).toBe(true);
    expect(isRaise(5n, 6n)).toBe(true);
    expect([isRaise(5n, 5n), isRaise(5n, 4n), isRaise(5n, null), isRaise(null, null)]).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('limits', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());

  const set = (action: string, currency: string, amount: number | null, by = house.root) =>
    by.send('PUT', limits, { body: { action, currency, amount } });
  const limitOf = async (action: string, currency: string) =>
    (await house.root.get(limits)).body.find((row: any) => row.action === action && row.currency === currency)
      ?.amount ?? null;
  const adjust = (
    credits: number,
    by = house.sam,
    account = house.acme.accountId,
    key: string = randomUUID(),
  ) =>
    by.post(
      `/v1/admin/accounts/${account}/credits/adjust`,
      { credits, reason: 'Goodwill' },
      { 'idempotency-key': key },
    );

  /** A company that nobody has given anything yet. */
  const anAccount = () => {
    const accountId = newId('acc');
    return house.db.prisma.account.create({
      data: {
        id: accountId,
        name: 'New',
        slug: `new-${accountId.slice(-8)}`,
        ownerId: house.globex.userId,
        currency: 'EUR',
        billingEmail: 'new@globex.test',
        country: 'DE',
        wallet: { create: {} },
      },
    });
  };

  test('a fresh house has sensible ones, in each currency its own digits', async () => {
    expect(await limitOf('payment.approve', 'USD')).toBe(500_000);
    expect(await limitOf('refund', 'EUR')).toBe(50_000);
    expect(await limitOf('credit_note.issue', 'GBP')).toBe(100_000);
    expect(await limitOf('payment.approve', 'JPY')).toBe(750_000);
    expect(await limitOf('refund', 'JPY')).toBe(75_000);
    expect(await limitOf('refund', 'KWD')).toBe(150_000);
    expect(await limitOf('credits.adjust', '*')).toBe(10_000);
    expect(await limitOf('payment_method.bank_details', '*')).toBeNull();
  });

  test('only admins see and set them; lower holds at once, higher needs somebody else', async () => {
    expect(refused(await house.sam.get(limits))).toEqual([403, 'forbidden']);
    expect(refused(await set('refund', 'EUR', 1, house.sam))).toEqual([403, 'forbidden']);
    expect((await set('refund', 'EUR', 40_000)).status).toBe(200);
    expect((await set('refund', 'EUR', 40_000)).status).toBe(200);
    const raise = await set('refund', 'EUR', 60_000);
    const id = requestIn(raise);
    expect(await limitOf('refund', 'EUR')).toBe(40_000);
    expect(refused(await house.root.post(`/v1/admin/approvals/${id}/approve`))).toEqual([
      403,
      'approval_own_request',
    ]);
    expect((await agree(house.sam, raise)).body.status).toBe('approved');
    expect(await limitOf('refund', 'EUR')).toBe(60_000);
    const back = await set('refund', 'CHF', null);
    expect([back.status, await limitOf('refund', 'CHF')]).toEqual([200, null]);
    expect(refused(await set('refund', 'CHF', 1))).toEqual([409, 'second_approval_needed']);
    const rows = await house.sql(
      `SELECT before ->> 'amount' AS before, after ->> 'amount' AS after FROM audit_event
       WHERE action = 'approval_limit.set' AND subject_id = 'refund:EUR' ORDER BY number`,
    );
    expect(rows).toEqual([
      { before: '50000', after: '40000' },
      { before: '40000', after: '40000' },
      { before: '40000', after: '60000' },
    ]);
  });

  test('a raise that somebody has made meanwhile ends as failed', async () => {
    await set('payment.record', 'USD', 100);
    const small = await set('payment.record', 'USD', 200);
    const large = await set('payment.record', 'USD', 300);
    await agree(house.sam, large);
    expect(refused(await agree(house.dana, small))).toEqual([409, 'approval_failed']);
    expect(await limitOf('payment.record', 'USD')).toBe(300);
  });

  test.each([
    ['a limit for what always needs two', 'payment_method.bank_details', '*'],
    ['a limit for raising limits', 'approval_limit.raise', '*'],
    ['money limited in credits', 'refund', '*'],
    ['credits limited in money', 'credits.adjust', 'EUR'],
  ])('%s is refused', async (_case, action, currency) => {
    expect(refused(await set(action, currency, 1))).toEqual([422, 'limit_not_possible']);
  });

  test('yen are yen and fils are fils; a currency without a limit always needs two', async () => {
    const ask = (currency: string, minor: bigint): Ask => ({
      action: 'refund',
      amount: money(minor, currency),
      subject: { type: 'payment', id: `pay_${currency}_${minor}` },
      accountId: null,
      payload: { minor: String(minor) },
      reason: null,
    });
    const tell = (currency: string, minor: bigint) =>
      house.services.approvals.require(house.samActor, ask(currency, minor)).then(
        () => 'alone',
        (error: Error) => error.message.split(' The request')[0],
      );
    expect(await tell('JPY', 75_000n)).toBe('alone');
    expect(await tell('JPY', 75_001n)).toBe('This is above what one person may do alone (¥75,000).');
    expect(await tell('KWD', 150_000n)).toBe('alone');
    expect(await tell('KWD', 150_001n)).toBe(
      'This is above what one person may do alone (KWD\u00a0150.000).',
    );
    expect(await tell('XPF', 1n)).toBe('There is no limit for CFPF\u00a01: this needs a second person.');
  });

  test('what counts is not forgotten: its rows are neither changed nor removed', async () => {
    await expect(house.sql('UPDATE sole_decision SET amount = 0')).rejects.toThrow('stays written');
    await expect(house.sql('DELETE FROM sole_decision')).rejects.toThrow('stays written');
    await expect(house.sql('TRUNCATE sole_decision')).rejects.toThrow();
  });

  describe('small steps', () => {
    test('what the same person did to the same account counts for a day; others and other accounts start anew', async () => {
      expect((await adjust(6_000)).status).toBe(200);
      expect((await adjust(-4_000)).status).toBe(200);
      const third = await adjust(1);
      expect(refused(third)).toEqual([409, 'second_approval_needed']);
      expect(third.body.detail).toMatch(/^With what you did before, .*\(10000 credits\)/);
      expect((await adjust(10_000, house.sam, house.globex.accountId)).status).toBe(200);
      expect((await adjust(10_000, house.dana)).status).toBe(200);
      expect((await agree(house.dana, third)).body).toMatchObject({
        status: 'approved',
        credits: 1,
        amount: null,
      });
    });

    test('ten at once: as many as the limit allows, and what was not allowed is asked for', async () => {
      const { id: accountId } = await anAccount();
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, index) => adjust(3_000 + index, house.sam, accountId)),
      );
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
      expect(answers.filter(({ status }) => status !== 200).map(({ body }) => body.code)).toEqual(
        Array(7).fill('second_approval_needed'),
      );
    });

    test('a repeat with its key counts once', async () => {
      const { id: accountId } = await anAccount();
      const key = randomUUID();
      const give = (credits: number, key: string) =>
        house.services.credits.adjust({
          actor: house.samActor,
          accountId,
          credits: BigInt(credits),
          reason: 'Goodwill',
          requestKey: key,
        });
      for (let time = 0; time < 3; time += 1) expect(await give(6_000, key)).toEqual({ balance: 6_000n });
      await expect(give(4_001, randomUUID())).rejects.toMatchObject({ code: 'second_approval_needed' });
      expect(await give(4_000, randomUUID())).toEqual({ balance: 10_000n });
    });

    test('what was refused counts only while it may be under way, what was done for the day', async () => {
      const { id: accountId } = await anAccount();
      expect(refused(await adjust(-9_000, house.sam, accountId))).toEqual([402, 'insufficient_credits']);
      expect(refused(await adjust(1_001, house.sam, accountId))).toEqual([409, 'second_approval_needed']);
      house.advance(601);
      expect((await adjust(9_000, house.sam, accountId)).status).toBe(200);
      house.advance(601);
      expect(refused(await adjust(1_002, house.sam, accountId))).toEqual([409, 'second_approval_needed']);
      house.advance(86_400);
      const tomorrow = house.services.credits.adjust({
        actor: house.samActor,
        accountId,
        credits: 10_000n,
        reason: 'Goodwill',
        requestKey: randomUUID(),
      });
      expect(await tomorrow).toEqual({ balance: 19_000n });
      expect(await house.books()).toEqual({});
    });
  });
});
