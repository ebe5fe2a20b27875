//! What makes the comparison unfair, to whom, in one sentence each.

/// All of it, as lines of a page.
pub const UNFAIRNESSES: [&str; 19] = [
    "All caches are warm: the papers were read before the first build, an index is asked right after it was built.",
    "CPU and wall time of builds and cold processes are those of the whole process, its start and end included.",
    "scrutineer works out council, committee, date, title, kind, sections, paragraph numbers, roles, pages and acronyms \
     from the text; the others take council and day from the path and cut at lines that begin with `# ` or `## `.",
    "scrutineer indexes words as written beside their stems, headings, titles and names in their own fields; the \
     others have stems of one text alone.",
    "scrutineer hashes every file that it reads, syncs what it writes, sums every file of the index that it writes, and publishes a generation that \
     replaces the last at one stroke; raw tantivy syncs, SQLite commits one transaction with its defaults, neither \
     hashes.",
    "With nothing changed, all compare sizes and times of files.",
    "Papers have rested for three seconds before a build, as at night: scrutineer reads again what was touched within two \
     seconds before it was last looked at.",
    "scrutineer keeps to the memory that it is given (256 MiB by default); tuned tantivy is given 400 MB a writing thread.",
    "The second scrutineer row is the same code with mimalloc, which tuned tantivy has as well; the first has the \
     system's allocator, as tantivy-default, SQLite and ripgrep.",
    "scrutineer returns ten papers with the best section of each, counted exactly by sections and by papers, raised by \
     how close together the words stand; the others return ten sections.",
    "scrutineer's snippets are cut at the ends of sentences inside one paragraph, mark what matched, phrases as \
     phrases, and come with a citation; tantivy's and SQLite's mark words in a fragment of fixed length.",
    "Each contestant fetches path and heading of every hit, with snippets or without.",
    "Tuned tantivy counts and ranks in two passes where that is cheaper (a lone word, words joined by OR), in one \
     elsewhere.",
    "A whole question: the plain contestants look for its words but about forty common ones, all first, then any of them if \
     there are fewer than ten hits, ranked and not counted; scrutineer reads the question by its own rules and counts.",
    "A misspelt word: scrutineer looks for near terms to suggest and for sections that lack it; the others find nothing \
     and are done.",
    "Stemmers differ: tantivy has Snowball's English stemmer, SQLite Porter's, scrutineer Snowball's with its own \
     exceptions.",
    "After a change scrutineer keeps the generation before, for those who read it; the others have one state.",
    "SQLite writes its texts uncompressed, indexes on one thread, and counts with a second statement.",
    "ripgrep has no index: it is asked single words and phrases as they stand, without dates; it counts lines of files \
     without stems or ranking, and each question is a process of its own.",
];
