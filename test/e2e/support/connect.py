"""Prints, as JSON, which of the addresses accept a connection."""
import json, socket, sys, time

time.sleep(float(sys.argv[1].removeprefix('--wait=')))
opened = []
for address in sys.argv[2:]:
    host, port = address.rsplit(':', 1)
    try:
        socket.create_connection((host, int(port)), timeout=3).close()
        opened.append(address)
    except OSError:
        pass
print(json.dumps(opened))
