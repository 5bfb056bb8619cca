import type { Router } from 'express';
import type { EndpointSpec } from '../kit/endpoint.contract.js';
import { createAttempts } from './identity.attempts.js';
import { customerAuthEndpoints } from './identity.contract.js';
import { customerAuthRoutes } from './identity.customer.routes.js';
import { customerLibrary } from './identity.customer-library.js';
import type { LibraryParts } from './identity.library.js';
import { createPeople, type People } from './identity.people.service.js';
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
  /** For a nightly job: clears ended sessions, links, codes and counters. */
  removeExpired(): Promise<void>;
}

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
  return {
    customerAuthRouter: customerAuthRoutes({
      library: libraries.customer,
      sessions,
      attempts: attemptsAt(customerSecret),
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
    removeExpired: () => removeExpiredRows(db.prisma, clock.now()),
  };
}
