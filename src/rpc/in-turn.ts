/** Does one thing after the other; each resolves or rejects by itself, and what comes after it is done all the same. */
export function inTurn(): <T>(work: () => Promise<T> | T) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const own = last.then(work);
    last = own.catch(() => undefined);
    return own;
  };
}
