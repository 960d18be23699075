//! The migrations, in order. Published ones never change.

use sql::Migration;

macro_rules! migration {
    ($version:literal, $name:literal, $file:literal) => {
        Migration::common($version, $name, include_str!(concat!("../../migrations/", $file, ".sql")))
    };
    ($version:literal, $name:literal, $file:literal, with dialects) => {
        Migration {
            sqlite: include_str!(concat!("../../migrations/", $file, ".sqlite.sql")),
            postgres: include_str!(concat!("../../migrations/", $file, ".postgres.sql")),
            ..migration!($version, $name, $file)
        }
    };
}

pub(super) const MIGRATIONS: &[Migration] = &[
    migration!(1, "init", "0001_init"),
    migration!(2, "replies", "0002_replies"),
    migration!(3, "dashboard", "0003_dashboard"),
    migration!(4, "analytics", "0004_analytics"),
    migration!(5, "parts", "0005_parts"),
    migration!(6, "providers", "0006_providers"),
    migration!(7, "activity", "0007_activity"),
    migration!(8, "appearance", "0008_appearance"),
    migration!(9, "search", "0009_search", with dialects),
    migration!(10, "sign_in", "0010_sign_in"),
];
