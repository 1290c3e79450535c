#!/bin/sh
# Check that the programs of the tests are there, browsers and nginx; as root on Debian, install them.
set -eu
missing=""
command -v chromium >/dev/null || missing="$missing chromium"
command -v chromedriver >/dev/null || missing="$missing chromium-driver"
command -v firefox-esr >/dev/null || missing="$missing firefox-esr"
# Debian keeps nginx where only root looks.
PATH="$PATH:/usr/sbin" command -v nginx >/dev/null || missing="$missing nginx"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
	echo "Installing$missing from Debian ..."
	apt-get update -qq
	# shellcheck disable=SC2086 # several words
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
	# The tests start an nginx of their own; the package's would keep port 80. Where no services run there is none to stop.
	case "$missing" in *nginx*) invoke-rc.d --quiet nginx stop >/dev/null 2>&1 || true ;; esac
else
	echo "Masthead: the tests need real browsers and nginx: sudo apt-get install$missing" >&2
	exit 1
fi
