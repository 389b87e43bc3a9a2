"""Sends one message to each other pod and gets one from each, on a port that nothing declares; pod 1 fails at its first try."""
import json, os, socket, sys, time

index, replicas, name, domain = int(os.environ['JOB_COMPLETION_INDEX']), int(os.environ['JOB_REPLICAS']), os.environ['JOB_NAME'], os.environ['JOB_DOMAIN']
hosts = [f'{name}-{other}.{domain}' for other in range(replicas)]
assert os.environ['LEADER'] == hosts[0], os.environ['LEADER']
assert os.environ['RANK'] == str(index), os.environ['RANK']
assert socket.gethostname() == f'{name}-{index}', socket.gethostname()
print('host', hosts[index], flush=True)

server = socket.create_server(('', 47321))
if index == 1 and os.environ['JOB_INDEX_FAILURES'] == '0':
    sys.exit(1)

def send(host):
    deadline = time.monotonic() + 60
    while True:
        try:
            with socket.create_connection((host, 47321), timeout=3) as connection:
                connection.sendall(str(index).encode())
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)

for other, host in enumerate(hosts):
    if other != index:
        send(host)
heard = set()
while len(heard) < replicas - 1:
    connection, _ = server.accept()
    with connection:
        # Whoever only tries the door says nothing.
        text = connection.recv(16).decode()
        heard |= {int(text)} if text else set()
print('heard', json.dumps(sorted(heard)), flush=True)
time.sleep(float(os.environ['STAY_SECONDS']))
