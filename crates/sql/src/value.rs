//! Values that are bound to placeholders and decoded from columns.

use std::borrow::Cow;

/// The type of a column or placeholder. PostgreSQL needs it for `NULL`, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `TEXT`
    Text,
    /// `BIGINT`
    Integer,
    /// `DOUBLE PRECISION`
    Real,
}

/// A value for a placeholder.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'q> {
    /// `NULL` of a type.
    Null(Kind),
    /// `TEXT`
    Text(Cow<'q, str>),
    /// `BIGINT`
    Integer(i64),
    /// `DOUBLE PRECISION`
    Real(f64),
}

impl Value<'_> {
    /// Returns the type, of `NULL` as well.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Null(kind) => *kind,
            Self::Text(_) => Kind::Text,
            Self::Integer(_) => Kind::Integer,
            Self::Real(_) => Kind::Real,
        }
    }

    /// Returns the same value without borrowing from the caller.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Null(kind) => Value::Null(kind),
            Self::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Self::Integer(number) => Value::Integer(number),
            Self::Real(number) => Value::Real(number),
        }
    }
}

/// A type that can be bound to a placeholder.
pub trait ToValue<'q> {
    /// The type of the column it is stored in.
    const KIND: Kind;

    /// Converts it to a value.
    fn to_value(self) -> Value<'q>;
}

macro_rules! to_value {
    ($($type:ty, $kind:ident, $self:ident => $value:expr;)*) => {$(
        impl<'q> ToValue<'q> for $type {
            const KIND: Kind = Kind::$kind;

            fn to_value($self) -> Value<'q> {
                Value::$kind($value)
            }
        }
    )*};
}

to_value! {
    &'q str, Text, self => Cow::Borrowed(self);
    &'q String, Text, self => Cow::Borrowed(self.as_str());
    String, Text, self => Cow::Owned(self);
    Cow<'q, str>, Text, self => self;
    i64, Integer, self => self;
    &'q i64, Integer, self => *self;
    bool, Integer, self => i64::from(self);
    f64, Real, self => self;
}

impl<'q, T: ToValue<'q>> ToValue<'q> for Option<T> {
    const KIND: Kind = T::KIND;

    fn to_value(self) -> Value<'q> {
        self.map_or(Value::Null(T::KIND), T::to_value)
    }
}

impl<'q, T> ToValue<'q> for &'q Option<T>
where
    &'q T: ToValue<'q>,
{
    const KIND: Kind = <&'q T>::KIND;

    fn to_value(self) -> Value<'q> {
        self.as_ref().to_value()
    }
}

/// A value of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ValueRef<'r> {
    /// `NULL`
    Null,
    /// `TEXT`
    Text(&'r str),
    /// `BIGINT`
    Integer(i64),
    /// `DOUBLE PRECISION`
    Real(f64),
}

/// Why a column's value does not fit the field it is decoded into.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Mismatch(pub Cow<'static, str>);

/// A type that can be decoded from a column.
pub trait FromValue: Sized {
    /// Converts a column's value.
    fn from_value(value: ValueRef<'_>) -> Result<Self, Mismatch>;
}

fn mismatch<T>(expected: &'static str) -> Result<T, Mismatch> {
    Err(Mismatch(Cow::Borrowed(expected)))
}

impl FromValue for String {
    fn from_value(value: ValueRef<'_>) -> Result<Self, Mismatch> {
        match value {
            ValueRef::Text(text) => Ok(text.to_owned()),
            _ => mismatch("is not a text"),
        }
    }
}

impl FromValue for i64 {
    fn from_value(value: ValueRef<'_>) -> Result<Self, Mismatch> {
        match value {
            ValueRef::Integer(number) => Ok(number),
            _ => mismatch("is not an integer"),
        }
    }
}

impl FromValue for bool {
    fn from_value(value: ValueRef<'_>) -> Result<Self, Mismatch> {
        i64::from_value(value).map(|number| number != 0)
    }
}

impl FromValue for f64 {
    fn from_value(value: ValueRef<'_>) -> Result<Self, Mismatch> {
        match value {
            ValueRef::Real(number) => Ok(number),
            // SQLite may keep a whole number as an integer.
            ValueRef::Integer(number) => Ok(number as f64),
            _ => mismatch("is not a number"),
        }
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: ValueRef<'_>) -> Result<Self, Mismatch> {
        match value {
            ValueRef::Null => Ok(None),
            value => T::from_value(value).map(Some),
        }
    }
}
