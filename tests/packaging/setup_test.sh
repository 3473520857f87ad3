#!/usr/bin/env bash
# A missing package must stop ./run and ./test, by its name, and packaging/debian-packages.txt must be the only list.
# The set-up runs here on a PATH that holds nothing but coreutils and stand-ins for dpkg-query, apt-get and id, so
# that the packages of this machine do not help it.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

check() {  # what, 0 where it holds
  if [ "$2" -eq 0 ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'FAILED %s\n' "$1"
    sed 's/^/       /' "$work/out" 2>/dev/null | head -5
  fi
}

# The stand-ins: $MISSING is never installed, whatever apt-get says; apt-get ends with $APT_EXIT; id says $USER_ID.
bin=$work/bin
mkdir "$bin"
for tool in bash env dirname grep tr sed cat mkdir cut sha256sum tail rm mktemp sleep; do ln -s "$(command -v "$tool")" "$bin/$tool"; done
cat >"$bin/dpkg-query" <<'STAND_IN'
#!/usr/bin/env bash
status=0
for name in "$@"; do
  case $name in
    -*) ;;
    "$MISSING") status=1 ;;
    *) echo "$name install ok installed" ;;
  esac
done
exit "$status"
STAND_IN
cat >"$bin/apt-get" <<'STAND_IN'
#!/usr/bin/env bash
echo "$*" >>"$APT_LOG"
exit "${APT_EXIT:-0}"
STAND_IN
cat >"$bin/id" <<'STAND_IN'
#!/usr/bin/env bash
echo "${USER_ID:-0}"
STAND_IN
chmod +x "$bin"/{dpkg-query,apt-get,id}

set_up() {  # command...: runs it on the clean PATH; its exit status
  env -i PATH="$bin" HOME="$work" MISSING="${MISSING:-none}" APT_LOG="$work/apt" APT_EXIT="${APT_EXIT:-0}" \
    USER_ID="${USER_ID:-0}" "$@" >"$work/out" 2>&1
}
install=(bash -c '. packaging/setup.sh && install_packages "$@" && echo "set up"' setup)

packages=$(sed 's/#.*//; s/?.*//; s/@.*//; s/ *//g; /^$/d' packaging/debian-packages.txt)
check "the list names packages" "$([ "$(wc -l <<<"$packages")" -gt 20 ]; echo $?)"

set_up "${install[@]}"
check "nothing is missing: the set-up goes on" "$([ $? -eq 0 ] && grep -q 'set up' "$work/out"; echo $?)"

for package in $packages; do
  : >"$work/apt"
  MISSING=$package set_up "${install[@]}" sanitize
  check "$package is missing: reported, and the set-up fails" \
    "$([ $? -ne 0 ] && grep -F 'Still missing' "$work/out" | grep -qF " $package" && ! grep -q '^set up' "$work/out"; echo $?)"
  check "$package is missing: apt-get was asked for it" "$(grep -F 'install ' "$work/apt" | grep -qF " $package"; echo $?)"
done

APT_EXIT=100 MISSING=cmake set_up "${install[@]}"
check "apt-get fails: the set-up fails and names the package" "$([ $? -ne 0 ] && grep -q cmake "$work/out"; echo $?)"
USER_ID=1000 MISSING=cmake set_up "${install[@]}"
check "neither root nor sudo: said, with the package" "$([ $? -ne 0 ] && grep -q 'neither root nor sudo.*cmake' "$work/out"; echo $?)"

for command in "./test core_tests" "./test" "./run --no-demo"; do
  # shellcheck disable=SC2086  # words of a command
  MISSING=libsodium-dev set_up bash $command
  check "$command fails where a package is missing, and names it" "$([ $? -ne 0 ] && grep -q 'Still missing.*libsodium-dev' "$work/out"; echo $?)"
done

# One list: no other shell script installs packages. (Files that say how to install R for a comparison do not.)
others=$(git ls-files -- run test .ci '*.sh' | grep -v '^packaging/setup.sh$\|^tests/packaging/' | xargs grep -lE 'apt(-get)? +(-[^ ]+ +)*install' 2>/dev/null)
echo "$others" >"$work/out"
check "only packaging/setup.sh installs packages" "$([ -z "$others" ]; echo $?)"
named=$(grep -nE 'apt-get.* install' packaging/setup.sh | grep -vc '\$missing')
check "and only what it finds missing from the list" "$([ "$named" -eq 0 ]; echo $?)"

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
