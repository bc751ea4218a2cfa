#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The Internet of these tests: an echo server on every address given, and a resolver that writes down what it is asked.

servers.py LOG ADDRESS:PORT... dns=ADDRESS
"""

import socket
import struct
import sys
import threading

TABLE = {
    ("good.example", 1): ["1.2.3.10"],
    ("good.example", 28): ["2a01:7e00::10"],
    ("other.example", 1): ["1.2.3.20"],
    ("alias.example", 1): ["cname:second.example", "1.2.3.10"],
    ("rebound.example", 1): ["127.0.0.1", "10.77.0.2", "169.254.169.254"],
    ("registry.example", 1): ["10.77.0.1"],
    ("deep.good.example", 1): ["1.2.3.10"],
    ("local.search.example", 1): ["1.2.3.10"],
}
LONG_TEXT = "long.example"


def name_bytes(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


def question_of(message):
    labels, place = [], 12
    while message[place]:
        labels.append(message[place + 1:place + 1 + message[place]].decode())
        place += 1 + message[place]
    return ".".join(labels), struct.unpack(">H", message[place + 1:place + 3])[0], message[12:place + 5]


def record(owner, kind, data):
    return owner + struct.pack(">HHIH", kind, 1, 60, len(data)) + data


def answer_to(message, log, over_tcp):
    name, kind, question = question_of(message)
    with open(log, "a", encoding="ascii") as file:
        file.write(f"{name} {kind} {'tcp' if over_tcp else 'udp'}\n")
    plain = name.lower()
    records, owner, code = [], b"\xc0\x0c", 0
    if plain == LONG_TEXT and kind == 16:
        if not over_tcp:
            return message[:2] + b"\x83\x80\0\1\0\0\0\0\0\0" + question
        records = [record(owner, 16, bytes([200]) + bytes([65 + i % 26]) * 200) for i in range(20)]
    for text in TABLE.get((plain, kind), []):
        if text.startswith("cname:"):
            records.append(record(owner, 5, name_bytes(text[6:])))
            owner = name_bytes(text[6:])
            continue
        family = socket.AF_INET6 if ":" in text else socket.AF_INET
        records.append(record(owner, kind, socket.inet_pton(family, text)))
    if not records and not any(known == plain for known, _ in TABLE):
        code = 3
    flags = bytes([0x81, 0x80 | code])
    return message[:2] + flags + struct.pack(">HHHH", 1, len(records), 0, 0) + question + b"".join(records)


def serve_names(address, log):
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind((address, 53))

    def over_tcp():
        listener = socket.create_server((address, 53))
        while True:
            client, _ = listener.accept()
            with client:
                try:
                    size = struct.unpack(">H", client.recv(2))[0]
                    reply = answer_to(client.recv(size), log, True)
                    client.sendall(struct.pack(">H", len(reply)) + reply)
                except (OSError, struct.error):
                    pass

    threading.Thread(target=over_tcp).start()
    while True:
        message, asker = udp.recvfrom(4096)
        udp.sendto(answer_to(message, log, False), asker)


def echo(client):
    with client:
        try:
            while data := client.recv(65536):
                client.sendall(data)
        except OSError:
            pass


def serve_echo(address, port):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.create_server((address, int(port)), family=family, backlog=512)
    while True:
        client, _ = listener.accept()
        threading.Thread(target=echo, args=(client,), daemon=True).start()


def main():
    log = sys.argv[1]
    for word in sys.argv[2:]:
        if word.startswith("dns="):
            threading.Thread(target=serve_names, args=(word[4:], log)).start()
        else:
            threading.Thread(target=serve_echo, args=word.rsplit(":", 1)).start()


main()
