import type { Accounts } from './accounts/account/account.service.js';
import type { ApiKeys } from './accounts/api-keys/api-keys.service.js';
import type { Identity } from './identity/identity.js';
import { DomainError } from './kit/errors.js';
import type { Doors } from './kit/http/router.js';

/** Who knocks: the session's person, and for a customer the account they act for. */
export function createDoors({
  identity,
  accounts,
  apiKeys,
}: {
  identity: Identity;
  accounts: Accounts;
  apiKeys: ApiKeys;
}): Doors {
  return {
    user: async (req) => {
      const { userId, email, name } = await identity.requireCustomer(req);
      return { userId, email, name };
    },
    customer: async (req) => {
      const { userId } = await identity.requireCustomer(req);
      const membership = await accounts.membershipOf(userId);
      if (!membership)
        throw new DomainError('forbidden', 'no_account', 'Open an account for your company first.');
      return { kind: 'customer', userId, accountId: membership.accountId, role: membership.role };
    },
    apiKey: async (req) => {
      const key = /^Bearer (\S{1,200})$/i.exec(req.get('authorization') ?? '')?.[1] ?? null;
      try {
        return await apiKeys.actorOf(key);
      } catch (error) {
        const isWrong = error instanceof DomainError && error.kind === 'unauthenticated';
        if (key !== null && isWrong) await identity.countWrongKey(req);
        throw error;
      }
    },
    staff: async (req) => {
      const { staffId, role, email, name } = await identity.requireStaff(req);
      return { kind: 'staff', staffId, role, email, name };
    },
  };
}
