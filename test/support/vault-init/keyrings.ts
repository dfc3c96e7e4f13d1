import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Throw-away keyrings of people: a GNUPGHOME each, as if on machines of their own. */
export class Keyrings {
  constructor(private readonly directory: string) {}

  home(name: string): string {
    return join(this.directory, name);
  }

  /** @returns the file with the public key */
  add(name: string, { algorithm = "future-default", armor = true, passphrase = "" } = {}): string {
    mkdirSync(this.home(name), { recursive: true, mode: 0o700 });
    writeFileSync(join(this.home(name), "gpg-agent.conf"), "allow-loopback-pinentry\n");
    const secret = ["--pinentry-mode", "loopback", "--passphrase", passphrase];
    this.gpg(name, [...secret, "--quick-generate-key", name, algorithm, "default", "never"]);
    const file = join(this.directory, `${name}.${armor ? "asc" : "pgp"}`);
    writeFileSync(file, this.gpg(name, [...(armor ? ["--armor"] : []), "--export", name]));
    return file;
  }

  decrypt(name: string, file: string): string {
    return this.gpg(name, ["--quiet", "--decrypt", file]).toString();
  }

  /** Ends the agents that GnuPG has started for these keyrings. */
  end(...names: string[]): void {
    for (const name of names) execFileSync("gpgconf", ["--homedir", this.home(name), "--kill", "gpg-agent"]);
  }

  private gpg(name: string, args: string[]): Buffer {
    return execFileSync("gpg", ["--homedir", this.home(name), "--batch", ...args], {
      stdio: ["ignore", "pipe", "ignore"],
    });
  }
}
