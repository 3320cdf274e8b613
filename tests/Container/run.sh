#!/usr/bin/env bash
# Builds the image and calls tools in it, over stdio and over HTTP. Needs root, Debian's buildah and debootstrap, openssl, moto and, unless
# a published folder is given, the .NET SDK. No container engine: buildah builds with chroot isolation, and the image is started as an
# engine would with --read-only --user 1654 -v data:/data --tmpfs /tmp.
#
# Usage: tests/Container/run.sh [PUBLISHED]
#   BASE_ROOTFS   a folder that debootstrap made, to save that minute
#   MIRROR        of Debian; http://deb.debian.org/debian when left out
set -euo pipefail
cd "$(dirname "$0")/../.."
[ "$(id -u)" = 0 ] || { echo "It mounts, so it has to be run by root."; exit 2; }
work=$(mktemp -d /var/tmp/infra-container.XXXXXX)
export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot
store() { buildah --root "$work/store" --runroot "$work/run" "$@"; }
trap 'store umount --all >/dev/null 2>&1 || true; rm -rf "$work"' EXIT

# The stage 'build' of the Containerfile needs an image with the SDK; a context of the same name takes its place.
mkdir -p "$work/build/data"
if [ $# -gt 0 ]; then cp -a "$1" "$work/build/out"; else dotnet publish Host -c Release -r linux-x64 -o "$work/build/out" -v q; fi

# What the default base has, and a shell for this test: the libraries that .NET needs.
rootfs=${BASE_ROOTFS:-$work/rootfs}
[ -d "$rootfs" ] || debootstrap --variant=minbase --include=ca-certificates,libssl3,libstdc++6,zlib1g bookworm "$rootfs" \
  "${MIRROR:-http://deb.debian.org/debian}" >/dev/null
base=$(store from scratch)
store add -q "$base" "$rootfs" / >/dev/null
store commit -q "$base" localhost/infra-base >/dev/null
store rm "$base" >/dev/null
store build --pull=never -q --build-context "build=$work/build" --build-arg BASE=localhost/infra-base --build-arg SDK=localhost/infra-base \
  -f Containerfile -t localhost/infra . >/dev/null
rm -rf "$work/build"
container=$(store from localhost/infra)
root=$(store mount "$container")
store inspect --type image --format '{{range .OCIv1.Config.Env}}{{println .}}{{end}}' localhost/infra | grep . >"$work/env"
echo "ok: the image is built, user $(store inspect --type image --format '{{.OCIv1.Config.User}}' localhost/infra)"

# A named volume begins as the image's folder, with its owner.
cp -a "$root/data" "$work/data"
mkdir -p "$root/settings" "$root/plugins" "$work/settings/tls" "$work/plugins"
cp -a "$root/app/plugins/S3" "$work/plugins/Mounted"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
  -keyout "$work/settings/tls/key.pem" -out "$work/settings/tls/chain.pem" 2>/dev/null
chmod -R a+rX "$work" && chmod 711 "$work"

# Runs a program in the image; variables of the test are given as NAME=VALUE before it.
cat >"$work/in-image" <<EOF
#!/bin/bash
set -eu
exec unshare --mount --propagation private bash -euc '
  mount --bind "$root" "$root"
  mount --bind "$work/data" "$root/data"
  mount --bind -o ro "$work/settings" "$root/settings"
  mount --bind -o ro "$work/plugins" "$root/plugins"
  mount -t tmpfs tmpfs "$root/tmp"
  mount -t proc proc "$root/proc"
  mount --bind /dev "$root/dev"
  mount -o remount,bind,ro "$root"
  vars=()
  while [[ "\$1" == *=* ]]; do vars+=("\$1"); shift; done
  mapfile -t image <"$work/env"
  cd /
  exec env -i "\${image[@]}" "\${vars[@]}" chroot --userspec=1654:1654 "$root" "\$@"
' in-image "\$@"
EOF
chmod +x "$work/in-image"
python3 tests/Container/calls.py "$work"
