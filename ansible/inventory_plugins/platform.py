"""Inventory of a stack: its environments from its outputs, and the hosts that its file lists."""

from __future__ import annotations

DOCUMENTATION = """
name: platform
short_description: Environments of a stack, and the hosts beside its cluster
description:
  - Reads outputs of a stack of this project, and makes one host of each environment, in group C(environments), with
    how to reach its cluster and which namespaces its teams have.
  - Hosts that no stack makes (bastion, runner, storage) are listed in the file itself.
  - The file's name ends in C(platform.yml).
options:
  plugin:
    description: Says that the file is for this plugin.
    required: true
    choices: [platform]
  stack:
    description: Name of the stack, as C(pulumi stack ls) shows it.
    type: str
    required: true
  outputs:
    description:
      - File with what C(pulumi stack output --json --stack STACK) printed, relative to the inventory file.
      - The default is to ask the Pulumi CLI, which needs the stack's backend.
    type: str
  kubeconfig:
    description:
      - File to reach a cluster that the stack did not make.
      - The default is C(K8S_AUTH_KUBECONFIG), then C(~/.kube/config).
    type: str
  context:
    description: Context in the kubeconfig of a cluster that the stack did not make; never its current one.
    type: str
  hosts:
    description: Hosts by group, each with its variables; C(ansible_host) is required.
    type: dict
    default: {}
"""

EXAMPLES = """
plugin: platform
stack: production
hosts:
  bastion:
    bastion-1: { ansible_host: 10.0.0.4, ansible_user: ops }
  gitlab_runner: {}
  storage: {}
"""

import json
import os
import subprocess
import sys

import yaml
from ansible.errors import AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin

# Groups for which site.yml has a play; ceph_bootstrap is one host of storage.
GROUPS = ("bastion", "gitlab_runner", "storage", "ceph_bootstrap")
PROGRAM = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class InventoryModule(BaseInventoryPlugin):
    NAME = "platform"

    def verify_file(self, path):
        return super().verify_file(path) and path.endswith("platform.yml")

    def parse(self, inventory, loader, path, cache=False):
        super().parse(inventory, loader, path, cache)
        self._read_config_data(path)
        stack = self.get_option("stack")
        outputs = self._outputs(stack, path)
        self._add_environments(stack, outputs)
        self._add_hosts(path)

    def _outputs(self, stack, path):
        file = self.get_option("outputs")
        if file is None:
            return parsed(ask_pulumi(stack), f"what pulumi printed of stack {stack}")
        file = os.path.join(os.path.dirname(os.path.abspath(path)), os.path.expanduser(file))
        try:
            with open(file, encoding="utf-8") as content:
                return parsed(content.read(), file)
        except OSError as error:
            raise AnsibleParserError(
                f"outputs must name a file that can be read, got {file}: {error.strerror}; "
                f"write it with: pulumi stack output --json --stack {stack} > {file}"
            ) from None

    def _add_environments(self, stack, outputs):
        environments = required(outputs, "environmentNamespaces", stack, list)
        teams = required(outputs, "namespacesByTeam", stack, dict)
        access = self._access(stack, outputs)
        self.inventory.add_group("environments")
        for environment in environments:
            if environment in self.inventory.hosts:
                raise AnsibleParserError(
                    f"an environment must be of one stack, got {environment} twice; leave one of the inventories away"
                )
            self.inventory.add_host(environment, "environments")
            variables = {
                "ansible_connection": "local",
                # Modules for Kubernetes run with the packages of Ansible itself.
                "ansible_python_interpreter": sys.executable,
                "platform_stack": stack,
                "platform_environment": environment,
                "platform_team_namespaces": teams,
                **access,
            }
            for name, value in variables.items():
                self.inventory.set_variable(environment, name, value)

    def _access(self, stack, outputs):
        """How to reach the cluster: the stack's own kubeconfig, or the context that the file names."""
        made = outputs.get("kubeconfig")
        if made is None:
            if self.get_option("context") is None:
                raise AnsibleParserError(
                    f"context must name a context of a kubeconfig, got none: stack {stack} has no output kubeconfig, "
                    "as its cluster exists without it; set context to that of platform:cluster.context"
                )
            access = {"platform_context": self.get_option("context")}
            file = self.get_option("kubeconfig")
            return access if file is None else {**access, "platform_kubeconfig": os.path.expanduser(file)}
        kubeconfig = yaml.safe_load(made) if isinstance(made, str) else made
        if not isinstance(kubeconfig, dict) or not kubeconfig.get("contexts"):
            raise AnsibleParserError(
                f"output kubeconfig of stack {stack} must be a kubeconfig with a context, got another text; "
                "a secret output is printed as [secret]: this program's is none, so deploy the stack again"
            )
        return {"platform_kubeconfig": kubeconfig, "platform_context": kubeconfig["contexts"][0]["name"]}

    def _add_hosts(self, path):
        for group in GROUPS:
            self.inventory.add_group(group)
        for group, hosts in self.get_option("hosts").items():
            if group not in GROUPS:
                raise AnsibleParserError(
                    f"hosts must have the groups {', '.join(GROUPS)}, got {group}; rename it, or use a second inventory"
                )
            for name, variables in (hosts or {}).items():
                if not isinstance(variables, dict) or "ansible_host" not in variables:
                    raise AnsibleParserError(
                        f"hosts.{group}.{name} must have ansible_host, got none; set it to the host's address"
                    )
                self.inventory.add_host(name, group)
                for key, value in variables.items():
                    self.inventory.set_variable(name, key, value)


def ask_pulumi(stack):
    command = ["pulumi", "stack", "output", "--json", "--non-interactive", "--stack", stack]
    try:
        answer = subprocess.run(command, cwd=PROGRAM, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise AnsibleParserError(
            "pulumi must be on PATH to read the stack's outputs, got none; install the Pulumi CLI, "
            "or set outputs to a file with them"
        ) from None
    if answer.returncode == 0:
        return answer.stdout
    said = answer.stderr.strip()
    if "no stack named" in said:
        raise AnsibleParserError(
            f"stack must be one of the backend, got {stack}; see which there are with: pulumi stack ls"
        )
    raise AnsibleParserError(
        f"pulumi must print the outputs of stack {stack}, got status {answer.returncode}: {said}; "
        "check pulumi login and the credentials of the backend, or set outputs to a file with them"
    )


def parsed(text, source):
    try:
        outputs = json.loads(text)
    except ValueError as error:
        outputs = error
    if not isinstance(outputs, dict):
        raise AnsibleParserError(
            f"outputs must be a JSON object, got another text in {source}; write it with pulumi stack output --json"
        )
    return outputs


def required(outputs, name, stack, kind):
    value = outputs.get(name)
    if isinstance(value, kind):
        return value
    got = "none" if value is None else type(value).__name__
    raise AnsibleParserError(
        f"stack {stack} must have the output {name}, got {got}; deploy this version of the program: "
        f"npm run up -- --stack {stack}"
    )
