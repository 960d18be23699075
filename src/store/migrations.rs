//! The migrations, in order. Published ones never change.

use sql::Migration;

macro_rules! migration {
    ($version:literal, $name:literal, $file:literal) => {
        Migration {
            version: $version,
            name: $name,
            sql: include_str!(concat!("../../migrations/", $file, ".sql")),
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
    migration!(9, "sign_in", "0009_sign_in"),
];
