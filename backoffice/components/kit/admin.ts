// What AdminJS puts into the page, and the shapes of its answers, as far as they are used here.
import type React from 'react';
import type { BulkLook, ListLook } from '../../kit/look';

export interface ActionJson {
  readonly name: string;
  readonly actionType: string;
  readonly component: string | false | null;
  readonly resourceId: string;
  readonly custom: Partial<BulkLook> & { readonly noun?: string };
}

export interface ResourceJson {
  readonly id: string;
  readonly resourceActions: readonly ActionJson[];
  readonly actions: readonly ActionJson[];
}

export interface RecordJson<Related = unknown> {
  readonly id: string;
  readonly title: string;
  readonly params: Readonly<Record<string, string | number | boolean | null | undefined>>;
  readonly populated: Readonly<Record<string, RecordJson | string | null | undefined>>;
  readonly errors: Readonly<Record<string, { message: string }>>;
  readonly recordActions: readonly ActionJson[];
  readonly bulkActions: readonly ActionJson[];
  readonly related: Related;
}

export interface Notice {
  readonly message: string;
  readonly type: 'success' | 'info' | 'error';
  readonly link?: { readonly to: string; readonly label: string };
}

export interface ListLookJson extends ListLook {
  readonly sortable: readonly string[];
  readonly noun: string;
}

/** What a screen of a record is given. */
export interface ScreenProps<Related = unknown> {
  readonly resource: ResourceJson;
  readonly action: ActionJson;
  readonly record: RecordJson<Related>;
  /** Puts a fresh record on the screen. */
  readonly refresh: () => Promise<void>;
}

/** What a form of an action on a record is given. */
export interface FormProps {
  readonly resource: ResourceJson;
  readonly record: RecordJson;
  readonly action: ActionJson;
  /** What is filled in already, by field. */
  readonly initial?: Readonly<Record<string, string>>;
  readonly onCancel?: () => void;
  readonly onDone: () => Promise<void>;
  /** It was refused, so the record may not be any more what is shown. */
  readonly onRefused: () => Promise<void>;
}

interface State {
  readonly session: { readonly email: string; readonly title: string; readonly role: string };
  readonly resources: readonly ResourceJson[];
  readonly dashboard: { readonly component: string };
  readonly pages: readonly { readonly name: string; readonly component: string }[];
}

declare const AdminJS: { readonly UserComponents: Readonly<Record<string, React.ComponentType<never>>> };
declare const window: Window & { readonly REDUX_STATE: State };

export const state = (): State => window.REDUX_STATE;

export const resourceOf = (id: string | undefined): ResourceJson | undefined =>
  state().resources.find((resource) => resource.id === id);

/** A component of the catalogue by the name that the server gave. */
export function componentOf<Props>(
  name: string | false | null | undefined,
): React.ComponentType<Props> | null {
  return name
    ? ((AdminJS.UserComponents[name] as unknown as React.ComponentType<Props> | undefined) ?? null)
    : null;
}

export const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value));
