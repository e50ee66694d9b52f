# Sourced by ./run and ./test: the one place that asks Debian for a package.

# need_packages PACKAGE…: installs them as root without a question; anyone else is told the command.
need_packages() {
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing $*"
    export DEBIAN_FRONTEND=noninteractive
    # A stale list is better than none: what is really missing shows at the install.
    apt-get update -qq || true
    apt-get install -y -qq --no-install-recommends "$@" >/dev/null
    return
  fi
  echo "Missing: $*" >&2
  echo "Install with:  sudo apt-get install $*" >&2
  echo "then start this again." >&2
  exit 2
}
