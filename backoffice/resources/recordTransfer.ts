import { recordPayment } from '../../server/billing/payments/payments.contract.js';
import { idOf } from '../../server/kit/endpoint.contract.js';
import type { Room } from '../kit/ports.js';
import { transferTerms } from '../reads/desk.reads.js';
import { resourceAction } from './resourceAction.js';

const CURRENCY = /^[A-Z]{3}$/;

/**
 * Records a transfer that nobody had declared, for one invoice or many. GET with an account and a currency says what is due there;
 * POST calls the service.
 */
export const recordTransfer = (room: Room) =>
  resourceAction({
    permission: 'payments.record',
    look: { label: 'Record payment', verb: 'Record payment', tone: 'primary' },
    page: 'RecordTransfer',
    schema: recordPayment.body,
    logger: room.logger,
    prepare: async (query) => {
      const accountId = idOf('acc').safeParse(query['account']);
      const currency = String(query['currency'] ?? '');
      if (!accountId.success || !CURRENCY.test(currency)) return {};
      const of = { accountId: accountId.data, currency, action: 'payment.record' as const };
      return { terms: await transferTerms(room, of) };
    },
    run: async ({ actor, input, requestKey }) => {
      const { id } = await room.services.payments.record({ actor, requestKey, ...input });
      return {
        message: 'The payment is recorded.',
        redirectUrl: `/admin/resources/payments/records/${id}/show`,
      };
    },
  });
