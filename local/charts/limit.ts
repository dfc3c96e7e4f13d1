/** Runs at most `count` of the given tasks at the same time; the others wait in order. */
export function limited(count: number): <T>(task: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (running >= count) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await task();
    } finally {
      // The place goes to the next in line without becoming free, so that nobody can jump the queue.
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
