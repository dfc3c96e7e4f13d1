import { lines, rate, stat, type Dashboard } from "./model";

export const vault: Dashboard = {
  uid: "platform-vault",
  title: "Vault",
  rows: [
    {
      title: "Now",
      panels: [
        stat("Servers unsealed", "short", "sum(vault_core_unsealed)"),
        stat("Servers active", "short", "sum(vault_core_active)"),
        stat("Leases", "short", "max(vault_expire_num_leases)"),
        stat("Failures of audit devices in a day", "short", "sum(increase(vault_audit_log_request_failure[1d]))"),
      ],
    },
    {
      title: "Requests",
      panels: [
        lines("Requests", "reqps", [`sum(rate(vault_core_handle_request_count${rate}))`, "all"]),
        lines("Time of 99 % of requests", "ms", [
          'max by (pod) (vault_core_handle_request{quantile="0.99"})',
          "{{pod}}",
        ]),
        lines("Sign-ins", "reqps", [`sum(rate(vault_core_handle_login_request_count${rate}))`, "all"]),
        lines("Memory", "bytes", ["max by (pod) (vault_runtime_alloc_bytes)", "{{pod}}"]),
      ],
    },
  ],
};

export const externalSecrets: Dashboard = {
  uid: "platform-external-secrets",
  title: "Secrets out of Vault",
  rows: [
    {
      title: "External Secrets",
      panels: [
        lines("Not like Vault", "short", [
          'externalsecret_status_condition{condition="Ready",status="False"} == 1',
          "{{namespace}}/{{name}}",
        ]),
        lines(
          "Synchronised, and failed, in an hour",
          "short",
          ["sum(increase(externalsecret_sync_calls_total[1h]))", "all"],
          ["sum(increase(externalsecret_sync_calls_error[1h]))", "failed"],
        ),
        lines("Calls to Vault", "reqps", [
          `sum by (call, status) (rate(externalsecret_provider_api_calls_count${rate}))`,
          "{{call}} {{status}}",
        ]),
      ],
    },
  ],
};

export const storage: Dashboard = {
  uid: "platform-storage",
  title: "Ceph",
  rows: [
    {
      title: "Now",
      panels: [
        stat("Health (0 well, 1 warning, 2 error)", "short", "max(ceph_health_status)"),
        stat("Part that is used", "percentunit", "max(ceph_cluster_total_used_bytes) / max(ceph_cluster_total_bytes)"),
        stat("OSDs up", "short", "sum(ceph_osd_up)"),
        stat("OSDs in", "short", "sum(ceph_osd_in)"),
      ],
    },
    {
      title: "Data",
      panels: [
        lines("Pools: part that is used", "percentunit", [
          "ceph_pool_percent_used * on (pool_id) group_left (name) ceph_pool_metadata",
          "{{name}}",
        ]),
        lines(
          "Placement groups that are not as they should be",
          "short",
          ["sum(ceph_pg_degraded)", "degraded"],
          ["sum(ceph_pg_undersized)", "undersized"],
        ),
        lines(
          "Operations of clients",
          "ops",
          [`sum(rate(ceph_osd_op_r${rate}))`, "read"],
          [`sum(rate(ceph_osd_op_w${rate}))`, "written"],
        ),
        lines(
          "Data of clients",
          "Bps",
          [`sum(rate(ceph_osd_op_r_out_bytes${rate}))`, "read"],
          [`sum(rate(ceph_osd_op_w_in_bytes${rate}))`, "written"],
        ),
      ],
    },
  ],
};

export const backup: Dashboard = {
  uid: "platform-backup",
  title: "Backups",
  rows: [
    {
      title: "Velero",
      panels: [
        lines("Age of the last good backup", "s", [
          'time() - max by (schedule) (velero_backup_last_successful_timestamp{schedule!=""})',
          "{{schedule}}",
        ]),
        lines(
          "Backups in a day that failed",
          "short",
          ['sum by (schedule) (increase(velero_backup_failure_total{schedule!=""}[1d]))', "{{schedule}} failed"],
          [
            'sum by (schedule) (increase(velero_backup_partial_failure_total{schedule!=""}[1d]))',
            "{{schedule}} in part",
          ],
        ),
        lines("Backups that are kept", "short", ["max(velero_backup_total)", "all"]),
        lines("Size without volumes", "bytes", [
          'max by (schedule) (velero_backup_tarball_size_bytes{schedule!=""})',
          "{{schedule}}",
        ]),
      ],
    },
  ],
};
