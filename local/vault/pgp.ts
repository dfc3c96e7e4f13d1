import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { messageOf, UserError } from "../lib/errors";

/** A person who gets a part of the key. */
export interface Operator {
  name: string;
  /** Their public key, armored or binary. */
  pgpKeyFile: string;
}

/** The packets of a key as Vault takes them: base64 without the frame of an armored file. */
export function keyForVault({ name, pgpKeyFile }: Operator): string {
  const bytes = readKey(name, pgpKeyFile);
  const text = bytes.toString("latin1");
  if (!text.includes("-----BEGIN PGP PUBLIC KEY BLOCK-----")) return bytes.toString("base64");
  const lines = text.replaceAll("\r", "").split("\n");
  const start = lines.indexOf("", lines.indexOf("-----BEGIN PGP PUBLIC KEY BLOCK-----"));
  const end = lines.indexOf("-----END PGP PUBLIC KEY BLOCK-----");
  // The line that begins with = is a checksum.
  return lines
    .slice(start + 1, end)
    .filter((line) => !line.startsWith("="))
    .join("");
}

function readKey(name: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UserError(
      `the PGP key of ${name} must be readable, got ${messageOf(error)}; correct platform:vault.operators`,
    );
  }
}

/**
 * Proves before anything happens that something can be encrypted to every operator, and that the one at this machine
 * can decrypt it: a mistake found later costs a quorum of the others.
 */
export async function proveKeys(operators: Operator[], own: Operator, decryptCommand: string): Promise<void> {
  const nonce = randomBytes(16).toString("hex");
  const encrypted = new Map<string, Buffer>();
  for (const operator of operators) encrypted.set(operator.name, await encryptTo(operator, nonce));
  const back = await decrypt(decryptCommand, encrypted.get(own.name) as Buffer, `what is encrypted to ${own.name}`);
  if (back !== nonce) {
    throw new UserError(
      `--decrypt must print what it decrypts and nothing else, got something else from ${decryptCommand}; correct it`,
    );
  }
}

async function encryptTo({ name, pgpKeyFile }: Operator, text: string): Promise<Buffer> {
  const args = ["--batch", "--quiet", "--trust-model", "always", "--recipient-file", pgpKeyFile, "--encrypt"];
  const { status, output, words } = await pipe("gpg", args, Buffer.from(text), false);
  if (status === 0) return output;
  throw new UserError(
    `the PGP key of ${name} in ${pgpKeyFile} must be one to encrypt to, got: ${words}; ask ${name} for a key that has not expired, or correct platform:vault.operators`,
  );
}

/** Decrypts in memory. The command reads from its standard input, so that nothing is on a disk or a command line. */
export async function decrypt(command: string, encrypted: Buffer, what: string): Promise<string> {
  const { status, output, words } = await pipe(command, [], encrypted, true);
  if (status === 0) return output.toString("utf8").trim();
  throw new UserError(
    `${command} must decrypt ${what}, got: ${words}; check that the private key is on this machine (gpg --list-secret-keys) and that --as names its owner; in a terminal, export GPG_TTY=$(tty) lets it ask for the passphrase`,
  );
}

interface Piped {
  status: number | null;
  output: Buffer;
  /** The end of what it says on standard error, on one line. */
  words: string;
}

function pipe(command: string, args: string[], input: Buffer, shell: boolean): Promise<Piped> {
  return new Promise((resolve, reject) => {
    // Whoever decrypts has no use for a token of Vault.
    const env = { ...process.env };
    delete env["VAULT_TOKEN"];
    const child = spawn(command, args, { env, shell, stdio: "pipe" });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
    child.stdin.on("error", () => undefined); // its exit status says more
    child.on("error", (error) => {
      reject(new UserError(`${command} must be installed, got: ${messageOf(error)}; install GnuPG 2.2 or later`));
    });
    child.on("close", (status) => {
      const words = Buffer.concat(errors).toString().trim().split("\n").slice(-3).join("; ");
      resolve({ status, output: Buffer.concat(output), words: words || `exit status ${status}` });
    });
    child.stdin.end(input);
  });
}
