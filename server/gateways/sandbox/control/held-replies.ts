/** A reply that the sandbox keeps back although the call took effect, so that its caller can be killed meanwhile. */
export interface HeldReply {
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
}

export interface HeldReplies {
  /** Resolves when the reply is released or `gone` resolves, because the caller hung up. */
  hold(reply: HeldReply, gone: Promise<void>): Promise<void>;
  list(): HeldReply[];
  release(requestId: string | null): number;
  /** Resolves as soon as a reply is held; false after `timeoutMs`. */
  waitForOne(timeoutMs: number): Promise<boolean>;
}

export function createHeldReplies(): HeldReplies {
  const held = new Map<string, { reply: HeldReply; release: () => void }>();
  let waiting: (() => void)[] = [];

  return {
    hold: async (reply, gone) => {
      const released = new Promise<void>((resolve) => held.set(reply.requestId, { reply, release: resolve }));
      for (const wake of waiting) wake();
      waiting = [];
      await Promise.race([released, gone]);
      held.delete(reply.requestId);
    },
    list: () => [...held.values()].map((entry) => entry.reply),
    release: (requestId) => {
      const chosen = [...held.values()].filter(
        (entry) => requestId === null || entry.reply.requestId === requestId,
      );
      for (const entry of chosen) entry.release();
      return chosen.length;
    },
    waitForOne: async (timeoutMs) => {
      if (held.size > 0) return true;
      let timer: NodeJS.Timeout | undefined;
      const timedOut = new Promise<boolean>((resolve) => {
        timer = setTimeout(() => resolve(false), timeoutMs);
      });
      const arrived = new Promise<boolean>((resolve) => waiting.push(() => resolve(true)));
      const result = await Promise.race([arrived, timedOut]);
      clearTimeout(timer);
      return result;
    },
  };
}
