/**
 * Python of any version from 3.6 on: puts templates together from the secrets of its environment, each written as its grammar wants it,
 * and then becomes the program that its arguments name. What it makes stands in the environment of that program, or in files that its
 * user alone reads: in no argument. With `print` and a name it prints one.
 *
 * Templates are variables: `RENDER_ENV_<name>` becomes the variable of that name, `RENDER_FILE_<number>` a file, and
 * `RENDER_TEXT_<name>` is for printing.
 */
export const RENDER = `
import json, os, sys, urllib.parse
ENCODERS = {
    "json": lambda text: json.dumps(text, ensure_ascii=False),
    "url": lambda text: urllib.parse.quote(text, "", errors="surrogateescape"),
    "ini": lambda text: text.replace("%", "%%"),
    "toml": lambda text: json.dumps(text, ensure_ascii=False).replace(chr(127), chr(92) + "u007f"),
    "libpq": lambda text: "'" + escaped(text, "'") + "'",
    "redis": lambda text: '"' + escaped(text, '"').replace(chr(10), chr(92) + "n").replace(chr(13), chr(92) + "r") + '"',
    "pgbouncer-user": lambda text: '"' + text.replace('"', '""') + '"',
    "pgbouncer-value": lambda text: "'" + text.replace("'", "''") + "'",
}

def escaped(text, quote):
    return text.replace(chr(92), 2 * chr(92)).replace(quote, chr(92) + quote)

def written(part):
    if isinstance(part, str):
        return part
    text = os.environ[part["var"]]
    for name in part["as"]:
        text = ENCODERS[name](text)
    return text

def render(template):
    return "".join(written(part) for part in json.loads(template))

def run(mode, *arguments):
    if mode == "print":
        os.write(1, os.fsencode(render(os.environ["RENDER_TEXT_" + arguments[0]])))
        return
    for name, value in sorted(os.environ.items()):
        if name.startswith("RENDER_ENV_"):
            os.environ[name[11:]] = render(value)
        elif name.startswith("RENDER_FILE_"):
            path, _, template = value.partition("=")
            temporary = path + ".new"
            with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(os.fsencode(render(template)))
            os.rename(temporary, path)
    if arguments:
        os.execvp(arguments[0], arguments)

run(*sys.argv[1:])
`.trim();
