"""Questions to targets of HTTP, one a line.

In comes a file of questions: plain lines, or JSON Lines with `form` and `words` as benches/peers makes them. Out come, for
each question, the interface of programs and the page; of every tenth a feed, and of every fifth the counts.
"""

import json
import sys
from urllib.parse import urlencode


def parameters(line: str) -> dict[str, str]:
    if not line.startswith("{"):
        return {"q": line}
    asked = json.loads(line)
    words = asked["words"]
    match asked["form"]:
        case "phrase":
            question = '"' + " ".join(words) + '"'
        case "any":
            question = " OR ".join(words)
        case "without":
            question = " ".join(words["all"] + ["-" + word for word in words["none"]])
        case "question":
            question = words
        case _:
            question = " ".join(words)
    filters = {name: asked[name] for name in ("council", "since", "until") if name in asked}
    return {"q": question, **filters}


def main() -> None:
    for number, line in enumerate(open(sys.argv[1], encoding="utf-8")):
        if not line.strip():
            continue
        query = urlencode(parameters(line.strip()))
        print(f"/api/search?{query}")
        print(f"/search?{query}")
        if number % 5 == 0:
            print(f"/api/facets?{query}")
        if number % 10 == 0:
            print(f"/feed?{query}")


main()
