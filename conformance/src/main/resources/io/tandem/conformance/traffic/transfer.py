"""Sends or receives a number of bytes over TCP, and prints who the peer was and the SHA-256 of the bytes."""
import hashlib
import socket
import sys

role, address, port, count = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
CHUNK = 1 << 20
digest = hashlib.sha256()
if role == "receive":
    listener = socket.create_server((address, port))
    print("listening", flush=True)
    connection, peer = listener.accept()
    received = 0
    while True:
        data = connection.recv(CHUNK)
        if not data:
            break
        received += len(data)
        digest.update(data)
    print("peer", peer[0])
    print("bytes", received)
else:
    connection = socket.create_connection((address, port), timeout=60)
    block = hashlib.shake_256(b"tandem").digest(CHUNK)
    left = count
    while left > 0:
        size = min(left, CHUNK)
        # Each block differs, so that one that is lost or comes twice shows.
        data = left.to_bytes(8, "big") + block[8:size]
        connection.sendall(data[:size])
        digest.update(data[:size])
        left -= size
    connection.shutdown(socket.SHUT_WR)
    connection.recv(1)
print("sha256", digest.hexdigest(), flush=True)
