import { newObjectId } from '../../store/objects.js';
import type { Work } from '../../store/work.js';
import { endpoint } from '../../wire/endpoint.js';
import { invalidRequest, StripeError } from '../../wire/errors.js';
import { listObjects } from '../../wire/lists.js';
import { expand, integer, pagination, shape, text } from '../../wire/params.js';
import type { TestClock } from './objects.js';

const TYPE = 'test_helpers.test_clock';
const PATH = '/v1/test_helpers/test_clocks';
const KEPT_SECONDS = 30 * 86_400;

const create = endpoint({
  method: 'POST',
  path: PATH,
  params: shape({ expand: expand(), frozen_time: integer({ min: 1 }), name: text(300).optional() }),
  run: async ({ work, params }) => {
    const clock: TestClock = {
      id: newObjectId(TYPE),
      object: TYPE,
      created: work.now,
      deletes_after: work.now + KEPT_SECONDS,
      frozen_time: params.frozen_time,
      livemode: false,
      name: params.name ?? null,
      status: 'ready',
      status_details: {},
    };
    work.save(clock);
    work.emit('test_helpers.test_clock.created', clock);
    return clock;
  },
});

const retrieve = endpoint({
  method: 'GET',
  path: `${PATH}/:id`,
  params: shape({ expand: expand() }),
  run: ({ work, id }) => work.get(TYPE, id),
});

/** Answers at once; what happens meanwhile happens one after the other, and `…ready` says when it is done. */
const advance = endpoint({
  method: 'POST',
  path: `${PATH}/:id/advance`,
  params: shape({ expand: expand(), frozen_time: integer({ min: 1 }) }),
  run: async ({ work, params, id }) => {
    const clock = await work.lock(TYPE, id);
    if (clock.status !== 'ready')
      throw new StripeError('The test clock is already advancing.', { status: 429, code: 'lock_timeout' });
    if (params.frozen_time <= clock.frozen_time) {
      throw invalidRequest(
        'The frozen time you provided is in the past of the test clock. Test clocks can only be advanced forward.',
        undefined,
        'frozen_time',
      );
    }
    const after: TestClock = {
      ...clock,
      status: 'advancing',
      status_details: { advancing: { target_frozen_time: params.frozen_time } },
    };
    work.save(after);
    work.schedule('clock.ready', { id, test_clock: id }, params.frozen_time);
    work.emit('test_helpers.test_clock.advancing', after);
    return after;
  },
});

export async function finishAdvance(work: Work, id: string): Promise<void> {
  const clock = await work.lock(TYPE, id);
  const after: TestClock = { ...clock, status: 'ready', status_details: {}, frozen_time: work.now };
  work.save(after);
  work.emit('test_helpers.test_clock.ready', after);
}

const remove = endpoint({
  method: 'DELETE',
  path: `${PATH}/:id`,
  params: shape({}),
  run: async ({ work, id }) => {
    const clock = await work.lock(TYPE, id);
    work.emit('test_helpers.test_clock.deleted', clock);
    // Everything on it goes with it, silently.
    await work.query(
      "update sandbox.objects set hidden = hidden || '{\"isDeleted\":true}' where data->>'test_clock' = $1",
      [id],
    );
    await work.query('delete from sandbox.moments where clock = $1', [id]);
    const stub = { id, object: TYPE, deleted: true } as const;
    work.save(stub as unknown as TestClock, { isDeleted: true });
    return stub;
  },
});

const listAll = endpoint({
  method: 'GET',
  path: PATH,
  params: shape({ ...pagination }),
  run: ({ work, params }) => listObjects(work, { type: TYPE, url: PATH, page: params }),
});

export const testClockEndpoints = [create, listAll, retrieve, advance, remove];

/** What belongs to a customer with a test clock happens at that clock's time. */
export async function enterClock(
  work: Work,
  { test_clock: id }: { test_clock: string | null },
): Promise<void> {
  if (id !== null) work.moveTo((await work.get(TYPE, id)).frozen_time);
}
