// How the browser draws lists and forms: said by the server, read by the components. No imports, since both sides have it.

/** How a cell is drawn. `money` takes its currency from the record's `currency`. */
export type Cell =
  | 'text'
  | 'code'
  | 'money'
  | 'number'
  | 'status'
  | 'when'
  | 'date'
  | 'account'
  | 'invoice'
  | 'method'
  | 'age'
  | 'actor';

export interface Column {
  readonly name: string;
  readonly label: string;
  readonly cell: Cell;
}

/** A filter of the list: a choice shown in the toolbar, or a field of the filter panel. */
export interface FilterField {
  readonly name: string;
  readonly label: string;
  readonly kind: 'text' | 'choice' | 'dates' | 'id';
  readonly choices?: readonly string[];
}

export interface QuickFilter {
  readonly label: string;
  readonly filter: Readonly<Record<string, string>>;
  /** Shown in brackets where the list's answer carries a count of this name. */
  readonly count?: string;
}

/** What the list component is told; it reaches the browser as the `custom` of the list action. */
export interface ListLook {
  readonly title: string;
  readonly search: string | null;
  readonly columns: readonly Column[];
  readonly filters: readonly FilterField[];
  readonly quick: readonly QuickFilter[];
  readonly empty: string;
}

/** A field of an action's form. `money` is typed in the record's currency and sent in minor units. */
export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly kind: 'text' | 'prose' | 'money';
  readonly isRequired: boolean;
  readonly help?: string;
  readonly maxLength?: number;
}

/** One sentence about what an action would do, said before it is done. */
export interface Effect {
  readonly text: string;
  /** `stop`: it would be refused, for this reason. */
  readonly tone: 'plain' | 'warn' | 'stop';
}

export interface ActionLook {
  readonly label: string;
  /** What the button of the form says. */
  readonly verb: string;
  readonly message: string;
  readonly tone: 'primary' | 'danger' | 'neutral';
  readonly fields: readonly FormField[];
  /** A component of the catalogue instead of the form made of `fields`. */
  readonly form?: string;
  /** The form asks the server by GET what would be done (`prepare` of the action). */
  readonly prepares?: boolean;
}
