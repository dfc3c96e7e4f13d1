import { UserError } from "../lib/errors";

const fullText = /no space left on device|disk quota exceeded|ENOSPC|EDQUOT/i;

/** Whether an error of Node's, or the output of a program, says that a disk is full. */
export function isDiskFull(problem: unknown): boolean {
  if (typeof problem === "string") return fullText.test(problem);
  const code = (problem as NodeJS.ErrnoException | undefined)?.code;
  return code === "ENOSPC" || code === "EDQUOT";
}

/** The message for a full disk. */
export function diskFull(directory: string, what: string): UserError {
  return new UserError(
    `the disk of ${directory} must have room for ${what}, got "no space left on device"; free some space there and ` +
      "run it again (builds need about 8 GB in all; PLATFORM_CACHE, GOCACHE and GOMODCACHE move them to another disk)",
  );
}

/** The code of an error that says that a folder cannot be written. */
export function codeOfDiskError(error: unknown): string | undefined {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code !== undefined && ["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST"].includes(code) ? code : undefined;
}
