//! A cell of a column as JSON: what a record of the same words would have there.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::*;
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType};
use arrow_schema::{DataType, IntervalUnit, TimeUnit};
use serde_json::{Map, Value};

use crate::text::{iso_day, iso_moment};

/// What reading a row comes to, beside its values.
pub(super) struct Tally {
    /// Cells of bytes that are no text.
    pub bytes: u64,
    /// Bytes of its strings, and items of its lists.
    pub size: u64,
    /// So many at most: what exceeds it is not copied, since a few bytes of a table may stand for any number of them.
    pub limit: u64,
}

impl Tally {
    /// Whether so much more is within the limit.
    fn has_room(&mut self, more: usize) -> bool {
        self.size = self.size.saturating_add(more as u64);
        self.size <= self.limit
    }
}

/// The cell of a row, which the column has; `None` where it states nothing, or bytes that are no text.
pub(super) fn cell(column: &dyn Array, row: usize, tally: &mut Tally) -> Option<Value> {
    if column.is_null(row) {
        return None;
    }
    Some(match column.data_type() {
        DataType::Null => return None,
        DataType::Boolean => column.as_boolean().value(row).into(),
        DataType::Int8 => number::<Int8Type>(column, row).into(),
        DataType::Int16 => number::<Int16Type>(column, row).into(),
        DataType::Int32 => number::<Int32Type>(column, row).into(),
        DataType::Int64 => number::<Int64Type>(column, row).into(),
        DataType::UInt8 => number::<UInt8Type>(column, row).into(),
        DataType::UInt16 => number::<UInt16Type>(column, row).into(),
        DataType::UInt32 => number::<UInt32Type>(column, row).into(),
        DataType::UInt64 => number::<UInt64Type>(column, row).into(),
        DataType::Float16 => float(number::<Float16Type>(column, row).to_string()),
        DataType::Float32 => float(number::<Float32Type>(column, row).to_string()),
        DataType::Float64 => float(number::<Float64Type>(column, row).to_string()),
        DataType::Decimal32(..) => column.as_primitive::<Decimal32Type>().value_as_string(row).into(),
        DataType::Decimal64(..) => column.as_primitive::<Decimal64Type>().value_as_string(row).into(),
        DataType::Decimal128(..) => column.as_primitive::<Decimal128Type>().value_as_string(row).into(),
        DataType::Decimal256(..) => column.as_primitive::<Decimal256Type>().value_as_string(row).into(),
        DataType::Utf8 => string(column.as_string::<i32>().value(row), tally),
        DataType::LargeUtf8 => string(column.as_string::<i64>().value(row), tally),
        DataType::Utf8View => string(column.as_string_view().value(row), tally),
        DataType::Binary => bytes(column.as_binary::<i32>().value(row), tally)?,
        DataType::LargeBinary => bytes(column.as_binary::<i64>().value(row), tally)?,
        DataType::BinaryView => bytes(column.as_binary_view().value(row), tally)?,
        DataType::FixedSizeBinary(_) => bytes(column.as_fixed_size_binary().value(row), tally)?,
        DataType::Date32 => iso_day(number::<Date32Type>(column, row).into())?.into(),
        DataType::Date64 => iso_day(number::<Date64Type>(column, row).div_euclid(86_400_000))?.into(),
        DataType::Timestamp(unit, zone) => {
            let count = match unit {
                TimeUnit::Second => number::<TimestampSecondType>(column, row),
                TimeUnit::Millisecond => number::<TimestampMillisecondType>(column, row),
                TimeUnit::Microsecond => number::<TimestampMicrosecondType>(column, row),
                TimeUnit::Nanosecond => number::<TimestampNanosecondType>(column, row),
            };
            moment(count, per_second(*unit), zone.is_some())?.into()
        }
        DataType::Time32(TimeUnit::Second) => time(number::<Time32SecondType>(column, row).into(), 1)?,
        DataType::Time32(_) => time(number::<Time32MillisecondType>(column, row).into(), 1000)?,
        DataType::Time64(TimeUnit::Microsecond) => time(number::<Time64MicrosecondType>(column, row), 1_000_000)?,
        DataType::Time64(_) => time(number::<Time64NanosecondType>(column, row), 1_000_000_000)?,
        DataType::Duration(unit) => match unit {
            TimeUnit::Second => number::<DurationSecondType>(column, row),
            TimeUnit::Millisecond => number::<DurationMillisecondType>(column, row),
            TimeUnit::Microsecond => number::<DurationMicrosecondType>(column, row),
            TimeUnit::Nanosecond => number::<DurationNanosecondType>(column, row),
        }
        .into(),
        DataType::Interval(unit) => interval(column, row, *unit),
        DataType::Dictionary(..) => {
            let column = column.as_any_dictionary();
            // The crates check that a key is one of the dictionary's.
            let key = usize::try_from(cell(column.keys(), row, tally)?.as_i64()?).ok()?;
            return cell(column.values(), key, tally);
        }
        DataType::RunEndEncoded(ends, _) => {
            let (values, at) = match ends.data_type() {
                DataType::Int16 => run::<Int16Type>(column, row)?,
                DataType::Int32 => run::<Int32Type>(column, row)?,
                _ => run::<Int64Type>(column, row)?,
            };
            return cell(values, at, tally);
        }
        DataType::List(_) => list(&column.as_list::<i32>().value(row), tally),
        DataType::LargeList(_) => list(&column.as_list::<i64>().value(row), tally),
        DataType::ListView(_) => list(&column.as_list_view::<i32>().value(row), tally),
        DataType::LargeListView(_) => list(&column.as_list_view::<i64>().value(row), tally),
        DataType::FixedSizeList(..) => list(&column.as_fixed_size_list().value(row), tally),
        DataType::Struct(names) => {
            let mut fields = Map::new();
            for (name, inner) in names.iter().zip(column.as_struct().columns()) {
                fields.extend(cell(inner, row, tally).map(|value| (name.name().clone(), value)));
            }
            Value::Object(fields)
        }
        // Entries of a key and a value, as a list of them would be.
        DataType::Map(..) => {
            let entries: ArrayRef = Arc::new(column.as_map().value(row));
            list(&entries, tally)
        }
        DataType::Union(..) => return cell(&column.as_union().value(row), 0, tally),
    })
}

fn number<T: ArrowPrimitiveType>(column: &dyn Array, row: usize) -> T::Native {
    column.as_primitive::<T>().value(row)
}

/// The shortest digits that name the number; JSON has none for what is no number or infinite.
fn float(written: String) -> Value {
    let number = written.parse().ok().and_then(serde_json::Number::from_f64);
    number.map_or(Value::String(written), Value::Number)
}

fn string(text: &str, tally: &mut Tally) -> Value {
    if tally.has_room(text.len()) { Value::String(text.to_owned()) } else { Value::Null }
}

/// Some programs do not say which bytes are text.
fn bytes(bytes: &[u8], tally: &mut Tally) -> Option<Value> {
    match str::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => Some(string(text, tally)),
        _ => {
            tally.bytes += 1;
            None
        }
    }
}

const fn per_second(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => 1_000_000_000,
    }
}

/// A column with a zone counts from 1970 in UTC, and its zone says how to show it; one without counts on a clock somewhere.
fn moment(count: i64, per_second: i64, is_utc: bool) -> Option<String> {
    let nanoseconds = i32::try_from(count.rem_euclid(per_second) * (1_000_000_000 / per_second)).ok()?;
    iso_moment(count.div_euclid(per_second), nanoseconds, is_utc)
}

fn time(count: i64, per_second: i64) -> Option<Value> {
    let moment = moment(count, per_second, false)?;
    Some(Value::from(moment.split_once('T')?.1))
}

fn interval(column: &dyn Array, row: usize, unit: IntervalUnit) -> Value {
    let (months, days, seconds) = match unit {
        IntervalUnit::YearMonth => (number::<IntervalYearMonthType>(column, row), 0, 0.0),
        IntervalUnit::DayTime => {
            let interval = number::<IntervalDayTimeType>(column, row);
            (0, interval.days, f64::from(interval.milliseconds) / 1e3)
        }
        IntervalUnit::MonthDayNano => {
            let interval = number::<IntervalMonthDayNanoType>(column, row);
            (interval.months, interval.days, interval.nanoseconds as f64 / 1e9)
        }
    };
    format!("P{months}M{days}DT{seconds}S").into()
}

/// The values of runs, and which of them the row has.
fn run<T: RunEndIndexType>(column: &dyn Array, row: usize) -> Option<(&ArrayRef, usize)> {
    let runs = column.as_run_opt::<T>()?;
    Some((runs.values(), runs.get_physical_index(row)))
}

fn list(values: &ArrayRef, tally: &mut Tally) -> Value {
    if !tally.has_room(values.len()) {
        return Value::Null;
    }
    (0..values.len()).map(|at| cell(values, at, tally).unwrap_or(Value::Null)).collect()
}
