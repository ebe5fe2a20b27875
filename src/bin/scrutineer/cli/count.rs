//! The arguments of `scrutineer count`.

use super::{FilterArguments, IndexFolder, TableFormat};
use clap::{Args, builder::PossibleValuesParser, builder::TypedValueParser as _};
use scrutineer::query::Dimension;

pub(crate) const COUNT_EXAMPLES: &str = "\
Examples:
  scrutineer count early help                              by council and year
  scrutineer count '\"edge of care\"' --by year --council northmarch
  scrutineer count agency staff --by council --since 2018
  scrutineer count agency staff --by council,kind,year --format csv > table.csv
  scrutineer count --by council                            how many papers are there?

`3/12` is 3 papers with a section that has it all, of 12 papers indexed. Words, --section, --role and --scope say which \
papers match; the other filters say which papers are looked into, and so are the 12 of that council and year. Every paper \
that matches counts, also one in which an old letter is only attached again; how many have nothing but such copies is told \
beside, of a row within that row and in the column `copies`, and so are the files that could not be read.

Committees are counted by name: those of two councils that are called the same are one row. To tell them apart, use \
--by council,committee.

Exit codes: 0 found; 1 nothing matches, and the table says of how many papers; 2 wrong usage or failure.";

#[derive(Debug, Args)]
pub(crate) struct CountArguments {
    /// The question, as for `search`. Without one, all papers are counted.
    pub(crate) query: Vec<String>,
    /// By what to count, up to three: council, committee, kind, year, month.
    #[arg(long, value_delimiter = ',', default_value = "council,year", value_name = "WHAT", value_parser = dimension(),
          hide_possible_values = true)]
    pub(crate) by: Vec<Dimension>,
    /// Do not tell which papers only have copies of what others have.
    #[arg(long)]
    pub(crate) all_copies: bool,
    #[command(flatten)]
    pub(crate) filters: FilterArguments,
    #[command(flatten)]
    pub(crate) index: IndexFolder,
    /// How to print: for people, JSON Lines, or for a spreadsheet, one row a cell.
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub(crate) format: TableFormat,
}

fn dimension() -> impl clap::builder::TypedValueParser<Value = Dimension> {
    PossibleValuesParser::new(Dimension::ALL.iter().map(|dimension| dimension.as_str()))
        .try_map(|name| Dimension::parse(&name).ok_or("no such dimension"))
}
