#!/bin/sh
# Check that there is a Python that can make the environment; as root on Debian, install what is missing.
set -eu
python=$1

fail() {
	echo "Masthead: $1" >&2
	exit 1
}

command -v "$python" >/dev/null || fail "there is no $python: install Python 3.11 or newer, or set PYTHON=..."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
	fail "$python is $("$python" -V 2>&1): Python 3.11 or newer is needed, set PYTHON=..."
"$python" -m pip --version >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
	echo "Installing pip from Debian ..."
	apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-pip >/dev/null
else
	fail "$python has no pip: sudo apt-get install python3-pip"
fi
