import type { Db, Reader } from '../kit/db.js';
import type { Log } from '../kit/log.js';
import type { Clock } from '../kit/time.js';
import { SQL_CHECKS } from './audit.checks.js';
import { PAPERS } from './audit.papers.service.js';
import { type Breach, findBreaches, inOneInstant, openAuditExceptions } from './audit.store.js';

export interface Finding {
  invariant: number;
  key: string;
  sentence: string;
  /** At most `SHOWN` of the rows that break it; none: it holds. */
  breaches: Breach[];
  /** There are more than are shown. */
  more: boolean;
  tookMs: number;
}

const SHOWN = 5;

/** What proves each sentence: a statement, or our own functions over a page of rows at a time. */
const CHECKS = [
  ...SQL_CHECKS.map(({ sql, ...check }) => ({
    ...check,
    find: (reader: Reader, atMost: number) => findBreaches(reader, sql, atMost),
  })),
  ...PAPERS.map(({ find, ...check }) => ({
    ...check,
    find: async (reader: Reader, atMost: number) => firstOf(find(reader), atMost),
  })),
].sort((a, b) => a.invariant - b.invariant);

async function firstOf(breaches: AsyncIterable<Breach>, atMost: number): Promise<Breach[]> {
  const first: Breach[] = [];
  for await (const breach of breaches) if (first.push(breach) === atMost) break;
  return first;
}

/**
 * Proves every invariant of the product on a whole database, as it stands at one instant; one finding per sentence, in
 * the order of the invariants. Reads only, takes no locks that anybody waits for, and may run while others write.
 */
export async function auditDatabase(
  db: Pick<Db, 'prisma'>,
  tell: (finding: Finding) => void = () => undefined,
): Promise<Finding[]> {
  return inOneInstant(db, (reader) => auditWithin(reader, tell));
}

/** The same inside a transaction that is open already; `chosen` leaves sentences out. */
export async function auditWithin(
  reader: Reader,
  tell: (finding: Finding) => void = () => undefined,
  chosen: (sentence: string) => boolean = () => true,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { find, ...check } of CHECKS) {
    if (!chosen(check.sentence)) continue;
    const since = performance.now();
    const rows = await find(reader, SHOWN + 1);
    const finding = {
      ...check,
      breaches: rows.slice(0, SHOWN),
      more: rows.length > SHOWN,
      tookMs: performance.now() - since,
    };
    findings.push(finding);
    tell(finding);
  }
  return findings;
}

/** What was found, in one line: the rows by name, and that there are more. */
export const detailOf = ({ sentence, breaches, more }: Finding): string =>
  `${sentence}. Not so: ${breaches.map(({ name, found }) => `${name} (${found})`).join('; ')}${more ? '; and more' : ''}`;

export interface Audit {
  /**
   * The nightly audit. Each sentence that does not hold becomes an exception for staff (kind `audit_failed`, once per
   * check and day) and a line in the log. Changes nothing else. A job; harmless twice. Answers the sentences that fail.
   */
  runNightly(): Promise<string[]>;
}

export function createAudit({ db, clock, log }: { db: Db; clock: Clock; log: Log }): Audit {
  return {
    async runNightly() {
      const failed = (await auditDatabase(db)).filter(({ breaches }) => breaches.length > 0);
      for (const finding of failed) {
        log.error({ check: finding.key, breaches: finding.breaches }, `Audit: ${detailOf(finding)}`);
      }
      const found = failed.map((finding) => ({ check: finding.key, detail: detailOf(finding) }));
      await openAuditExceptions(db, found, clock.now());
      return failed.map(({ sentence }) => sentence);
    },
  };
}
