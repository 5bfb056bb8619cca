import { randomUUID } from 'node:crypto';
import type { ActionContext, ActionHandler, ActionRequest, ActionResponse, RecordJSON } from 'adminjs';
import type { z } from 'zod';
import { may, type Permission, type StaffActor } from '../../server/kit/actors.js';
import { DomainError } from '../../server/kit/errors.js';
import type { BackofficeLogger } from './ports.js';

/** What the gate puts into the session for AdminJS. */
export interface SignedIn {
  readonly id: string;
  readonly email: string;
  readonly title: string;
  readonly role: StaffActor['role'];
}

/** `info`: not done, and yet no fault, such as what somebody else must approve first. `link`: where it goes on. */
export type Notice = {
  message: string;
  type: 'success' | 'info' | 'error';
  link?: { to: string; label: string };
};
export type FieldProblems = Record<string, { message: string; type: string }>;

/** Who acts, out of AdminJS' context. Throws without a signed-in person: the gate let something through. */
export function staffActor(currentAdmin: unknown): StaffActor {
  const admin = currentAdmin as Partial<SignedIn> | undefined;
  if (!admin?.id || !admin.email || !admin.role) throw new Error('Nobody is signed in');
  return {
    kind: 'staff',
    staffId: admin.id,
    role: admin.role,
    email: admin.email,
    name: admin.title ?? admin.email,
  };
}

/** For `isAccessible`: what a role may not do is not offered; the service refuses it all the same. */
export const allowed =
  (permission: Permission) =>
  ({ currentAdmin }: Pick<ActionContext, 'currentAdmin'>): boolean =>
    currentAdmin !== undefined && may(staffActor(currentAdmin), permission);

export interface Refused {
  readonly notice: Notice;
  readonly errors: FieldProblems;
}

/** A refusal that staff may read, or null where the error is our fault. */
export function refusalOf(error: unknown): Refused | null {
  if (!(error instanceof DomainError)) return null;
  const errors = Object.entries(error.fields ?? {}).map(
    ([path, messages]) => [path, messages[0] ?? error.message] as const,
  );
  const type = error.code === 'second_approval_needed' ? 'info' : 'error';
  return { notice: { message: error.message, type, ...linkOf(error) }, errors: problemsOf(errors) };
}

/** What waits for a second person is named in the sentence; a link leads there. */
function linkOf({ code, message }: DomainError): Pick<Notice, 'link'> {
  if (code !== 'second_approval_needed' && code !== 'approval_pending') return {};
  const [id] = /\bapr_[0-9a-z]+/.exec(message) ?? [];
  const to = `/admin/resources/approvals/records/${id}/show`;
  return id ? { link: { to, label: 'Open the request' } } : {};
}

const problemsOf = (pairs: readonly (readonly [string, string])[]): FieldProblems =>
  Object.fromEntries(pairs.map(([path, message]) => [path, { message, type: 'invalid' }]));

/** Reads a form by the same schema as the REST endpoint. */
export function readForm<Schema extends z.ZodType>(
  schema: Schema,
  payload: unknown,
): { input: z.output<Schema> } | { refused: Refused } {
  const read = schema.safeParse(payload ?? {});
  if (read.success) return { input: read.data };
  const errors = read.error.issues.map((issue) => [issue.path.join('.'), issue.message] as const);
  return {
    refused: {
      notice: { message: 'Please correct the form.', type: 'error' },
      errors: problemsOf(errors.reverse()),
    },
  };
}

/** A form's own key, so that sending it twice (a double click, an answer that was lost) does its deed once. */
const FORM_KEY = /^[A-Za-z0-9-]{16,64}$/;

/** Takes the form's key out of what was sent; a form without one gets a key of its own. */
export function splitKey(
  staff: StaffActor,
  payload: Readonly<Record<string, unknown>> | undefined,
): { requestKey: string; rest: Record<string, unknown> } {
  const { requestKey: sent, ...rest } = payload ?? {};
  const key = typeof sent === 'string' && FORM_KEY.test(sent) ? sent : randomUUID();
  return { requestKey: `${staff.staffId}:desk-${key}`, rest };
}

/** What to tell the person, and where to go where it is not the record that they came from. */
export type Outcome = string | { readonly message: string; readonly redirectUrl: string };

/** Where the back office shows a record, or lists what is like it. */
export const addressOf = (resource: string, id?: string, action = 'show'): string =>
  `/admin/resources/${resource}${id === undefined ? '' : `/records/${id}/${action}`}`;

export interface StaffCommand<Schema extends z.ZodType> {
  readonly actor: StaffActor;
  readonly id: string;
  readonly input: z.output<Schema>;
  /** The same for every sending of one form. */
  readonly requestKey: string;
}

export interface Preparing {
  readonly actor: StaffActor;
  readonly id: string;
  readonly query: Readonly<Record<string, unknown>>;
}

interface StaffActionOptions<Schema extends z.ZodType> {
  readonly schema: Schema;
  readonly logger: BackofficeLogger;
  /** What a form needs to know before it is sent. Reads only. */
  readonly prepare?: ((asked: Preparing) => Promise<object>) | undefined;
  /** What a page of its own shows beside the record's own row. Reads only. */
  readonly related?: ((asked: { actor: StaffActor; id: string }) => Promise<object>) | undefined;
  /** Calls the service and returns what to tell the person. */
  run(command: StaffCommand<Schema>): Promise<Outcome>;
}

/**
 * A change to one record: only by POST, by the same service as REST, as the signed-in person. A refusal of the service
 * becomes a notice; so does a form that its schema refuses. Answers with the record as it is afterwards.
 */
export function staffAction<Schema extends z.ZodType>(
  options: StaffActionOptions<Schema>,
): ActionHandler<ActionResponse> {
  return async (request: ActionRequest, _response: unknown, context: ActionContext) => {
    const { record, resource, currentAdmin } = context;
    if (!record) throw new Error('A record action needs a record');
    const actor = staffActor(currentAdmin);
    const id = String(record.id());
    const before: RecordJSON = record.toJSON(currentAdmin);
    try {
      if (request.method !== 'post') return await prepared(options, { actor, id, record: before, request });
      const { requestKey, rest } = splitKey(actor, request.payload);
      const form = readForm(options.schema, rest);
      if ('refused' in form) return refusedRecord(before, form.refused);
      const outcome = await options.run({ actor, id, input: form.input, requestKey });
      const { message, ...where } = typeof outcome === 'string' ? { message: outcome } : outcome;
      const fresh = await resource.findOne(id, context);
      return {
        record: (fresh ?? record).toJSON(currentAdmin),
        notice: { message, type: 'success' },
        ...where,
      };
    } catch (error) {
      const refused = refusalOf(error);
      if (refused) return refusedRecord(before, refused);
      options.logger.error({ err: error, action: context.action.name, id }, 'A staff action failed');
      throw error;
    }
  };
}

/** GET changes nothing: it says what the form needs to know. */
async function prepared<Schema extends z.ZodType>(
  { prepare, related }: StaffActionOptions<Schema>,
  asked: { actor: StaffActor; id: string; record: RecordJSON; request: ActionRequest },
): Promise<ActionResponse> {
  const { actor, id, record, request } = asked;
  const shown = related ? ({ ...record, related: await related({ actor, id }) } as RecordJSON) : record;
  if (!prepare) return { record: shown };
  return { record: shown, prepared: await prepare({ actor, id, query: request.query ?? {} }) };
}

const refusedRecord = (record: RecordJSON, { notice, errors }: Refused): ActionResponse => ({
  record: { ...record, errors },
  notice,
});
