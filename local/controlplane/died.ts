import { UserError } from "../lib/errors";
import { isDiskFull } from "../toolchain/disk";
import { lastLines } from "../toolchain/run";
import { readIfPresent } from "./files";
import type { Layout, ServerName } from "./layout";

/** A server that ended while it should run, with what it said last. */
export class ServerDied extends UserError {
  /** Whether another process took its port between our look and its start. */
  readonly portTaken: boolean;

  constructor(
    layout: Layout,
    readonly server: ServerName,
  ) {
    const log = readIfPresent(layout.log(server)) ?? "";
    const said = lastLines(log, 8);
    const remedy = isDiskFull(log)
      ? "free some space on that disk and run it again"
      : "run it again, and if that does not help, begin afresh: npm run local -- down";
    super(
      `${server} must keep running, but it ended${said ? `, saying:\n${said}\n` : " without a word; "}` +
        `its log is ${layout.log(server)}; ${remedy}`,
    );
    this.portTaken = /address already in use/.test(log);
  }
}
