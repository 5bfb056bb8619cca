import { useEffect, useState } from 'react';
import type { getPortalConfig } from '../../server/kit/config.contract.js';
import type { ReplyOf } from '../../server/kit/endpoint.contract.js';
import { call } from './call.js';

export type PortalConfig = ReplyOf<typeof getPortalConfig>;

let loading: Promise<PortalConfig> | null = null;

/** Asked once for the whole visit; a failure is forgotten so that the next page asks again. */
export const loadConfig = (): Promise<PortalConfig> => {
  loading ??= call<typeof getPortalConfig>('GET', '/v1/config').catch((thrown: unknown) => {
    loading = null;
    throw thrown;
  });
  return loading;
};

const RETRY_MS = 2_000;

/** The installation's public settings, or null until they are there. */
export const usePortalConfig = (): PortalConfig | null => {
  const [config, setConfig] = useState<PortalConfig | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isGone = false;
    const ask = () => {
      loadConfig().then(
        (loaded) => (isGone ? undefined : setConfig(loaded)),
        () => {
          if (!isGone) timer = setTimeout(ask, RETRY_MS);
        },
      );
    };
    ask();
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, []);
  return config;
};
