/**
 * Shell: fetches a revision of a Mercurial repository into a directory of its own and then moves the link `/source/current` on to
 * it, so that who reads through the link never sees half of anything. Directories that the link has left stay for two minutes.
 *
 * The revision is looked up on the server each time: a pull alone brings neither new bookmarks nor one that was moved back. The
 * secrets are read each time too, since they may be rotated; they stand in a file in memory and in no argument.
 *
 * With `METRICS_PORT`, the program that is its first argument shows there how the attempts went.
 */
export const FETCH = `
umask 022
repository=/source/repository trees=/source/trees
mkdir -p "$trees"
trap 'exit 0' TERM INT

say() { echo "$(date -u +%FT%TZ) $*"; }

configure() (
  umask 077
  {
    echo '[ui]'
    if [ -e /etc/source/ssh ]; then
      hosts=/etc/source/known_hosts
      if [ -n "$KNOWN_HOSTS" ]; then hosts=/run/hg/known_hosts; printf '%s\\n' "$KNOWN_HOSTS" >"$hosts"; fi
      echo "ssh = ssh -i /etc/source/ssh -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=yes -o UserKnownHostsFile=$hosts"
    fi
    if [ -e /etc/source/password ]; then
      echo '[auth]'
      printf 'source.prefix = %s\\nsource.username = %s\\n' "$URL" "$REPOSITORY_USER"
      printf 'source.password = %s\\n' "$(cat /etc/source/password)"
    fi
  } >/run/hg/hgrc
)

# Nothing but the server's answer can take long.
remote() { timeout 300 hg --noninteractive "$@"; }

fetch() {
  configure
  node=$(remote identify --template '{node}' --rev "$REVISION" "$URL") || return 1
  old=$(readlink /source/current || true) status=noop
  if [ "$old" != "trees/$node" ]; then
    if [ ! -d "$repository/.hg" ]; then
      rm -rf "$repository.new"
      hg init "$repository.new" && mv -T "$repository.new" "$repository" || return 1
    fi
    if [ ! -d "$trees/$node" ]; then
      remote pull --quiet --cwd "$repository" --rev "$node" "$URL" || return 1
      rm -rf "$trees/new"
      hg archive --cwd "$repository" --config ui.archivemeta=False --subrepos --rev "$node" "$trees/new" || return 1
      mv -T "$trees/new" "$trees/$node" || return 1
    fi
    ln -sfn "trees/$node" /source/next && mv -T /source/next /source/current || return 1
    [ -z "$old" ] || touch "/source/$old"
    say "now at $node"
    status=success
  fi
  find "$trees" -mindepth 1 -maxdepth 1 ! -name "$node" -mmin +2 -exec rm -rf {} +
}

# A counter that starts with its first failure would not show it.
success=0 noop=0 error=0 newest=0

tell() {
  [ -n "$METRICS_PORT" ] || return 0
  {
    echo '# TYPE hg_sync_count_total counter'
    echo "hg_sync_count_total{status=\\"success\\"} $success"
    echo "hg_sync_count_total{status=\\"noop\\"} $noop"
    echo "hg_sync_count_total{status=\\"error\\"} $error"
    if [ "$newest" -gt 0 ]; then
      echo '# TYPE hg_sync_last_success_timestamp_seconds gauge'
      echo "hg_sync_last_success_timestamp_seconds $newest"
    fi
    echo '# TYPE hg_sync_last_duration_seconds gauge'
    echo "hg_sync_last_duration_seconds $1"
  } >/run/hg/metrics.new && mv /run/hg/metrics.new /run/hg/metrics
  kill -0 "$shown" 2>/dev/null || { python3 -c "$2" & shown=$!; }
}

failures=0 wait=2 shown=
while true; do
  begun=$(date +%s)
  if fetch; then
    [ -z "$ONCE" ] || exit 0
    failures=0 wait=$PERIOD newest=$(date +%s)
    if [ "$status" = noop ]; then noop=$((noop + 1)); else success=$((success + 1)); fi
  else
    error=$((error + 1))
    failures=$((failures + 1))
    say "cannot fetch, failure $failures"
    if [ -n "$ONCE" ] && [ "$failures" -ge 60 ]; then exit 1; fi
  fi
  tell $(($(date +%s) - begun)) "$1"
  # In the background, so that the signal to end is heard at once.
  sleep "$wait" & wait $!
done
`.trim();
