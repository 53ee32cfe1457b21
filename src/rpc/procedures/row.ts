import type { ProgramName } from '../packet.ts';
import type { Call } from '../server/call.ts';
import { type Fields, type StructOf, struct, type XdrType } from '../xdr/index.ts';

/**
 * One procedure, as both ends know it: its number, the release that brought its API, what it is given and what it
 * answers. A server runs its handler; one without is not supported by this driver, which is what a client is told.
 */
export interface Row<A, R> {
  readonly program: ProgramName;
  readonly number: number;
  /** The libvirt release in which the API appeared. */
  readonly since: string;
  /** Whether the API changes something: a read-only connection may not call it. */
  readonly access: 'read' | 'write';
  readonly args: XdrType<A>;
  readonly result: XdrType<R>;
  handle?(call: Call, args: A): Promise<R>;
}

/** What a procedure is called with, and what it answers. */
export type ArgsOf<X> = X extends Row<infer A, infer _> ? A : never;
export type AnswerOf<X> = X extends Row<infer _, infer R> ? R : never;

/** Procedures by the name of their API, without its `vir`. */
export type Rows = Readonly<Record<string, Row<unknown, unknown>>>;

type Handle<A extends Fields, R extends Fields> = (call: Call, args: StructOf<A>) => Promise<StructOf<R>>;

/** A procedure that only asks. */
export const reads = <A extends Fields, R extends Fields>(
  number: number,
  since: string,
  args: A,
  result: R,
  handle?: Handle<A, R>,
) => row('read', { number, since, args, result, handle });

/** A procedure that changes something (virCheckReadOnlyGoto stands in its API). */
export const writes = <A extends Fields, R extends Fields>(
  number: number,
  since: string,
  args: A,
  result: R,
  handle?: Handle<A, R>,
) => row('write', { number, since, args, result, handle });

interface Written<A extends Fields, R extends Fields> {
  readonly number: number;
  readonly since: string;
  readonly args: A;
  readonly result: R;
  readonly handle: Handle<A, R> | undefined;
}

const row = <A extends Fields, R extends Fields>(
  access: 'read' | 'write',
  { number, since, args, result, handle }: Written<A, R>,
): Row<StructOf<A>, StructOf<R>> => ({
  program: 'remote',
  number,
  since,
  access,
  args: struct(args),
  result: struct(result),
  ...(handle && { handle }),
});

/** Handlers for some of the rows, by name. */
export type HandlersOf<T> = { readonly [K in keyof T]?: (call: Call, args: ArgsOf<T[K]>) => Promise<AnswerOf<T[K]>> };

/** The rows with these handlers: for procedures whose handlers need a client, which itself needs the rows. */
export function served<const T extends Rows>(rows: T, handlers: HandlersOf<T>): T {
  const entries = Object.entries(rows).map(([name, row]) => {
    const handle = handlers[name as keyof T];
    return [name, handle ? { ...row, handle } : row];
  });
  return Object.fromEntries(entries) as T;
}

/** Rows of another program than the remote one. */
export const inProgram = <const T extends Rows>(program: ProgramName, rows: T): T =>
  Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, { ...row, program }])) as T;
