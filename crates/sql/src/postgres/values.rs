//! Converts values to and from PostgreSQL's protocol.

use std::borrow::Cow;
use std::error::Error as StdError;

use tokio_postgres::Row;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use crate::value::{Kind, Value, ValueRef};

/// Returns PostgreSQL's type for a placeholder.
pub(super) fn postgres_type(kind: Kind) -> Type {
    match kind {
        Kind::Text => Type::TEXT,
        Kind::Integer => Type::INT8,
        Kind::Real => Type::FLOAT8,
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match self {
            Self::Null(_) => Ok(IsNull::Yes),
            Self::Text(text) => text.as_ref().to_sql(ty, out),
            Self::Integer(number) => number.to_sql(ty, out),
            Self::Real(number) => number.to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        [Type::TEXT, Type::INT8, Type::FLOAT8].contains(ty)
    }

    to_sql_checked!();
}

/// Reads a column.
pub(crate) fn value(row: &Row, index: usize) -> Result<ValueRef<'_>, Cow<'static, str>> {
    let column = row.columns().get(index).ok_or(Cow::Borrowed("is missing"))?;
    let value = match *column.type_() {
        Type::INT8 => row.try_get(index).map(|value: Option<i64>| value.map(ValueRef::Integer)),
        Type::INT4 => row.try_get(index).map(|value: Option<i32>| value.map(|n| ValueRef::Integer(n.into()))),
        Type::BOOL => {
            row.try_get(index).map(|value: Option<bool>| value.map(|b| ValueRef::Integer(b.into())))
        }
        Type::FLOAT8 => row.try_get(index).map(|value: Option<f64>| value.map(ValueRef::Real)),
        _ => row.try_get(index).map(|value: Option<&str>| value.map(ValueRef::Text)),
    };
    value.map(|value| value.unwrap_or(ValueRef::Null)).map_err(|error| Cow::Owned(error.to_string()))
}
