# SPDX-License-Identifier: GPL-3.0-or-later
"""Seeded zones for the benchmarks: the same octets on every machine."""

import random

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789-"


def label(rng):
    return "".join(rng.choice(LETTERS[:36]) for _ in range(rng.randint(4, 16)))


def tld(path, records, seed=1):
    """A registry's zone: delegations with two or three name servers, 15 % with glue, 6 % with DS. Returns the
    number of records an AXFR has, the closing SOA included."""
    rng = random.Random(seed)
    hosters = [f"ns{n}.{label(rng)}.example." for n in range(1, 4) for _ in range(2000)]
    seen = set()
    count = 3
    with open(path, "w", encoding="ascii") as out:
        out.write("$ORIGIN tld.\n$TTL 86400\n@ SOA a.nic.tld. hostmaster.nic.tld. 1 3600 900 1209600 900\n"
                  "@ NS a.nic.tld.\n@ NS b.nic.tld.\na.nic A 192.0.2.1\nb.nic A 192.0.2.2\n")
        count += 2
        while count < records:
            owner = label(rng)
            if owner in seen:
                continue
            seen.add(owner)
            lines = []
            glued = rng.random() < 0.15
            for n in range(rng.choice((2, 2, 3))):
                if glued:
                    lines.append(f"{owner} NS ns{n}.{owner}\n")
                    lines.append(f"ns{n}.{owner} A 198.51.{rng.randint(0, 255)}.{rng.randint(1, 254)}\n")
                else:
                    line = f"{owner} NS {rng.choice(hosters)}\n"
                    if line not in lines:
                        lines.append(line)
            if rng.random() < 0.06:
                digest = "".join(rng.choice("0123456789ABCDEF") for _ in range(64))
                lines.append(f"{owner} DS {rng.randint(1, 65535)} 13 2 {digest}\n")
            out.writelines(lines)
            count += len(lines)
    return count + 1
