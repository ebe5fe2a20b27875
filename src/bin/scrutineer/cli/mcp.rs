//! The arguments of `scrutineer mcp`.

use super::IndexFolder;
use clap::Args;

pub(crate) const MCP_EXAMPLES: &str = "\
An assistant starts this command and asks on its standard input; what it needs to know is the command and the index:

  { \"mcpServers\": { \"scrutineer\": { \"command\": \"scrutineer\", \"args\": [\"mcp\", \"--index\", \"/srv/index\"] } } }

Its tools only read: search, read_section, list_councils, count. Each hit comes with its citation. A generation of the index \
that is published meanwhile is picked up at the next question. Nothing is sent anywhere but to the assistant.";

#[derive(Debug, Args)]
pub(crate) struct McpArguments {
    #[command(flatten)]
    pub(crate) index: IndexFolder,
}
