import React from 'react';
import type { Notice } from '../kit/admin';
import { CallFailed, call, isAborted } from '../kit/api';

export interface Preview {
  readonly currency: string;
  readonly creditable: number;
  readonly lines: readonly {
    readonly invoiceLineId: string;
    readonly amount: number;
    readonly credits: number;
  }[];
  readonly taxes: readonly {
    readonly name: string;
    readonly basisPoints: number;
    readonly taxable: number;
    readonly amount: number;
  }[];
  readonly subtotal: number;
  readonly tax: number;
  readonly total: number;
  readonly appliedToDue: number;
  readonly toAccount: number;
  readonly creditsTaken: number;
  readonly creditsOwed: number;
  readonly needsSecondPerson: boolean;
}

export interface Previewed {
  readonly preview: Preview | null;
  /** Why there is none. */
  readonly refusal: string | null;
  readonly isLoading: boolean;
}

const PAUSE_MS = 250;
const NOTHING: Previewed = { preview: null, refusal: null, isLoading: false };

/** What a credit note would come to, asked anew a moment after the typing. Null: the form says nothing yet. */
export function usePreview(path: string, what: object | null): Previewed {
  const [previewed, setPreviewed] = React.useState<Previewed>(NOTHING);
  const asked = what === null ? null : JSON.stringify(what);
  React.useEffect(() => {
    if (asked === null) {
      setPreviewed(NOTHING);
      return undefined;
    }
    const leaving = new AbortController();
    setPreviewed((now) => ({ ...now, isLoading: true }));
    const timer = window.setTimeout(() => {
      call<{ preview?: Preview; notice?: Notice }>(path, {
        body: JSON.parse(asked) as object,
        signal: leaving.signal,
      }).then(
        ({ preview = null, notice }) =>
          setPreviewed({ preview, refusal: preview ? null : (notice?.message ?? null), isLoading: false }),
        (error: unknown) => {
          if (isAborted(error)) return;
          const refusal = error instanceof CallFailed ? error.message : 'Something went wrong.';
          setPreviewed({ preview: null, refusal, isLoading: false });
        },
      );
    }, PAUSE_MS);
    return () => {
      window.clearTimeout(timer);
      leaving.abort();
    };
  }, [path, asked]);
  return previewed;
}
