//! Enums that are stored as text.

/// Defines an enum that is stored as `TEXT`, with `as_str`, `Display`, `FromStr`, and conversions for serde.
///
/// After the enum, `expected "…"` sets the error message for an unknown text, and `unknown => Variant` the
/// variant for an unknown stored text, which is otherwise an error.
///
/// ```
/// sql::text_enum! {
///     /// Who sent a message.
///     pub enum Sender {
///         /// A user.
///         User = "user",
///         /// An agent.
///         Agent = "agent",
///     }
/// }
///
/// assert_eq!(Sender::Agent.as_str(), "agent");
/// assert_eq!("user".parse(), Ok(Sender::User));
/// ```
#[macro_export]
macro_rules! text_enum {
    (@expected [$expected:literal] $($text:literal)+) => { $expected };
    (@expected [] $($text:literal)+) => { concat!("must be one of:" $(, " ", $text)+) };
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident = $text:literal),+ $(,)?
        }
        $(expected $expected:literal)?
        $(unknown => $fallback:ident)?
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name {
            $($(#[$variant_meta])* $variant),+
        }

        impl $name {
            /// All variants, in the order of their definition.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the text it is stored as.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text),+
                }
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::Mismatch;

            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                match text {
                    $($text => ::core::result::Result::Ok(Self::$variant),)+
                    _ => ::core::result::Result::Err($crate::Mismatch(::std::borrow::Cow::Borrowed(
                        $crate::text_enum!(@expected [$($expected)?] $($text)+),
                    ))),
                }
            }
        }

        impl<'q> $crate::ToValue<'q> for $name {
            const KIND: $crate::Kind = $crate::Kind::Text;

            fn to_value(self) -> $crate::Value<'q> {
                $crate::Value::Text(::std::borrow::Cow::Borrowed(self.as_str()))
            }
        }

        impl $crate::FromValue for $name {
            fn from_value(value: $crate::ValueRef<'_>) -> ::core::result::Result<Self, $crate::Mismatch> {
                let $crate::ValueRef::Text(text) = value else {
                    return ::core::result::Result::Err($crate::Mismatch(::std::borrow::Cow::Borrowed(
                        "is not a text",
                    )));
                };
                let parsed = <Self as ::core::str::FromStr>::from_str(text);
                $(let parsed = parsed.or(::core::result::Result::Ok(Self::$fallback));)?
                parsed
            }
        }

        impl $crate::__serde::Serialize for $name {
            fn serialize<S: $crate::__serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::__serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let text = <::std::borrow::Cow<'de, str> as $crate::__serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(<D::Error as $crate::__serde::de::Error>::custom)
            }
        }
    };
}
