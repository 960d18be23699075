//! `#[derive(FromRow)]` for `proficient-sql`, which re-exports it and documents its attributes.

use proc_macro::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Field, Fields, LitStr, Result, parse_macro_input};

/// Implements `FromRow` for a struct with named fields: each field is decoded from the column of its name.
///
/// - `#[row(rename = "column")]` reads another column.
/// - `#[row(default)]` takes the type's default if the query has no such column.
/// - `#[row(flatten)]` decodes the field from the same row.
#[proc_macro_derive(FromRow, attributes(row))]
pub fn derive_from_row(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    implement(&input).unwrap_or_else(Error::into_compile_error).into()
}

fn implement(input: &DeriveInput) -> Result<proc_macro2::TokenStream> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new_spanned(&input.ident, "FromRow can be derived for structs only"));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(Error::new_spanned(&input.ident, "FromRow needs named fields"));
    };
    let name = &input.ident;
    let fields = fields.named.iter().map(decoded).collect::<Result<Vec<_>>>()?;
    Ok(quote! {
        impl ::sql::FromRow for #name {
            fn from_row(row: &::sql::Row<'_>) -> ::core::result::Result<Self, ::sql::Error> {
                ::core::result::Result::Ok(Self { #(#fields),* })
            }
        }
    })
}

/// The initializer of one field.
fn decoded(field: &Field) -> Result<proc_macro2::TokenStream> {
    let Some(name) = &field.ident else {
        return Err(Error::new_spanned(field, "FromRow needs named fields"));
    };
    let (mut column, mut flatten, mut default) = (name.to_string(), false, false);
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("row")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("flatten") {
                flatten = true;
            } else if meta.path.is_ident("default") {
                default = true;
            } else if meta.path.is_ident("rename") {
                column = meta.value()?.parse::<LitStr>()?.value();
            } else {
                return Err(meta.error("expected `flatten`, `default` or `rename = \"column\"`"));
            }
            Ok(())
        })?;
    }
    Ok(match (flatten, default) {
        (true, _) => quote! { #name: ::sql::FromRow::from_row(row)? },
        (false, true) => quote! { #name: row.get_or_default(#column)? },
        (false, false) => quote! { #name: row.get(#column)? },
    })
}
