import { UserError } from "../../lib/errors";

/** A failure to write, in words with a remedy; anything else as it is. */
export function diskProblem(error: unknown, directory: string): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case "ENOSPC":
    case "EDQUOT":
      return new UserError(
        `the disk of ${directory} must have room, got none left; free some, then run the command again`,
      );
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new UserError(`${directory} must be writable, got no permission; choose another folder with --to`);
    case "ENOTDIR":
    case "EEXIST":
      return new UserError(`${directory} must be a folder, got a file; choose another with --to`);
    default:
      return error;
  }
}
