import type { Answer, Client } from './house.client.js';

/** The request that a refusal for want of a second person names. */
export function requestIn({ status, body }: Answer): string {
  const [id] = /\bapr_[0-9a-z]+/.exec(String(body?.detail)) ?? [];
  if (status !== 409 || body.code !== 'second_approval_needed' || !id)
    throw new Error(`No second approval is needed: ${status} ${JSON.stringify(body)}`);
  return id;
}

/** Somebody else agrees to what was just asked for. */
export const agree = (by: Client, asked: Answer): Promise<Answer> =>
  by.post(`/v1/admin/approvals/${requestIn(asked)}/approve`);
