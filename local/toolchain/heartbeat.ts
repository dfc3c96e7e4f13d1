/** How often long work says that it goes on. */
const everySeconds = 10;

/**
 * Runs long work, with a line when it begins, one every ten seconds with the time that went by, and one when it is
 * done.
 */
export async function withHeartbeat<Result>(
  what: string,
  log: (line: string) => void,
  work: () => Promise<Result>,
): Promise<Result> {
  const started = Date.now();
  const elapsed = () => {
    const seconds = Math.round((Date.now() - started) / 1000);
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  };
  log(`${what} …`);
  const timer = setInterval(() => log(`${what} … ${elapsed()}`), everySeconds * 1000);
  try {
    const result = await work();
    log(`${what}: done in ${elapsed()}`);
    return result;
  } finally {
    clearInterval(timer);
  }
}
