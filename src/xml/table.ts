/** Rows by name, for looking up with words from outside: unlike a plain object it has no `constructor` or `toString`. */
export type Table<T> = Readonly<Record<string, T>>;

/** A table of these rows. */
export const table = <T>(rows: Table<T>): Table<T> => Object.assign(Object.create(null), rows);
