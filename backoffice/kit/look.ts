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
  | 'days'
  | 'percent'
  | 'country'
  | 'entry'
  | 'exception'
  | 'source'
  | 'yes'
  | 'actor';

export interface Column {
  readonly name: string;
  readonly label: string;
  readonly cell: Cell;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A filter of the list: a field of the filter panel. A choice without choices gets them with the list. */
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

/** The list as a file: its address, and what it calls the list's filters. */
export interface ListExport {
  readonly label: string;
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** What the list component is told; it reaches the browser as the `custom` of the list action. */
export interface ListLook {
  readonly title: string;
  readonly search: string | null;
  readonly columns: readonly Column[];
  readonly filters: readonly FilterField[];
  readonly quick: readonly QuickFilter[];
  readonly empty: string;
  readonly exports?: readonly ListExport[];
}

/**
 * A field of an action's form. `money` is typed in the record's currency and sent in minor units, `percent` as it is said and
 * sent in basis points, `check` is sent as true or false.
 */
export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly kind: 'text' | 'prose' | 'money' | 'date' | 'percent' | 'check';
  readonly isRequired: boolean;
  readonly help?: string;
  readonly maxLength?: number;
  /** What stands there to begin with; `on` for a check. */
  readonly initial?: string;
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
  /** It is a page of its own, with a component that knows the record. */
  readonly isPage?: true;
}

/** What is done to many records at once. `download`: nothing is changed, the address answers a file for the ids. */
export interface BulkLook extends ActionLook {
  readonly bulk: true;
  readonly download?: string;
}
