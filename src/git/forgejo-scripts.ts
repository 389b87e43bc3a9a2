/**
 * Shell, with the image's own start script before it, which writes the configuration: migrates the database and makes the two
 * accounts, or gives them the passwords of the Secret, since the database may have outlived an earlier one. The program takes
 * passwords as arguments alone; nothing else runs in this container.
 */
export const PREPARE = `
for attempt in $(seq 60); do
  gitea migrate && break
  [ "$attempt" -lt 60 ] || exit 1
  sleep 2
done
account() {
  name=$1 password=$2; shift 2
  if gitea admin user list | awk '{ print $2 }' | grep -qxF "$name"; then
    gitea admin user change-password --username "$name" --password "$password" --must-change-password=false
  else
    gitea admin user create --username "$name" --password "$password" --email "$name@localhost.localdomain" --must-change-password=false "$@"
  fi
}
account "$ADMIN_USERNAME" "$ADMIN_PASSWORD" --admin && account "$READER_USERNAME" "$READER_PASSWORD" --restricted
`.trim();

/** Shell: makes the repositories that are not there yet, with a first commit, and lets the reader read them. */
export const CREATE_REPOSITORIES = `
login=$(printf '%s:%s' "$ADMIN_USERNAME" "$ADMIN_PASSWORD" | sed 's/[\\\\"]/\\\\&/g')
call() {
  method=$1 path=$2 body=$3
  printf 'user = "%s"\\n' "$login" | curl -sS -o /tmp/answer -w '%{http_code}' --max-time 30 \\
    -K - -X "$method" -H 'Content-Type: application/json' \${body:+-d "$body"} "$SERVER_URL/api/v1/$path"
}
ensure() {
  case $(call GET "repos/$ADMIN_USERNAME/$1") in
    200) ;;
    404)
      code=$(call POST user/repos "{\\"name\\":\\"$1\\",\\"private\\":true,\\"auto_init\\":true,\\"default_branch\\":\\"main\\"}")
      [ "$code" = 201 ] || { echo "cannot make $1: $code"; cat /tmp/answer; return 1; }
      echo "made $1" ;;
    *) return 1 ;;
  esac
  [ "$(call PUT "repos/$ADMIN_USERNAME/$1/collaborators/$READER_USERNAME" '{"permission":"read"}')" = 204 ]
}
for attempt in $(seq 90); do
  missing=
  for name in $REPOSITORIES; do ensure "$name" || missing="$missing $name"; done
  [ -n "$missing" ] || exit 0
  sleep 2
done
echo "gave up on$missing after three minutes" >&2
exit 1
`.trim();
