# Sourced by the scripts beside it: makes .venv, installs the locked dependencies, and what wheels cannot bring.
# Says what it does, and what to do where it cannot.

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
if [ ! -e .env ]; then
  printf '# Made by script/setup.sh: this is somebody'"'"'s own machine. Never put it on a real site.\nLOCAL=1\n' >.env
fi
export LOCAL="${LOCAL:-1}"
export PATH="$PWD/.venv/bin:$PATH"
# Bytecode is kept, whatever the environment says: else each of the dozens of processes compiles everything again.
unset PYTHONDONTWRITEBYTECODE

say() { printf '==> %s\n' "$*" >&2; }

stop() {
  say "$@"
  exit 1
}

# Installs Debian or Ubuntu packages: as root, or by sudo.
install_packages() {
  say "Installing system packages: $*"
  local as_root=""
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || stop "Please install these as root, then run this again: apt-get install $*"
    as_root="sudo"
  fi
  command -v apt-get >/dev/null || stop "This is no Debian or Ubuntu. Please install what these packages bring, then run this again: $*"
  $as_root apt-get update -qq || say "The list of packages could not be brought up to date; trying all the same."
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2 ||
    stop "The packages could not be installed. Please install them by hand, then run this again: $*"
}

find_python() {
  local name
  for name in python3.11 python3.12 python3.13 python3; do
    if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
      command -v "$name"
      return
    fi
  done
  stop "Python 3.11 or later is needed. On Debian or Ubuntu: apt-get install python3.11 python3.11-venv"
}

make_venv() {
  [ -x .venv/bin/python ] && return
  local python version
  python="$(find_python)" || exit 1
  version="$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')"
  "$python" -c 'import ensurepip, venv' 2>/dev/null || install_packages "$version-venv"
  say "Making .venv with $version"
  "$python" -m venv .venv || stop "The virtual environment could not be made."
}

# install_locked FILE: the dependencies of a lock file, unless they are installed already.
install_locked() {
  local stamp=".venv/installed-$1" sum
  sum="$(cat requirements.txt requirements-dev.txt | sha256sum)"
  [ "$(cat "$stamp" 2>/dev/null)" = "$sum" ] && return
  say "Installing the dependencies of $1 (once; a few minutes)"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$1" ||
    stop "The dependencies could not be installed. Is there a network?"
  printf '%s' "$sum" >"$stamp"
}

has_library() { ldconfig -p 2>/dev/null | grep -q "$1" || /sbin/ldconfig -p 2>/dev/null | grep -q "$1"; }

# Pango sets the text of the PDF report.
install_pango() {
  has_library libpango-1.0 && has_library libpangoft2-1.0 && has_library libharfbuzz-subset && return
  install_packages libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
}

has_chromium() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null; }

# Chromium opens the pages of the browser tests; Debian has it without its windows too, at less than half the cost.
install_chromium() {
  command -v chromium-headless-shell >/dev/null && return
  if ! has_chromium || apt-cache show chromium-headless-shell >/dev/null 2>&1; then
    (install_packages chromium-headless-shell) && return
  fi
  has_chromium || install_packages chromium
}

# Poppler draws the pages of PDFs as pictures.
install_poppler() {
  command -v pdftoppm >/dev/null || install_packages poppler-utils
}

# Node checks and tests the scripts of the pages. The site itself does without.
install_node() {
  command -v node >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' && return
  install_packages nodejs npm
}

# The linter of those scripts, from package-lock.json, unless it is installed already.
install_node_packages() {
  install_node
  command -v npm >/dev/null || install_packages npm
  local stamp="node_modules/installed" sum
  sum="$(cat package.json package-lock.json | sha256sum)"
  [ "$(cat "$stamp" 2>/dev/null)" = "$sum" ] && return
  say "Installing the packages of package-lock.json (once)"
  npm ci --silent || stop "The packages could not be installed. Is there a network?"
  printf '%s' "$sum" >"$stamp"
}
