import { ClusterReader } from "./cluster-reader";

/** Changes objects of one API server, too. */
export class ClusterWriter extends ClusterReader {
  /** Sets fields, and takes those away that are null. */
  async merge(path: string, fields: object): Promise<void> {
    await this.request("PATCH", path, JSON.stringify(fields), "application/merge-patch+json");
  }

  async delete(path: string): Promise<void> {
    await this.request("DELETE", path);
  }
}
