import { type Actor, authorize } from '../kit/actors.js';
import type { Db, Reader } from '../kit/db.js';
import { conflict, notFound } from '../kit/errors.js';
import type { ListQuery, Page } from '../kit/list.js';
import type { Log } from '../kit/log.js';
import type { Clock } from '../kit/time.js';
import { SQL_CHECKS } from './audit.checks.js';
import { PAPERS } from './audit.papers.service.js';
import {
  type AuditRunRow,
  type AuditRunSource,
  endBrokenOff,
  findRun,
  findUnderWay,
  insertRun,
  listRuns,
  lockRuns,
  markEnded,
  markFailed,
  markRunning,
  noteFindings,
} from './audit.runs.store.js';
import { type Breach, findBreaches, inOneInstant, openAuditExceptions } from './audit.store.js';

export type { AuditRunRow };

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

/** Told after each sentence; the next one waits for it. */
type Tell = (finding: Finding) => void | Promise<void>;

/**
 * Proves every invariant of the product on a whole database, as it stands at one instant; one finding per sentence, in
 * the order of the invariants. Reads only, takes no locks that anybody waits for, and may run while others write.
 */
export async function auditDatabase(
  db: Pick<Db, 'prisma'>,
  tell: Tell = () => undefined,
): Promise<Finding[]> {
  return inOneInstant(db, (reader) => auditWithin(reader, tell));
}

/** The same inside a transaction that is open already; `chosen` leaves sentences out. */
export async function auditWithin(
  reader: Reader,
  tell: Tell = () => undefined,
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
    await tell(finding);
  }
  return findings;
}

/** What was found, in one line: the rows by name, and that there are more. */
export const detailOf = ({ sentence, breaches, more }: Finding): string =>
  `${sentence}. Not so: ${breaches.map(({ name, found }) => `${name} (${found})`).join('; ')}${more ? '; and more' : ''}`;

/** As it is kept: a copy without what does not belong there, times as whole milliseconds. */
const kept = (findings: readonly Finding[]) =>
  findings.map(({ invariant, key, sentence, breaches, more, tookMs }) => ({
    invariant,
    key,
    sentence,
    breaches: breaches.map(({ name, found }) => ({ name, found })),
    more,
    tookMs: Math.round(tookMs),
  }));

/**
 * An audit whose progress and result are kept for staff (`audit_run`), beside the transaction that only reads. A run that
 * has ended already is left as it is, and null answered. Where the audit itself fails, the run says so and the error goes on.
 */
async function auditAndKeep(
  { db, clock }: { db: Db; clock: Clock },
  runId: string,
  tell: Tell = () => undefined,
): Promise<Finding[] | null> {
  if (!(await markRunning(db, runId, CHECKS.length, clock.now()))) return null;
  const sofar: Finding[] = [];
  try {
    const findings = await auditDatabase(db, async (finding) => {
      sofar.push(finding);
      await noteFindings(db, runId, kept(sofar));
      await tell(finding);
    });
    const holds = findings.every(({ breaches }) => breaches.length === 0);
    await markEnded(db, runId, { findings: kept(findings), holds, at: clock.now() });
    return findings;
  } catch (error) {
    await markFailed(db, runId, 'The database could not be read to the end.', clock.now());
    throw error;
  }
}

/** A new run of nobody in particular, to be done at once. */
export async function auditOnce(
  parts: { db: Db; clock: Clock },
  source: Exclude<AuditRunSource, 'staff'>,
  tell?: Tell,
): Promise<Finding[]> {
  const { db, clock } = parts;
  const run = { source, askedById: null, sentences: CHECKS.length, at: clock.now(), isRunning: true };
  const id = await insertRun(db.prisma, run);
  return (await auditAndKeep(parts, id, tell)) ?? [];
}

export interface Audit {
  /**
   * The nightly audit. Each sentence that does not hold becomes an exception for staff (kind `audit_failed`, once per
   * check and day) and a line in the log; the result is kept. Changes nothing else. A job; harmless twice. Answers the
   * sentences that fail.
   */
  runNightly(): Promise<string[]>;
  /**
   * Has the audit run as a job, now. Refuses with `forbidden`, `audit_under_way` (one waits or runs, whoever started it;
   * those older than six hours were broken off). Locks the runs.
   */
  start(actor: Actor): Promise<AuditRunRow>;
  /** The job of a run that somebody started; files what fails like the nightly one. Harmless twice, and after a crash. */
  run(runId: string): Promise<void>;
  list(actor: Actor, list: ListQuery): Promise<Page<AuditRunRow>>;
  /** Refuses with `forbidden`, `audit_run_not_found`. */
  get(actor: Actor, runId: string): Promise<AuditRunRow>;
}

export function createAudit(parts: { db: Db; clock: Clock; log: Log }): Audit {
  const { db, clock, log } = parts;

  async function file(findings: readonly Finding[]): Promise<string[]> {
    const failed = findings.filter(({ breaches }) => breaches.length > 0);
    for (const finding of failed) {
      log.error({ check: finding.key, breaches: finding.breaches }, `Audit: ${detailOf(finding)}`);
    }
    const found = failed.map((finding) => ({ check: finding.key, detail: detailOf(finding) }));
    await openAuditExceptions(db, found, clock.now());
    return failed.map(({ sentence }) => sentence);
  }

  async function get(actor: Actor, runId: string): Promise<AuditRunRow> {
    authorize(actor, 'audit.read');
    const run = await findRun(db.prisma, runId);
    if (!run) throw notFound('audit_run');
    return run;
  }

  return {
    async runNightly() {
      // A job that comes again was broken off before.
      await endBrokenOff(db, clock.now(), 'schedule');
      return file(await auditOnce(parts, 'schedule'));
    },

    async start(actor) {
      authorize(actor, 'audit.run');
      if (actor.kind !== 'staff') throw new Error('Only staff start an audit by hand');
      await endBrokenOff(db, clock.now());
      const id = await db.transaction(async (tx) => {
        await lockRuns(tx);
        if (await findUnderWay(tx.prisma, tx.at)) {
          throw conflict('audit_under_way', 'An audit is under way already.');
        }
        const run = {
          source: 'staff' as const,
          askedById: actor.staffId,
          sentences: CHECKS.length,
          at: tx.at,
          isRunning: false,
        };
        const runId = await insertRun(tx.prisma, run);
        await tx.job('audit.run', { runId });
        tx.audit({ actor, action: 'audit.run', subject: { type: 'audit_run', id: runId }, accountId: null });
        return runId;
      });
      return get(actor, id);
    },

    async run(runId) {
      try {
        await file((await auditAndKeep(parts, runId)) ?? []);
      } catch (error) {
        // The run says that it failed; whoever asked may ask again.
        log.error({ error, run: runId }, 'An audit could not be run to the end');
      }
    },

    async list(actor, list) {
      authorize(actor, 'audit.read');
      return listRuns(db, list);
    },

    get,
  };
}
