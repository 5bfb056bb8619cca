import type { AuditRun, AuditRunSource } from '../generated/prisma/client.js';
import type { Db, Prisma, Reader, Tx } from '../kit/db.js';
import { newId } from '../kit/ids.js';
import { type ListQuery, type Page, toPrismaList } from '../kit/list.js';
import { addSeconds } from '../kit/time.js';

export type AuditRunRow = AuditRun & { askedBy: { id: string; name: string } | null };
export type { AuditRunSource };

const withPerson = { askedBy: { select: { id: true, name: true } } } as const;

/** An audit takes no longer: one that has not ended by then was broken off with its process. */
export const LONGEST_RUN_SECONDS = 6 * 3_600;

/** Whether results can be written here: not in a copy that may only be read. */
export async function canKeepRuns(reader: Reader): Promise<boolean> {
  const [row] = await reader.$queryRaw<{ can: boolean | null }[]>`
    SELECT has_table_privilege('audit_run', 'INSERT') AND has_table_privilege('audit_run', 'UPDATE') AND NOT pg_is_in_recovery()
           AND current_setting('transaction_read_only') = 'off' AS can`;
  return row?.can ?? false;
}

/** Those who start one come one after another until the commit. */
export async function lockRuns(tx: Tx): Promise<void> {
  await tx.prisma.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('countinghouse:audit_run', 0))`;
}

/** A job that waits or runs, and has not been broken off. Commands run beside. */
export async function findUnderWay(reader: Reader, at: Date): Promise<{ id: string } | null> {
  return reader.auditRun.findFirst({
    where: {
      finishedAt: null,
      source: { not: 'command' },
      createdAt: { gte: addSeconds(at, -LONGEST_RUN_SECONDS) },
    },
    select: { id: true },
  });
}

export async function insertRun(
  prisma: Reader,
  run: { source: AuditRunSource; askedById: string | null; sentences: number; at: Date; isRunning: boolean },
): Promise<string> {
  const id = newId('adr', { now: () => run.at });
  await prisma.auditRun.create({
    data: {
      id,
      source: run.source,
      askedById: run.askedById,
      sentences: run.sentences,
      state: run.isRunning ? 'running' : 'waiting',
      startedAt: run.isRunning ? run.at : null,
      createdAt: run.at,
    },
  });
  return id;
}

/** Begins a run that waits, or one whose process died; answers false where it has ended already. */
export async function markRunning(db: Db, id: string, sentences: number, at: Date): Promise<boolean> {
  const { count } = await db.prisma.auditRun.updateMany({
    where: { id, finishedAt: null },
    data: { state: 'running', startedAt: at, findings: [], sentences },
  });
  return count === 1;
}

/** What it found so far. */
export async function noteFindings(db: Db, id: string, findings: Prisma.InputJsonArray): Promise<void> {
  await db.prisma.auditRun.updateMany({ where: { id, finishedAt: null }, data: { findings } });
}

export async function markEnded(
  db: Db,
  id: string,
  end: { findings: Prisma.InputJsonArray; holds: boolean; at: Date },
): Promise<void> {
  const { findings, holds, at } = end;
  await db.prisma.auditRun.updateMany({
    where: { id, finishedAt: null },
    data: { state: holds ? 'held' : 'broken', findings, finishedAt: at },
  });
}

export async function markFailed(db: Db, id: string, failure: string, at: Date): Promise<void> {
  await db.prisma.auditRun.updateMany({
    where: { id, finishedAt: null },
    data: { state: 'failed', failure, finishedAt: at },
  });
}

/** Runs whose process died and that nobody took up again come to no result; `replaced`: all of this source, whatever their age. */
export async function endBrokenOff(db: Db, at: Date, replaced?: AuditRunSource): Promise<void> {
  const old = { createdAt: { lt: addSeconds(at, -LONGEST_RUN_SECONDS) } };
  await db.prisma.auditRun.updateMany({
    where: { finishedAt: null, OR: [old, ...(replaced ? [{ source: replaced }] : [])] },
    data: { state: 'failed', failure: 'It was broken off.', finishedAt: at },
  });
}

export async function findRun(reader: Reader, id: string): Promise<AuditRunRow | null> {
  return reader.auditRun.findUnique({ where: { id }, include: withPerson });
}

const instant = { value: (raw: unknown) => new Date(String(raw)) };

export async function listRuns(db: Db, list: ListQuery): Promise<Page<AuditRunRow>> {
  const { where, ...page } = toPrismaList(list, {
    state: 'state',
    source: 'source',
    createdAt: { column: 'createdAt', ...instant },
  });
  const scoped = { AND: where };
  const [rows, total] = await Promise.all([
    db.prisma.auditRun.findMany({ where: scoped, include: withPerson, ...page }),
    db.prisma.auditRun.count({ where: scoped }),
  ]);
  return { rows, total };
}
