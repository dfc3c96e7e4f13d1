/** What the doctor found. */
export interface Finding {
  /** `error` blocks a deployment, `warning` may surprise, `ok` is said so that people see what was looked at. */
  severity: "error" | "warning" | "ok";
  /** What it is about, in a word or two. */
  subject: string;
  message: string;
  /** What to do. Absent for what is fine. */
  remedy?: string;
  /** What it is about in particular, one thing a line. */
  details?: string[];
}

export const ok = (subject: string, message: string): Finding => ({ severity: "ok", subject, message });
export const warning = (subject: string, message: string, remedy: string): Finding => ({
  severity: "warning",
  subject,
  message,
  remedy,
});
export const error = (subject: string, message: string, remedy: string): Finding => ({
  severity: "error",
  subject,
  message,
  remedy,
});
