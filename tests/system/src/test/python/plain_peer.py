"""A plain ZeroMQ peer: plain_peer.py IN OUT PREFIX. Pushes probes until it hears one, says 'ready', then prints what it
hears as 'topic payload', and pushes each line of its input, 'topic payload' as two frames or '{...}' as one."""
import sys
import threading
import zmq

into, out, prefix = sys.argv[1:4]
context = zmq.Context()
push = context.socket(zmq.PUSH)
push.connect("tcp://127.0.0.1:" + into)
sub = context.socket(zmq.SUB)
sub.subscribe("probe")
sub.subscribe(prefix)
sub.connect("tcp://127.0.0.1:" + out)

while not sub.poll(100):
    push.send_multipart([b"probe", b"{}"])
print("ready", flush=True)


def listen():
    while True:
        frames = sub.recv_multipart()
        if frames[0] != b"probe":
            print(len(frames), " ".join(frame.decode() for frame in frames), flush=True)


threading.Thread(target=listen, daemon=True).start()
for line in sys.stdin:
    line = line.rstrip("\n")
    if line.startswith("{"):
        push.send(line.encode())
    else:
        push.send_multipart([frame.encode() for frame in line.split(" ", 1)])
