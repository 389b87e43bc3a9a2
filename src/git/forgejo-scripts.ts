/** Shell: a text in quotes, as both JSON and curl's configuration read it. */
const QUOTED = String.raw`quoted() { printf '"%s"' "$(printf '%s' "$1" | sed 's/[\\"]/\\&/g')"; }`;

/**
 * Shell, with the image's own start script before it, which writes the configuration: migrates the database, makes the two accounts
 * that are missing, and gives them the passwords of the Secret, since the database may have outlived an earlier one. The program takes
 * passwords as arguments alone, which a list of processes shows: so accounts start with a random one, and get theirs by the API of the
 * server, which runs here for that time. What holds a secret goes to curl by its standard input.
 */
export const PREPARE = `
${QUOTED}
for attempt in $(seq 60); do
  gitea migrate && break
  [ "$attempt" -lt 60 ] || exit 1
  sleep 2
done
account() {
  name=$1; shift
  gitea admin user list | awk '{ print $2 }' | grep -qxF "$name" || gitea admin user create --username "$name" --random-password \\
    --email "$name@localhost.localdomain" --must-change-password=false "$@" >/dev/null
}
account "$ADMIN_USERNAME" --admin && account "$READER_USERNAME" --restricted || exit 1

gitea web &
server=$!
for attempt in $(seq 60); do
  curl -fsS -o /dev/null --max-time 5 "$API/healthz" && break
  [ "$attempt" -lt 60 ] && kill -0 "$server" || exit 1
  sleep 1
done
ask() {
  login=$1; shift
  printf 'user = %s\\n' "$(quoted "$login")" | curl -sS -o /dev/null -w '%{http_code}' --max-time 30 -K - "$@"
}
token= name=prepare-$(date +%s)
password() {
  [ "$(ask "$1:$2" "$API/v1/user")" = 200 ] && return
  [ -n "$token" ] || token=$(gitea admin user generate-access-token --username "$ADMIN_USERNAME" --token-name "$name" --scopes write:admin --raw)
  body=$(printf '{"source_id":0,"login_name":%s,"password":%s,"must_change_password":false}' "$(quoted "$1")" "$(quoted "$2")")
  printf 'header = "Authorization: token %s"\\ndata = %s\\n' "$token" "$(quoted "$body")" |
    curl -sS --fail-with-body --max-time 30 -K - -X PATCH -H 'Content-Type: application/json' "$API/v1/admin/users/$1" >/tmp/answer && return
  cat /tmp/answer >&2
  return 1
}
password "$ADMIN_USERNAME" "$ADMIN_PASSWORD" && password "$READER_USERNAME" "$READER_PASSWORD" || exit 1
[ -z "$token" ] || [ "$(ask "$ADMIN_USERNAME:$ADMIN_PASSWORD" -X DELETE "$API/v1/users/$ADMIN_USERNAME/tokens/$name")" = 204 ] ||
  echo "the access token $name of $ADMIN_USERNAME could not be taken away" >&2
kill "$server"
wait "$server" || true
`.trim();

/** Shell: makes the repositories that are not there yet, with a first commit, and lets the reader read them. */
export const CREATE_REPOSITORIES = `
${QUOTED}
login=$(quoted "$ADMIN_USERNAME:$ADMIN_PASSWORD")
call() {
  method=$1 path=$2 body=$3
  printf 'user = %s\\n' "$login" | curl -sS -o /tmp/answer -w '%{http_code}' --max-time 30 \\
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
