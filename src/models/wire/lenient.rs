//! Fields whose types differ between providers: a value of an unexpected type counts as absent.
//!
//! Nothing here allocates, unless a string contains escapes.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use smallvec::SmallVec;

/// A string.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Text<'a>(pub Option<Cow<'a, str>>);

impl Text<'_> {
    /// Returns the string; empty if absent.
    pub(super) fn as_str(&self) -> &str {
        self.0.as_deref().unwrap_or_default()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.as_str().is_empty()
    }
}

impl From<Text<'_>> for String {
    fn from(text: Text<'_>) -> Self {
        text.0.map(Cow::into_owned).unwrap_or_default()
    }
}

/// A number of tokens.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Count(pub Option<i64>);

impl Count {
    /// Returns the number as a position in a list.
    pub(super) fn index(self) -> Option<usize> {
        self.0.and_then(|count| usize::try_from(count).ok())
    }
}

/// Whether a value says `true`.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Flag(pub bool);

/// Whether there is a value: not `null`, `false`, or an empty string.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Present(pub bool);

/// An object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Object<T>(pub Option<T>);

impl<T> Default for Object<T> {
    fn default() -> Self {
        Self(None)
    }
}

/// The objects of an array, usually a single one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct List<T>(pub SmallVec<[T; 1]>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(SmallVec::new())
    }
}

/// The first object of an array; the others are skipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct First<T>(pub Option<T>);

impl<T> Default for First<T> {
    fn default() -> Self {
        Self(None)
    }
}

/// Implements the given methods of a `Visitor` so that they return the value of an absent field.
macro_rules! absent {
    ($($method:ident)*) => { $(absent!(@ $method);)* };
    (@ unit) => { fn visit_unit<E>(self) -> Result<Self::Value, E> { Ok(Self::Value::default()) } };
    (@ bool) => { fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> { Ok(Self::Value::default()) } };
    (@ numbers) => {
        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> { Ok(Self::Value::default()) }
        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> { Ok(Self::Value::default()) }
        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> { Ok(Self::Value::default()) }
    };
    (@ str) => { fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> { Ok(Self::Value::default()) } };
    (@ seq) => {
        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
            while items.next_element::<IgnoredAny>()?.is_some() {}
            Ok(Self::Value::default())
        }
    };
    (@ map) => {
        fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
            while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            Ok(Self::Value::default())
        }
    };
}

/// Implements `expecting` of a visitor. Its text appears only in errors, and these visitors accept
/// everything.
macro_rules! expecting {
    () => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("any value")
        }
    };
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit<'a>(PhantomData<&'a ()>);
        impl<'de: 'a, 'a> Visitor<'de> for Visit<'a> {
            type Value = Text<'a>;
            expecting!();
            absent!(unit bool numbers seq map);
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Some(Cow::Borrowed(text))))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Some(Cow::Owned(text.to_owned()))))
            }
        }
        deserializer.deserialize_any(Visit(PhantomData))
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit;
        impl<'de> Visitor<'de> for Visit {
            type Value = Count;
            expecting!();
            absent!(unit bool str seq map);
            fn visit_u64<E>(self, count: u64) -> Result<Self::Value, E> {
                Ok(Count(i64::try_from(count).ok()))
            }
            fn visit_i64<E>(self, count: i64) -> Result<Self::Value, E> {
                Ok(Count((count >= 0).then_some(count)))
            }
            fn visit_f64<E>(self, count: f64) -> Result<Self::Value, E> {
                Ok(Count((0.0..1e15).contains(&count).then_some(count as i64)))
            }
        }
        deserializer.deserialize_any(Visit)
    }
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit;
        impl<'de> Visitor<'de> for Visit {
            type Value = Flag;
            expecting!();
            absent!(unit numbers str seq map);
            fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
                Ok(Flag(flag))
            }
        }
        deserializer.deserialize_any(Visit)
    }
}

impl<'de> Deserialize<'de> for Present {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit;
        impl<'de> Visitor<'de> for Visit {
            type Value = Present;
            expecting!();
            absent!(unit);
            fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
                Ok(Present(value))
            }
            fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
                Ok(Present(true))
            }
            fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
                Ok(Present(true))
            }
            fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
                Ok(Present(true))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Present(!text.is_empty()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
                let mut any = false;
                while items.next_element::<IgnoredAny>()?.is_some() {
                    any = true;
                }
                Ok(Present(any))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
                while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Present(true))
            }
        }
        deserializer.deserialize_any(Visit)
    }
}

/// Accepts objects.
struct ObjectVisit<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisit<T> {
    type Value = Object<T>;
    expecting!();
    absent!(unit bool numbers str seq);
    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(fields)).map(|object| Object(Some(object)))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ObjectVisit(PhantomData))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Visit<T> {
            type Value = List<T>;
            expecting!();
            absent!(unit bool numbers str map);
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
                let mut list = SmallVec::new();
                while let Some(Object(item)) = items.next_element()? {
                    list.extend(item);
                }
                Ok(List(list))
            }
        }
        deserializer.deserialize_any(Visit(PhantomData))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for First<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Visit<T> {
            type Value = First<T>;
            expecting!();
            absent!(unit bool numbers str map);
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
                let first = items.next_element::<Object<T>>()?.and_then(|Object(first)| first);
                while items.next_element::<IgnoredAny>()?.is_some() {}
                Ok(First(first))
            }
        }
        deserializer.deserialize_any(Visit(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    const VALUES: [&str; 10] =
        ["null", "true", "0", "-1", "1.5", r#""x""#, r#""""#, "[]", r#"[{}, 1]"#, r#"{"a": [1]}"#];

    #[derive(Debug, Default, Deserialize)]
    #[serde(default)]
    struct Fields<'a> {
        #[serde(borrow)]
        text: Text<'a>,
        count: Count,
        flag: Flag,
        present: Present,
        object: Object<Empty>,
        list: List<Empty>,
        first: First<Empty>,
    }

    #[derive(Debug, Default, PartialEq, Eq, Deserialize)]
    struct Empty {}

    #[test]
    fn a_value_of_any_type_is_taken_by_every_field() {
        for value in VALUES {
            let fields = ["text", "count", "flag", "present", "object", "list", "first"];
            let json: Vec<String> = fields.iter().map(|field| format!("{field:?}: {value}")).collect();
            let json = format!("{{{}}}", json.join(","));
            let read: Fields<'_> = serde_json::from_str(&json).unwrap();
            assert_eq!(read.text.0.is_some(), value.starts_with('"'), "{value}");
            assert_eq!(read.count.0.is_some(), ["0", "1.5"].contains(&value), "{value}");
            assert_eq!(read.flag.0, value == "true");
            assert_eq!(read.present.0, !["null", r#""""#, "[]"].contains(&value), "{value}");
            assert_eq!(read.object.0.is_some(), value.starts_with('{'), "{value}");
            assert_eq!(read.list.0.len(), usize::from(value.contains("{}")), "{value}");
            assert_eq!(read.first.0.is_some(), value.contains("{}"), "{value}");
        }
        let absent: Fields<'_> = serde_json::from_str("{}").unwrap();
        assert!(absent.text.is_empty() && !absent.present.0);
    }

    #[test]
    fn text_without_escapes_is_borrowed() {
        for (json, borrowed) in [(r#"{"text": "Grüße"}"#, true), (r#"{"text": "a\nb"}"#, false)] {
            let fields: Fields<'_> = serde_json::from_str(json).unwrap();
            assert_eq!(matches!(fields.text.0, Some(Cow::Borrowed(_))), borrowed);
        }
    }
}
