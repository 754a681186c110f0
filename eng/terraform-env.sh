# Sourced: sets TERRAFORM to terraform or tofu and, where a folder of providers is at hand, TF_CLI_CONFIG_FILE to a file that uses it.
# Without such a folder the public registry is asked, as ever. A configuration of the user's own is left alone.

TERRAFORM="${TERRAFORM:-$(command -v terraform || command -v tofu || true)}"

_gatehouse_terraform_env() {
  local root place version config mirror=""
  root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

  if [[ -n "${TF_CLI_CONFIG_FILE:-}" && -f "$TF_CLI_CONFIG_FILE" ]]; then
    return 0
  fi

  # A variable that names a file which is not there would only bring a warning.
  unset TF_CLI_CONFIG_FILE
  if [[ -f "$HOME/.terraformrc" || -f "$HOME/.tofurc" ]]; then
    return 0
  fi

  for place in "${GATEHOUSE_PROVIDER_MIRROR:-}" "$HOME/.terraform.d/plugins" /usr/local/share/terraform/plugins \
    /usr/share/terraform/plugins /usr/share/terraform/providers /opt/*; do
    if [[ -n "$place" && -d "$place/registry.terraform.io/hashicorp/aws" ]]; then
      mirror="$place"
      break
    fi
  done

  if [[ -z "$mirror" ]]; then
    return 0
  fi

  mkdir -p "$root/artifacts/terraform"
  if [[ "$TERRAFORM" == *tofu && ! -d "$mirror/registry.opentofu.org/hashicorp/aws" ]]; then
    # OpenTofu looks for the same providers under the name of its own registry.
    for place in "$mirror"/registry.terraform.io/hashicorp/aws/*/*; do
      version="$(basename "$(dirname "$place")")"
      mkdir -p "$root/artifacts/terraform/mirror/registry.opentofu.org/hashicorp/aws/$version"
      ln -sfn "$place" "$root/artifacts/terraform/mirror/registry.opentofu.org/hashicorp/aws/$version/$(basename "$place")"
    done
    mirror="$root/artifacts/terraform/mirror"
  fi

  config="$root/artifacts/terraform/cli.tfrc"
  cat >"$config.$$" <<CONFIG
provider_installation {
  filesystem_mirror {
    path    = "$mirror"
    include = ["registry.terraform.io/*/*", "registry.opentofu.org/*/*"]
  }
  direct {
    exclude = ["registry.terraform.io/hashicorp/aws", "registry.opentofu.org/hashicorp/aws"]
  }
}
CONFIG
  mv "$config.$$" "$config"
  export TF_CLI_CONFIG_FILE="$config"
}

_gatehouse_terraform_env
unset -f _gatehouse_terraform_env
export TERRAFORM
