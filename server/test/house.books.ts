import { auditDatabase } from '../audit/audit.service.js';
import { createDb, type Db } from '../kit/db.js';
import { systemClock } from '../kit/time.js';

/** One statement with its parameters; answers the rows. */
export type Sql = <Row extends object = Record<string, any>>(
  text: string,
  values?: unknown[],
) => Promise<Row[]>;

/** Every sentence of the audit that does not hold, with its rows; an empty object is what a test expects. */
export async function breaches(db: Pick<Db, 'prisma'>): Promise<Record<string, object[]>> {
  const failed = (await auditDatabase(db)).filter((finding) => finding.breaches.length > 0);
  return Object.fromEntries(failed.map((finding) => [finding.sentence, finding.breaches]));
}

/** The same for the database of another process. */
export async function breachesAt(url: string): Promise<Record<string, object[]>> {
  const db = createDb({ url, poolSize: 2, clock: systemClock, onError: () => undefined });
  try {
    return await breaches(db);
  } finally {
    await db.close();
  }
}
