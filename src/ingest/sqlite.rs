//! Databases of SQLite: a row of a table, or of a query, is an article, whose columns `record` reads by their names. The file is
//! opened for reading alone, and nothing in it is run but the query: triggers and functions of its schema are not trusted.
//! One row is in memory at a time.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OpenFlags, Row};
use serde_json::{Map, Value};

use super::decode::{self, How};
use super::intake::Intake;
use super::place::Place;
use super::record;
use super::{Fault, Note, Options, Problem};
use crate::article::Source;

pub(super) fn read(path: &Path, place: &Place, intake: &mut Intake) {
    let mut row = 0;
    if let Err(error) = rows(path, place, intake, &mut row) {
        let at = place.source((row > 0).then_some(row));
        intake.problem(match error {
            Trouble::Sqlite(error) if error.sqlite_error_code() == Some(ErrorCode::TooBig) => {
                Problem::TooLarge { at, limit: intake.options.max_article }
            }
            Trouble::Sqlite(error) => Problem::Database { at, what: error.to_string() },
            Trouble::Tables(what) => Problem::Database { at, what },
        });
    }
}

enum Trouble {
    Sqlite(rusqlite::Error),
    /// What is wrong with the choice of a table, and what to do.
    Tables(String),
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Trouble {
        Trouble::Sqlite(error)
    }
}

/// Takes the rows; `number` is that of the one in hand, from 1.
fn rows(path: &Path, place: &Place, intake: &mut Intake, number: &mut u64) -> Result<(), Trouble> {
    let database =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    database.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    database.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    let limit = i32::try_from(intake.options.max_article).unwrap_or(i32::MAX);
    database.set_limit(Limit::SQLITE_LIMIT_LENGTH, limit)?;
    check_names(&database)?;
    let query = query(&database, intake.options)?;
    let mut statement = database.prepare(&query)?;
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut left_out: BTreeMap<usize, u64> = BTreeMap::new();
    let mut rows = statement.query(())?;
    *number = 1;
    while let Some(row) = rows.next()? {
        let at = place.source(Some(*number));
        match fields(row, &columns, &at, &mut left_out, intake)? {
            Ok(fields) => record::take(fields, at, place, intake),
            Err(fault) => intake.problem(Problem::BadRecord { at, fault }),
        }
        *number += 1;
    }
    for (column, count) in left_out {
        let column = columns.get(column).cloned().unwrap_or_default();
        intake.note(Note::BytesLeftOut { at: place.source(None), column, count });
    }
    if *number == 1 {
        intake.problem(Problem::Empty { at: place.source(None) });
    }
    Ok(())
}

/// Whether the schema is text. Names of columns are taken from it as they stand, and the crate panics at one that is none.
fn check_names(database: &Connection) -> Result<(), Trouble> {
    let mut schema = database.prepare("SELECT sql FROM sqlite_schema")?;
    let mut rows = schema.query(())?;
    while let Some(row) = rows.next()? {
        if let ValueRef::Text(bytes) | ValueRef::Blob(bytes) = row.get_ref(0)?
            && str::from_utf8(bytes).is_err()
        {
            let what = "the names of its tables or columns are no text in UTF-8: the file is damaged; get it again";
            return Err(Trouble::Tables(what.to_owned()));
        }
    }
    Ok(())
}

/// What is asked of the database: the query given, all of the table given, or all of the one table that has the columns needed.
fn query(database: &Connection, options: &Options) -> Result<String, Trouble> {
    let all_of = |table: &str| format!("SELECT * FROM \"{}\"", table.replace('"', "\"\""));
    if let Some(query) = &options.query {
        return Ok(query.clone());
    }
    let mut named = database.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
    )?;
    let tables: Vec<String> = named.query_map((), |row| row.get(0))?.collect::<Result<_, _>>()?;
    if let Some(table) = &options.table {
        return Ok(all_of(table));
    }
    let needed = ["id", "text"].map(|field| options.map.name(field));
    let fits = |table: &&String| {
        // A table that cannot be read, as one of a module that is not there, is none to choose.
        let Ok(statement) = database.prepare(&all_of(table)) else { return false };
        needed.iter().all(|field| statement.column_names().any(|column| column == *field))
    };
    match &tables.iter().filter(fits).collect::<Vec<_>>()[..] {
        [table] => Ok(all_of(table)),
        [] => Err(Trouble::Tables(format!(
            "no table has the columns `{}` and `{}`, of {}; name what holds them with --map, or write a --query",
            needed[0],
            needed[1],
            tables.join(", ")
        ))),
        several => Err(Trouble::Tables(format!(
            "{} tables hold articles; name one with --table: {}",
            several.len(),
            several.iter().map(|table| table.as_str()).collect::<Vec<_>>().join(", ")
        ))),
    }
}

/// The fields of the record that a row is. Bytes that are no text are left out, and counted by column.
fn fields(
    row: &Row,
    columns: &[String],
    at: &Source,
    left_out: &mut BTreeMap<usize, u64>,
    intake: &mut Intake,
) -> Result<Result<Map<String, Value>, Fault>, rusqlite::Error> {
    let (mut fields, mut bad) = (Map::new(), 0);
    for (index, column) in columns.iter().enumerate() {
        let value = match row.get_ref(index)? {
            ValueRef::Null => continue,
            ValueRef::Integer(number) => Value::from(number),
            ValueRef::Real(number) => Value::from(number),
            ValueRef::Text(bytes) => match decode::decode(bytes) {
                Ok(decoded) if !matches!(decoded.how, How::Guessed(_)) => {
                    bad += if let How::BadBytes(count) = decoded.how { count } else { 0 };
                    Value::String(decoded.text)
                }
                _ => return Ok(Err(Fault::NotUtf8)),
            },
            ValueRef::Blob(bytes) => match str::from_utf8(bytes) {
                Ok(text) if !text.contains('\0') => Value::String(text.to_owned()),
                _ => {
                    *left_out.entry(index).or_default() += 1;
                    continue;
                }
            },
        };
        // Of two columns of one name the first is meant.
        fields.entry(column.clone()).or_insert(value);
    }
    if bad > 0 {
        intake.note(Note::BadBytes { at: at.clone(), count: bad });
    }
    Ok(Ok(fields))
}

#[cfg(test)]
mod tests {
    use super::super::{Batch, Input, read};
    use super::*;

    fn database(sql: &str) -> tempfile::NamedTempFile {
        let file = tempfile::Builder::new().suffix(".sqlite").tempfile().unwrap();
        Connection::open(file.path()).unwrap().execute_batch(sql).unwrap();
        file
    }

    fn taken(file: &tempfile::NamedTempFile, options: Options) -> Batch {
        read(&[Input::Path(file.path().to_owned())], &options, &mut std::io::empty())
    }

    fn messages(file: &tempfile::NamedTempFile, batch: &Batch) -> Vec<String> {
        let path = file.path().display().to_string();
        batch.problems.iter().map(|problem| problem.to_string().replace(&path, "db")).collect()
    }

    const TWO: &str = "CREATE TABLE a (id INTEGER, text TEXT, title, score REAL, picture BLOB);
        INSERT INTO a VALUES (1, 'one', 'T', 0.5, x'ff00'), (2, x'74776f', NULL, NULL, NULL), (3, NULL, NULL, NULL, NULL), (4, x'ff', 't', 1, x'00');
        CREATE TABLE other (x);";

    #[test]
    fn the_rows_of_the_one_table_that_fits_are_articles() {
        let file = database(TWO);
        let batch = taken(&file, Options::default());
        let read: Vec<_> = batch.captures.iter().map(|c| (c.article.name(), c.text.input(), c.source.line)).collect();
        assert_eq!(read, [("1", "one", Some(1)), ("2", "two", Some(2))]);
        assert_eq!(batch.captures[0].meta.title.as_deref(), Some("T"));
        assert_eq!(batch.captures[0].meta.extra.get("score").map(String::as_str), Some("0.5"));
        assert_eq!(
            messages(&file, &batch),
            ["db:3: no `text`; mend or delete the line", "db:4: no `text`; mend or delete the line"]
        );
        let notes: Vec<String> =
            batch.notes.iter().map(|note| note.to_string().replace(&file.path().display().to_string(), "db")).collect();
        assert_eq!(
            notes,
            [
                "db: 1 cell of `text` left out: bytes that are no text",
                "db: 2 cells of `picture` left out: bytes that are no text"
            ]
        );
    }

    #[test]
    fn a_table_or_a_query_can_be_named() {
        let file = database(&format!("{TWO} CREATE TABLE b (id, text); INSERT INTO b VALUES ('x', 'words');"));
        let batch = taken(&file, Options::default());
        assert_eq!(messages(&file, &batch), ["db: 2 tables hold articles; name one with --table: a, b"]);
        let batch = taken(&file, Options { table: Some("b".to_owned()), ..Options::default() });
        assert_eq!(batch.captures[0].text.input(), "words");
        let query = "SELECT id, text || '!' AS text FROM b".to_owned();
        let batch = taken(&file, Options { query: Some(query), ..Options::default() });
        assert_eq!(batch.captures[0].text.input(), "words!");
        let map = "text=score".parse().unwrap();
        let batch = taken(&file, Options { map, ..Options::default() });
        assert!(
            matches!(&batch.problems[0], Problem::BadRecord { fault: Fault::WrongType { .. }, .. }),
            "{:?}",
            batch.problems
        );
        let batch = taken(&file, Options { table: Some("c\"; DROP".to_owned()), ..Options::default() });
        assert!(messages(&file, &batch)[0].starts_with("db: no such table: c\"; DROP"), "{:?}", batch.problems);
    }

    #[test]
    fn nothing_is_written_and_what_is_no_database_is_named() {
        let file = database(TWO);
        let batch = taken(
            &file,
            Options { query: Some("DELETE FROM a RETURNING id, title AS text".to_owned()), ..Options::default() },
        );
        assert!(messages(&file, &batch)[0].contains("readonly"), "{:?}", batch.problems);
        assert_eq!(taken(&file, Options::default()).captures.len(), 2);
        let bytes = std::fs::read(file.path()).unwrap();
        let mut broken = bytes.clone();
        broken[100..].fill(0x5a);
        std::fs::write(file.path(), broken).unwrap();
        let batch = taken(&file, Options::default());
        assert!(batch.captures.is_empty() && batch.problems.len() == 1, "{:?}", batch.problems);
        let long = database(&format!(
            "CREATE TABLE a (id, text); INSERT INTO a VALUES (1, 'one'), (2, '{}')",
            "x".repeat(9000)
        ));
        let batch = taken(&long, Options { max_article: 8192, ..Options::default() });
        assert_eq!(batch.captures.len(), 1);
        assert!(
            matches!(&batch.problems[..], [Problem::TooLarge { at, .. }] if at.line == Some(2)),
            "{:?}",
            batch.problems
        );
    }

    #[test]
    fn a_name_that_is_no_text_is_named_and_nothing_breaks() {
        let file = database("CREATE TABLE a (id, text, café); INSERT INTO a VALUES (1, 'one', 2);");
        let mut bytes = std::fs::read(file.path()).unwrap();
        let at = bytes.windows(2).position(|two| two == "é".as_bytes()).unwrap();
        bytes[at] = 0xff;
        std::fs::write(file.path(), bytes).unwrap();
        for query in [None, Some("SELECT * FROM a".to_owned())] {
            let batch = taken(&file, Options { query, ..Options::default() });
            assert_eq!(
                messages(&file, &batch),
                ["db: the names of its tables or columns are no text in UTF-8: the file is damaged; get it again"]
            );
        }
    }

    #[test]
    fn a_database_that_is_piped_has_to_be_a_file() {
        let file = database(TWO);
        let mut bytes = &std::fs::read(file.path()).unwrap()[..];
        let batch = read(&[Input::Stdin], &Options::default(), &mut bytes);
        assert_eq!(
            batch.problems[0].to_string(),
            "-: sqlite is read from a file on the disk alone, not from a pipe or packed; save it as a file"
        );
    }
}
