# SPDX-License-Identifier: GPL-3.0-or-later
"""Seeded zones for the benchmarks: the same octets on every machine. Each writer returns the number of records an AXFR has,
the closing SOA included."""

import random

from peers import ZoneFile

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def label(rng, least=4, most=16):
    return "".join(rng.choices(LETTERS, k=rng.randint(least, most)))


def soa(name):
    return (f"$ORIGIN {name}.\n$TTL 86400\n@ SOA a.nic.{name}. hostmaster.nic.{name}. 1 3600 900 1209600 900\n"
            f"@ NS a.nic.{name}.\n@ NS b.nic.{name}.\na.nic A 192.0.2.1\nb.nic A 192.0.2.2\n")


def tld(path, records, seed=1):
    """A registry's zone: delegations with two or three name servers, 15 % with glue, 6 % with DS."""
    rng = random.Random(seed)
    hosters = [f"ns{n}.{label(rng)}.example." for n in range(1, 4) for _ in range(2000)]
    seen = set()
    count = 5
    with open(path, "w", encoding="ascii") as out:
        out.write(soa("tld"))
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
                digest = "".join(rng.choices("0123456789ABCDEF", k=64))
                lines.append(f"{owner} DS {rng.randint(1, 65535)} 13 2 {digest}\n")
            out.writelines(lines)
            count += len(lines)
    return count + 1


def hosting(path, records, seed=2):
    """One large zone of a hoster: addresses, mail, text, aliases and services, about two records a name."""
    rng = random.Random(seed)
    seen = {"a.nic", "b.nic"}
    count = 5
    with open(path, "w", encoding="ascii") as out:
        out.write(soa("hosting"))
        while count < records:
            owner = label(rng, 5, 14) + (f".{label(rng, 3, 8)}" if rng.random() < 0.2 else "")
            if owner in seen:
                continue
            seen.add(owner)
            kind = rng.random()
            if kind < 0.2:
                lines = [f"{owner} CNAME {label(rng)}.hosting.\n"]
            elif kind < 0.3:
                lines = [f"{owner} TXT \"v=spf1 ip4:198.51.100.{rng.randint(0, 255)} -all\"\n", f"{owner} MX 10 mx{rng.randint(1, 40)}.hosting.\n"]
            elif kind < 0.35:
                lines = [f"_sip._tcp.{owner} SRV 10 {rng.randint(0, 99)} 5060 {owner}.hosting.\n", f"{owner} A 198.51.100.{rng.randint(1, 254)}\n"]
            else:
                lines = [f"{owner} A 198.51.{rng.randint(0, 255)}.{rng.randint(1, 254)}\n",
                         f"{owner} AAAA 2001:db8:{rng.randrange(65536):x}::{rng.randrange(1, 65536):x}\n"]
                if rng.random() < 0.3:
                    lines.append(f"{owner} MX 10 mx{rng.randint(1, 40)}.hosting.\n")
            out.writelines(lines)
            count += len(lines)
    return count + 1


def many(folder, zones, seed=3):
    """Zones of ten records each, as a hoster has them. Returns the list of ZoneFile."""
    rng = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    made, names = [], set()
    while len(names) < zones:
        names.add(f"{label(rng, 5, 15)}.{rng.choice(('com', 'net', 'org', 'de'))}")
    for number, name in enumerate(sorted(names)):
        place = folder / f"{number // 1000:03}"
        if number % 1000 == 0:
            place.mkdir(exist_ok=True)
        path = place / f"{name}.zone"
        path.write_text(f"""$ORIGIN {name}.
$TTL 3600
@ SOA ns1.hoster.example. hostmaster.hoster.example. 1 43200 7200 1209600 3600
@ NS ns1.hoster.example.
@ NS ns2.hoster.example.
@ A 198.51.{rng.randint(0, 255)}.{rng.randint(1, 254)}
@ AAAA 2001:db8::{rng.randrange(1, 65536):x}
@ MX 10 mx1.hoster.example.
@ TXT "v=spf1 mx -all"
www A 198.51.{rng.randint(0, 255)}.{rng.randint(1, 254)}
mail A 198.51.100.{rng.randint(1, 254)}
_dmarc TXT "v=DMARC1; p=none"
""")
        made.append(ZoneFile(name, path))
    return made


def some_names(zone_file, zone, count, seed=4):
    """Lines "NAME TYPE" for the query client: nine of ten ask what is there, one a name that is not."""
    rng = random.Random(seed)
    lines = []
    with open(zone_file, encoding="ascii") as text:
        for line in text:
            if line[0] not in "$@" and rng.random() < 0.5:
                owner, rr_type = line.split(None, 2)[:2]
                lines.append(f"{owner}.{zone}. {rr_type}\n")
    chosen = rng.sample(lines, min(count, len(lines)))
    return [f"{label(rng)}-none.{zone}. A\n" if rng.random() < 0.1 else line for line in chosen]
