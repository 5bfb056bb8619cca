import type { StaffActor } from '../../kit/actors.js';
import { agree, requestIn } from '../../test/approvals.js';
import { type Answer, type House, openHouse } from '../../test/house.js';

const approvals = '/v1/admin/approvals';
const limits = '/v1/admin/approval-limits';

const refused = ({ status, body }: Answer) => [status, body.code];

describe('four eyes', () => {
  let house: House;
  let dana: StaffActor;
  beforeAll(async () => {
    house = await openHouse();
    const row = await house.db.prisma.staffUser.findUniqueOrThrow({
      where: { email: 'dana@countinghouse.test' },
    });
    dana = { kind: 'staff', staffId: row.id, role: 'finance', email: row.email, name: row.name };
    expect((await setLimit('payment.approve', 'EUR', 1_000)).status).toBe(200);
  });
  afterAll(() => house.close());

  const setLimit = (action: string, currency: string, amount: number | null, by = house.root) =>
    by.send('PUT', limits, { body: { action, currency, amount } });
  const approvePayment = (id: string, body: object = {}, by = house.sam, headers = {}) =>
    by.post(`/v1/admin/payments/${id}/approve`, body, headers);
  const decide = (id: string, word: string, by = house.dana, body: object = {}) =>
    by.post(`${approvals}/${id}/${word}`, body);
  /** A payment above the limit for which Sam has asked. */
  const asked = async (): Promise<{ paymentId: string; requestId: string }> => {
    const paymentId = await house.transfer('starter');
    return { paymentId, requestId: requestIn(await approvePayment(paymentId)) };
  };
  const statusOf = async (requestId: string) =>
    (await house.sam.get(`${approvals}/${requestId}`)).body.status as string;
  const paymentStatus = async (id: string) =>
    (await house.sam.get(`/v1/admin/payments/${id}`)).body.status as string;

  describe('a payment above the limit', () => {
    test('is not approved but asked for; somebody else approves, and it is done as the one who asked', async () => {
      const { paymentId, requestId } = await asked();
      expect(await paymentStatus(paymentId)).toBe('pending_approval');
      expect((await house.dana.get(`${approvals}?status=requested`)).body).toMatchObject([
        {
          id: requestId,
          action: 'payment.approve',
          subject: { type: 'payment', id: paymentId },
          account: { name: 'Globex GmbH' },
          currency: 'EUR',
          credits: null,
          requestedBy: { email: 'sam@countinghouse.test' },
          decidedBy: null,
        },
      ]);
      const { status, body } = await decide(requestId, 'approve', house.dana, { note: 'Seen by me too' });
      expect([status, body.status, body.decidedBy.email, body.decisionReason]).toEqual([
        200,
        'approved',
        'dana@countinghouse.test',
        'Seen by me too',
      ]);
      expect((await house.sam.get(`/v1/admin/payments/${paymentId}`)).body).toMatchObject({
        status: 'succeeded',
        decidedBy: 'sam@countinghouse.test',
      });
      const rows = await house.sql(
        'SELECT action, actor_id FROM audit_event WHERE subject_id = ANY($1) ORDER BY number',
        [[paymentId, requestId]],
      );
      expect(rows.slice(-3)).toEqual([
        { action: 'approval.request', actor_id: house.samActor.staffId },
        { action: 'approval.approve', actor_id: dana.staffId },
        { action: 'payment.approve', actor_id: house.samActor.staffId },
      ]);
      expect(await house.books()).toEqual({});
    });

    test('up to and including the limit one person may', async () => {
      const paymentId = await house.transfer('starter');
      const { amount } = (await house.sam.get(`/v1/admin/payments/${paymentId}`)).body;
      await setLimit('payment.approve', 'EUR', amount - 1);
      const request = requestIn(await approvePayment(paymentId));
      expect((await decide(request, 'withdraw', house.sam)).body.status).toBe('withdrawn');
      await agree(house.dana, await setLimit('payment.approve', 'EUR', amount));
      expect((await approvePayment(paymentId)).status).toBe(200);
      await setLimit('payment.approve', 'EUR', 1_000);
    });

    test('a part of it that is below the limit needs one person', async () => {
      expect((await approvePayment(await house.transfer('starter'), { amount: 1_000 })).status).toBe(200);
    });
  });

  describe('nobody passes it alone', () => {
    test('who asks may not approve, refuse or ask twice, by any door', async () => {
      const { paymentId, requestId } = await asked();
      expect(refused(await approvePayment(paymentId))).toEqual([409, 'approval_pending']);
      expect(refused(await approvePayment(paymentId, {}, house.dana))).toEqual([409, 'approval_pending']);
      expect(refused(await decide(requestId, 'approve', house.sam))).toEqual([403, 'approval_own_request']);
      expect(refused(await decide(requestId, 'refuse', house.sam, { reason: 'No' }))).toEqual([
        403,
        'approval_own_request',
      ]);
      await expect(
        house.services.payments.approve({
          actor: house.samActor,
          paymentId,
          amountMinor: null,
          note: null,
        }),
      ).rejects.toMatchObject({ code: 'approval_pending' });
      await expect(
        house.services.approvals.approve({ actor: house.samActor, requestId, note: null }),
      ).rejects.toMatchObject({ code: 'approval_own_request' });
      expect([await paymentStatus(paymentId), await statusOf(requestId)]).toEqual([
        'pending_approval',
        'requested',
      ]);
    });

    test('asked for twice at once, one request waits', async () => {
      const paymentId = await house.transfer('starter');
      const answers = await Promise.all(
        [house.sam, house.dana, house.sam, house.dana].map((by) => approvePayment(paymentId, {}, by)),
      );
      expect(answers.map(({ body }) => body.code).sort()).toEqual([
        'approval_pending',
        'approval_pending',
        'approval_pending',
        'second_approval_needed',
      ]);
    });

    test('the carrying out of one request lets nothing else pass', async () => {
      const { paymentId, requestId } = await asked();
      const other = await house.transfer('starter');
      const { carryOut } = house.services;
      const approve = carryOut['payment.approve'];
      // A command that does something else than it was approved for is our bug; it must find the door shut.
      Object.assign(carryOut, {
        'payment.approve': (actor: StaffActor) =>
          house.services.payments.approve({ actor, paymentId: other, amountMinor: null, note: null }),
      });
      expect(refused(await decide(requestId, 'approve'))).toEqual([409, 'approval_failed']);
      Object.assign(carryOut, { 'payment.approve': approve });
      expect([await paymentStatus(paymentId), await paymentStatus(other)]).toEqual([
        'pending_approval',
        'pending_approval',
      ]);
    });

    test('support decides nothing, customers see nothing, strangers come nowhere', async () => {
      const { requestId } = await asked();
      expect(refused(await decide(requestId, 'approve', house.support))).toEqual([403, 'forbidden']);
      expect(refused(await house.support.get(approvals))).toEqual([403, 'forbidden']);
      expect((await decide(requestId, 'approve', house.alice)).status).toBe(401);
      expect((await decide(requestId, 'approve', house.stranger())).status).toBe(401);
    });

    test('the database refuses an approval by who asked, and a request that is changed, decided twice or removed', async () => {
      const { requestId } = await asked();
      const tamper = (sql: string, values: unknown[] = []) => house.sql(sql, [requestId, ...values]);
      await expect(
        tamper(
          `UPDATE approval_request SET status = 'approved', decided_by_id = requested_by_id, decided_at = now() WHERE id = $1`,
        ),
      ).rejects.toThrow('approval_request_by_two');
      for (const change of [
        `payload = jsonb_set(payload, '{amountMinor}', '"1"')`,
        'amount = 1',
        `subject_id = 'pay_other'`,
        `requested_by_id = '${dana.staffId}'`,
        `action = 'refund'`,
      ]) {
        await expect(tamper(`UPDATE approval_request SET ${change} WHERE id = $1`)).rejects.toThrow(
          'decided once and never changed',
        );
      }
      await expect(tamper('DELETE FROM approval_request WHERE id = $1')).rejects.toThrow('never changed');
      expect((await decide(requestId, 'refuse', house.dana, { reason: 'No' })).status).toBe(200);
      await expect(
        tamper(
          `UPDATE approval_request SET status = 'requested', decided_by_id = NULL, decided_at = NULL WHERE id = $1`,
        ),
      ).rejects.toThrow('never changed');
    });
  });

  describe('deciding', () => {
    test('two deciders at once: one deed, and the other is told', async () => {
      for (let round = 0; round < 5; round += 1) {
        const { paymentId, requestId } = await asked();
        const answers = await Promise.all([
          decide(requestId, 'approve', house.dana),
          decide(requestId, 'approve', house.root),
          decide(requestId, 'refuse', house.dana, { reason: 'No' }),
        ]);
        expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
        expect(answers.filter(({ status }) => status === 409).map(({ body }) => body.code)).toEqual([
          'approval_already_decided',
          'approval_already_decided',
        ]);
        const done = await statusOf(requestId);
        expect(await paymentStatus(paymentId)).toBe(done === 'approved' ? 'succeeded' : 'pending_approval');
      }
      expect(await house.books()).toEqual({});
    });

    test('what has changed meanwhile is not done: the request ends as failed and says why', async () => {
      const { paymentId, requestId } = await asked();
      await house.dana.post(`/v1/admin/payments/${paymentId}/reject`, { reason: 'Not on the statement' });
      const answer = await decide(requestId, 'approve');
      expect([...refused(answer), answer.body.detail]).toEqual([
        409,
        'approval_failed',
        'It could not be carried out, so the request has ended: Dana Dalton has rejected this payment already.',
      ]);
      expect((await house.sam.get(`${approvals}/${requestId}`)).body).toMatchObject({
        status: 'failed',
        decisionReason: 'Dana Dalton has rejected this payment already.',
        decidedBy: { email: 'dana@countinghouse.test' },
      });
      expect(refused(await decide(requestId, 'approve'))).toEqual([409, 'approval_already_decided']);
    });

    test('refused or withdrawn, nothing is done and it may be asked for again; only who asked withdraws', async () => {
      const { paymentId, requestId } = await asked();
      expect(refused(await decide(requestId, 'withdraw', house.dana))).toEqual([403, 'approval_not_yours']);
      expect((await decide(requestId, 'refuse', house.dana, { reason: 'Wrong payer' })).body).toMatchObject({
        status: 'refused',
        decisionReason: 'Wrong payer',
      });
      expect(refused(await decide(requestId, 'withdraw', house.sam))).toEqual([
        409,
        'approval_already_decided',
      ]);
      const again = requestIn(await approvePayment(paymentId));
      expect((await decide(again, 'withdraw', house.sam)).body.status).toBe('withdrawn');
      expect(refused(await decide(again, 'approve'))).toEqual([409, 'approval_already_decided']);
      expect(await paymentStatus(paymentId)).toBe('pending_approval');
      expect(refused(await decide('apr_00000000000000000000000000', 'approve'))).toEqual([
        404,
        'approval_not_found',
      ]);
    });

    test('a repeated request with its key asks only once, and after the decision is told how things stand', async () => {
      const paymentId = await house.transfer('starter');
      const headers = { 'idempotency-key': `k-${paymentId}` };
      const first = await approvePayment(paymentId, {}, house.sam, headers);
      const second = await approvePayment(paymentId, {}, house.sam, headers);
      expect([second.headers.get('idempotent-replayed'), ...refused(second)]).toEqual([
        null,
        409,
        'approval_pending',
      ]);
      expect(refused(await approvePayment(paymentId, { note: 'Another' }, house.sam, headers))).toEqual([
        409,
        'idempotency_key_reused',
      ]);
      expect((await agree(house.dana, first)).status).toBe(200);
      expect(refused(await approvePayment(paymentId, {}, house.sam, headers))).toEqual([
        409,
        'payment_already_decided',
      ]);
      expect(
        await house.sql('SELECT status FROM approval_request WHERE subject_id = $1', [paymentId]),
      ).toEqual([{ status: 'approved' }]);
    });

    test('a repeated request with its key is answered with what was made once somebody else agreed', async () => {
      const { body } = await house.buy(house.alice, 'starter');
      await house.root.send('PUT', '/v1/admin/approval-limits', {
        body: { action: 'credit_note.issue', currency: 'USD', amount: 0 },
      });
      const credit = () =>
        house.sam.post(
          `/v1/admin/invoices/${body.invoice.id}/credit-note`,
          { amount: 300, reason: 'Goodwill' },
          { 'idempotency-key': `note-${body.invoice.id}` },
        );
      const asked = await credit();
      expect(refused(asked)).toEqual([409, 'second_approval_needed']);
      expect(refused(await credit())).toEqual([409, 'approval_pending']);
      expect((await agree(house.dana, asked)).status).toBe(200);
      const made = await credit();
      expect([made.status, made.body.total]).toEqual([201, 300]);
      const again = await credit();
      expect([again.headers.get('idempotent-replayed'), again.body]).toEqual(['true', made.body]);
      expect(
        await house.sql('SELECT total::int AS total FROM credit_note WHERE invoice_id = $1', [
          body.invoice.id,
        ]),
      ).toEqual([{ total: 300 }]);
    });

    test('where the deed breaks off nothing is decided either, and it can be approved again', async () => {
      const { paymentId, requestId } = await asked();
      await house.sql(
        `CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'power cut'; END $$`,
      );
      await house.sql('CREATE TRIGGER break_off BEFORE INSERT ON journal_entry EXECUTE FUNCTION break_off()');
      expect((await decide(requestId, 'approve')).status).toBe(500);
      expect([await statusOf(requestId), await paymentStatus(paymentId)]).toEqual([
        'requested',
        'pending_approval',
      ]);
      await house.sql('DROP TRIGGER break_off ON journal_entry');
      expect((await decide(requestId, 'approve')).status).toBe(200);
      expect(await paymentStatus(paymentId)).toBe('succeeded');
      expect(house.faults.splice(0)).not.toEqual([]);
    });

    test('whoever has lost the role or left asks and approves no more', async () => {
      const { requestId } = await asked();
      const role = (email: string, set: string) =>
        house.sql(`UPDATE staff_user SET ${set} WHERE email = $1`, [email]);
      await role('sam@countinghouse.test', "role = 'support'");
      expect(refused(await decide(requestId, 'approve'))).toEqual([409, 'approval_requester_barred']);
      await role('sam@countinghouse.test', "role = 'finance', deactivated_at = now()");
      expect(refused(await decide(requestId, 'approve'))).toEqual([409, 'approval_requester_barred']);
      await role('sam@countinghouse.test', 'deactivated_at = NULL');
      await role('dana@countinghouse.test', 'deactivated_at = now()');
      await expect(
        house.services.approvals.approve({ actor: dana, requestId, note: null }),
      ).rejects.toMatchObject({ code: 'approval_approver_barred' });
      await role('dana@countinghouse.test', "role = 'support', deactivated_at = NULL");
      await expect(
        house.services.approvals.approve({ actor: dana, requestId, note: null }),
      ).rejects.toMatchObject({ code: 'approval_approver_barred' });
      await role('dana@countinghouse.test', "role = 'finance'");
      expect((await decide(requestId, 'approve')).status).toBe(200);
      expect(house.faults).toEqual([]);
    });
  });
});
