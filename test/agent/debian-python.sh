#!/bin/sh
# A CPython of one of Debian's suites, below a folder of its own: debian-python.sh SUITE VERSION FOLDER
# Prints the path of an interpreter that can be started like any other. Needs apt-get and dpkg-deb, no root, and nothing
# of this machine's packages changes: apt works on lists of its own, and checks signatures as ever.
# Exit code 1 when the suite has no such version or the mirror cannot be reached. A folder that is complete is used again.
set -eu
suite=$1 version=$2
mkdir -p "$3"
root=$(cd "$3" && pwd)
python=$root/usr/bin/python
arch=$(dpkg --print-architecture)
if [ -x "$python" ] && "$python" -I -c ''; then
  echo "$python"
  exit 0
fi

apt=$root/.apt
rm -rf "$apt"
mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/etc/preferences.d" "$root/usr"
: >"$apt/status"
keys=/usr/share/keyrings/debian-archive-keyring.gpg
mirror=${BACKREF_DEBIAN_MIRROR:-http://deb.debian.org/debian}
echo "deb [signed-by=$keys arch=$arch] $mirror $suite main" >"$apt/etc/sources.list"
run_apt() {
  apt-get -qq -o Dir::State="$apt" -o Dir::State::status="$apt/status" -o Dir::Cache="$apt/cache" \
    -o Dir::Etc="$apt/etc" -o Dir::Etc::sourcelist="$apt/etc/sources.list" -o Dir::Etc::sourceparts=- \
    -o Acquire::Languages=none -o Acquire::Retries=2 -o Acquire::http::Timeout=20 -o APT::Sandbox::User=root \
    -o APT::Update::Error-Mode=any "$@" >&2
}
run_apt update
cd "$apt/cache/archives"
run_apt download "python$version-minimal" "libpython$version-minimal" "libpython$version-stdlib" \
  libc6 libgcc-s1 zlib1g libexpat1 libffi8 liblzma5 libbz2-1.0 libuuid1 libzstd1
# Newer packages put everything below usr, where the old names of folders lead.
for name in lib lib64 bin sbin; do
  [ -e "$root/$name" ] || { mkdir -p "$root/usr/$name" && ln -s "usr/$name" "$root/$name"; }
done
for package in *.deb; do
  dpkg-deb --fsys-tarfile "$package" | tar -x --keep-directory-symlink -C "$root"
done
cd "$root"
rm -rf "$apt"

# Its own C library is newer than this machine's: it is started by its own loader, which tells it this file's name, so
# that sys.executable can be started again.
loader=$(ls "$root"/usr/lib64/ld-linux-*.so.* "$root"/usr/lib/ld-linux-*.so.* 2>/dev/null | head -n 1)
triplet=$(ls "$root/usr/lib" | grep linux-gnu | head -n 1)
cat >"$python" <<END
#!/bin/sh
exec "$loader" --argv0 "\$0" --library-path "$root/usr/lib/$triplet" "$root/usr/bin/python$version" "\$@"
END
chmod +x "$python"
"$python" -I -c '' >&2
echo "$python"
