/**
 * Recursion that needs no call stack: texts made by programs nest and chain deeper than any stack is. A function that
 * would call itself is a generator that yields the work to be done first and goes on with its value:
 *
 *     function* depth(tree: Tree): Work<number> {
 *       let deepest = 0;
 *       for (const child of tree.children) deepest = Math.max(deepest, yield depth(child));
 *       return deepest + 1;
 *     }
 *     runWork(depth(tree));
 */
export interface Work<T> extends Iterator<Work<T>, T, T> {
  [Symbol.iterator](): Work<T>;
}

/** Does a piece of work and all that it asks for, in the order in which calls would. */
export function runWork<T>(first: Work<T>): T {
  const waiting: Work<T>[] = [];
  let work = first;
  let step = work.next();
  for (;;) {
    if (step.done !== true) {
      waiting.push(work);
      work = step.value;
      step = work.next();
      continue;
    }
    const asked = waiting.pop();
    if (asked === undefined) return step.value;
    const { value } = step;
    work = asked;
    step = work.next(value);
  }
}
