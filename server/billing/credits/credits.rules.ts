export interface BurnableLot {
  id: string;
  remaining: bigint;
  priority: number;
  expiresAt: Date | null;
  createdAt: Date;
}

export interface Burn {
  lotId: string;
  credits: bigint;
}

/** The stated order: priority, then expiry (never last), then age, then id. */
function inOrder(a: BurnableLot, b: BurnableLot): number {
  if (a.priority !== b.priority) return a.priority - b.priority;
  const expiry = (lot: BurnableLot) => lot.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
  if (expiry(a) !== expiry(b)) return expiry(a) < expiry(b) ? -1 : 1;
  const age = a.createdAt.getTime() - b.createdAt.getTime();
  return age !== 0 ? age : a.id < b.id ? -1 : 1;
}

/**
 * From which lots an amount is taken at an instant. A lot that has expired then is not touched. Null: there is not
 * enough, and nothing is taken.
 */
export function burn(lots: readonly BurnableLot[], credits: bigint, at: Date): Burn[] | null {
  let open = credits;
  const burnt: Burn[] = [];
  for (const lot of [...lots].sort(inOrder)) {
    if (open === 0n) break;
    if (lot.remaining <= 0n || (lot.expiresAt !== null && lot.expiresAt <= at)) continue;
    const taken = lot.remaining < open ? lot.remaining : open;
    burnt.push({ lotId: lot.id, credits: taken });
    open -= taken;
  }
  return open === 0n ? burnt : null;
}
