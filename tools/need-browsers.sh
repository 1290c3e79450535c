#!/bin/sh
# Check that the browsers of the journeys are there; as root on Debian, install them.
set -eu
missing=""
command -v chromium >/dev/null || missing="$missing chromium"
command -v chromedriver >/dev/null || missing="$missing chromium-driver"
command -v firefox-esr >/dev/null || missing="$missing firefox-esr"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
	echo "Installing$missing from Debian ..."
	apt-get update -qq
	# shellcheck disable=SC2086 # several words
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
	echo "Masthead: the journeys need real browsers: sudo apt-get install$missing" >&2
	exit 1
fi
