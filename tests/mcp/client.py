"""Talks to `scrutineer mcp` with the protocol's own client: client.py PROGRAM INDEX."""

import asyncio
import sys

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client


async def main(program: str, index: str) -> None:
    server = StdioServerParameters(command=program, args=["mcp", "--index", index])
    async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
        await session.initialize()
        tools = {tool.name for tool in (await session.list_tools()).tools}
        assert tools == {"search", "read_section", "list_councils", "count"}, tools

        found = await session.call_tool("search", {"query": "early help", "limit": 2})
        hits = content(found)["hits"]
        assert len(hits) == 2, hits
        assert all(hit["citation"] for hit in hits), hits

        council = hits[0]["paper"]["council"]
        narrowed = await session.call_tool("search", {"query": "early help", "council": council, "since": "2001"})
        assert all(hit["paper"]["council"] == council for hit in content(narrowed)["hits"]), narrowed
        unknown = await session.call_tool("search", {"query": "early help", "councl": council})
        assert unknown.is_error, unknown

        read_back = await session.call_tool("read_section", {"id": hits[0]["section"]["id"]})
        text = " ".join(paragraph["text"] for paragraph in content(read_back)["sections"][0]["section"]["paragraphs"])
        snippet = hits[0]["snippets"][0]["text"]
        assert snippet in text, (snippet, text)

        councils = content(await session.call_tool("list_councils", {}))["councils"]
        assert councils and all(council["papers"] > 0 for council in councils), councils
        counted = content(await session.call_tool("count", {"query": "early help", "by": ["council"]}))
        assert counted["cells"], counted

        wrong = await session.call_tool("read_section", {"id": "ffffffffffff:1"})
        assert wrong.is_error, wrong
        print(f"a client of the protocol found {hits[0]['citation']}")


def content(result):
    assert not result.is_error, result
    return result.structured_content


asyncio.run(main(*sys.argv[1:]))
