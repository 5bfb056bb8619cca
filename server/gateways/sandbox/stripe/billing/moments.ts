import type { Transactions } from '../../store/transaction.js';
import { forgetPending, type MomentKind, type Work } from '../../store/work.js';
import type { Surroundings } from '../../wire/endpoint.js';
import { previewNext } from './invoices.preview.js';
import { beginPhase, tellExpiring } from './schedules.cycle.js';
import {
  cancelAtDate,
  endPeriod,
  expireIncomplete,
  expireUpdate,
  finalizeInTime,
  resumeCollection,
  retryInTime,
  tellOverdue,
  warnOfTrialEnd,
} from './subscriptions.cycle.js';
import { isOver } from './subscriptions.state.js';
import { finishAdvance } from './test-clocks.js';

type Story = (work: Work, objectId: string, surroundings: Surroundings) => Promise<void>;

/** In the order in which they happen where several are due in the same second: a phase changes the price before the renewal bills it. */
const STORIES = {
  'schedule.phase': beginPhase,
  'schedule.expiring': tellExpiring,
  'subscription.trial_will_end': warnOfTrialEnd,
  'subscription.upcoming': tellUpcoming,
  'subscription.resume_collection': resumeCollection,
  'subscription.cancel': cancelAtDate,
  'subscription.expire': expireIncomplete,
  'subscription.expire_update': expireUpdate,
  'subscription.period_end': endPeriod,
  'invoice.finalize': finalizeInTime,
  'invoice.retry': retryInTime,
  'invoice.overdue': tellOverdue,
  'clock.ready': finishAdvance,
} as const satisfies Record<MomentKind, Story>;

const RANK = Object.keys(STORIES);

async function tellUpcoming(work: Work, id: string): Promise<void> {
  const subscription = await work.lock('subscription', id);
  if (isOver(subscription) || subscription.pause_collection !== null) return;
  work.emit('invoice.upcoming', await previewNext(work, subscription));
}

/**
 * The first moment that is due, by the sandbox's clock or by a test clock on its way. One commit each, at the time it was due, so that
 * a year that is skipped happens month by month. Returns how many it found.
 */
export async function runDueMoment(
  transactions: Transactions,
  surroundings: Surroundings,
  isRefusal: (error: unknown) => boolean,
): Promise<number> {
  return transactions.run({ requestId: null, idempotencyKey: null }, async (work) => {
    const { rows } = await work.query<{ object_id: string; kind: MomentKind; due: string }>({
      name: 'sandbox-moment',
      text: `delete from sandbox.moments where (object_id, kind) = (
         select m.object_id, m.kind from sandbox.moments m
         left join sandbox.objects c on c.id = m.clock and m.clock <> ''
         where (m.clock = '' and m.due <= $1)
            or (c.data->>'status' = 'advancing' and m.due <= (c.data#>>'{status_details,advancing,target_frozen_time}')::bigint)
         order by m.due, array_position($2::text[], m.kind), m.seq limit 1 for update of m skip locked)
       returning object_id, kind, due`,
      values: [work.now, RANK],
    });
    const moment = rows[0];
    if (moment === undefined) return 0;
    work.moveTo(Number(moment.due));
    await STORIES[moment.kind](work, moment.object_id, surroundings).catch((error: unknown) => {
      // What became impossible meanwhile does not happen, and must not block what is due after it.
      if (!isRefusal(error)) throw error;
      forgetPending(work);
    });
    return 1;
  });
}
