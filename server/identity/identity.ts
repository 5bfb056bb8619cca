import type { Request, Router } from 'express';
import type { EndpointSpec } from '../kit/endpoint.contract.js';
import { createAttempts, type Limit } from './identity.attempts.js';
import { customerAuthEndpoints } from './identity.contract.js';
import { customerAuthRoutes } from './identity.customer.routes.js';
import { customerLibrary } from './identity.customer-library.js';
import type { LibraryParts } from './identity.library.js';
import { createPeople, type People } from './identity.people.service.js';
import { networkOf } from './identity.rules.js';
import { createSessions, type Sessions } from './identity.sessions.service.js';
import { staffAuthEndpoints } from './identity.staff.contract.js';
import { staffAuthRoutes } from './identity.staff.routes.js';
import { staffLibrary } from './identity.staff-library.js';
import { removeExpiredRows } from './identity.store.js';

export interface Identity {
  /** Serves `/v1/auth/…`; to be mounted at the root, before body parsers. */
  readonly customerAuthRouter: Router;
  /** Serves `/v1/staff/auth/…`; to be mounted at the root, before body parsers. */
  readonly staffAuthRouter: Router;
  /** What the two routers serve, for OpenAPI. */
  readonly specs: readonly EndpointSpec[];
  readonly customerOf: Sessions['customerOf'];
  readonly staffOf: Sessions['staffOf'];
  readonly requireCustomer: Sessions['requireCustomer'];
  readonly requireStaff: Sessions['requireStaff'];
  readonly createCustomer: People['createCustomer'];
  readonly createStaff: People['createStaff'];
  readonly sessions: Sessions;
  readonly people: People;
  /**
   * A program came with a key that is none: counted per network. Refuses with `rate_limited` and the seconds left once there were
   * too many; right keys of the same network pass all the same, since a neighbour's mistake must not stop a paying customer.
   */
  countWrongKey(req: Pick<Request, 'ip'>): Promise<void>;
  /** For a nightly job: clears ended sessions, links, codes and counters. */
  removeExpired(): Promise<void>;
}

/** Keys are too long to be guessed; who tries all the same is slowed down, and who forgot to renew one hears of it. */
const WRONG_KEYS: Limit = { max: 30, seconds: 300 };

/** Who may come in: customers and staff, two populations that share no table, cookie or secret. */
export function createIdentity(parts: LibraryParts): Identity {
  const { db, clock, config } = parts;
  const { customerSecret, staffSecret, rateLimits } = config.identity;
  if (customerSecret === staffSecret) throw new Error('Customers and staff need different secrets');
  const libraries = { customer: customerLibrary(parts), staff: staffLibrary(parts) };
  const sessions = createSessions({
    db,
    clock,
    cookies: {
      customer: { name: libraries.customer.sessionCookie, secret: customerSecret },
      staff: { name: libraries.staff.sessionCookie, secret: staffSecret },
    },
    secondFactorDemanded: !config.sandbox.enabled,
  });
  const people = createPeople(parts);
  const attemptsAt = (secret: string) => createAttempts({ db, clock, secret, enabled: rateLimits });
  const customerAttempts = attemptsAt(customerSecret);
  return {
    customerAuthRouter: customerAuthRoutes({
      library: libraries.customer,
      sessions,
      attempts: customerAttempts,
      config,
    }),
    staffAuthRouter: staffAuthRoutes({
      library: libraries.staff,
      sessions,
      people,
      attempts: attemptsAt(staffSecret),
      config,
    }),
    specs: [...customerAuthEndpoints, ...staffAuthEndpoints],
    customerOf: sessions.customerOf,
    staffOf: sessions.staffOf,
    requireCustomer: sessions.requireCustomer,
    requireStaff: sessions.requireStaff,
    createCustomer: people.createCustomer,
    createStaff: people.createStaff,
    sessions,
    people,
    countWrongKey: ({ ip }) =>
      customerAttempts.count({ what: 'api-key', subject: networkOf(ip ?? '') }, WRONG_KEYS),
    removeExpired: () => removeExpiredRows(db.prisma, clock.now()),
  };
}
