import type { NotificationProvider } from '@refinedev/core';
import { App } from 'antd';
import { useMemo } from 'react';

/** Refine's messages as AntD notifications. Our own, because @refinedev/antd would come along into the first load. */
export const useNotificationProvider = (): NotificationProvider => {
  const { notification } = App.useApp();
  return useMemo(
    () => ({
      open: ({ key, message, description, type }) =>
        notification.open({
          key: key ?? message,
          message: description ?? message,
          type: type === 'progress' ? 'info' : type,
          placement: 'bottomRight',
          role: type === 'error' ? 'alert' : 'status',
        }),
      close: (key) => notification.destroy(key),
    }),
    [notification],
  );
};
