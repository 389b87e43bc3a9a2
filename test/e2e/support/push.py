"""Commits a file to a repository and pushes it: FILE with CONTENT to REPOSITORY, by git or hg as TOOL says."""
import os, subprocess, sys, tempfile, time

e, tool = os.environ, os.environ['TOOL']
address = e['REPOSITORY']
if 'MERCURIAL_PASSWORD' in e:
    address = address.replace('://', f"://{e['MERCURIAL_USER']}:{e['MERCURIAL_PASSWORD']}@", 1)
for attempt in range(60):
    directory = tempfile.mkdtemp()
    if subprocess.call([tool, 'clone', '-q', address, directory]) == 0:
        break
    time.sleep(2)
else:
    sys.exit('the repository does not answer')
os.chdir(directory)
os.makedirs(os.path.dirname(e['FILE']) or '.', exist_ok=True)
with open(e['FILE'], 'w') as file:
    file.write(e['CONTENT'])
if tool == 'git':
    commands = [['add', '-A'], ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.org', 'commit', '-qm', e['FILE']], ['push', '-q', 'origin', 'HEAD:main']]
else:
    commands = [['addremove', '-q'], ['commit', '-q', '-u', 'e2e', '-m', e['FILE']], ['push', '-q', address]]
for command in commands:
    subprocess.run([tool, *command], check=True)
print('pushed', e['FILE'])
