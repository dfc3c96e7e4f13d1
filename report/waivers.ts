import type { Finding } from "../local/engine/types";
import { subject } from "./findings";

/** A waiver in force, as a finding tells of it. */
export interface WaiverLine {
  policy: string;
  resource: string;
  /** YYYY-MM-DD. */
  until: string;
  /** Days after today on which it still holds. */
  daysLeft: number;
  owner: string;
  ticket: string;
  reason: string;
}

const form = /^waived until (?<until>\d{4}-\d{2}-\d{2}) by (?<owner>.+?) \((?<ticket>[^)]*)\): (?<reason>[\s\S]*)$/;

/** Waived findings, those that end first before the others. @param today YYYY-MM-DD */
export function waiverLines(findings: Finding[], today: string): WaiverLine[] {
  return findings
    .filter(({ status }) => status === "waived")
    .map((finding) => {
      const {
        until = "",
        owner = "",
        ticket = "",
        reason = finding.message,
      } = form.exec(finding.message)?.groups ?? {};
      return {
        policy: finding.policy,
        resource: subject(finding),
        until,
        daysLeft: daysBetween(today, until),
        owner,
        ticket,
        reason,
      };
    })
    .sort(
      (a, b) => a.daysLeft - b.daysLeft || a.policy.localeCompare(b.policy) || a.resource.localeCompare(b.resource),
    );
}

/** Whole days from one day to another; negative when the second is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}
