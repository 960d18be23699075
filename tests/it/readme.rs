//! Runs the README's conversation. Blocks tagged `sh` are run here, all of them in one shell; blocks tagged `shell` are
//! only for reading.

use std::fs;

use serde_json::Value;

use super::support::Database;
use super::support::binary::Server;
use super::support::documents::{answers, blocks, only_block, read, require, run_script, with_demo};

/// The README fits on a few screens; details belong in the guides.
const MAX_LINES: usize = 250;

#[test]
fn the_readme_is_short() {
    assert!(read("README.md").lines().count() <= MAX_LINES);
}

#[tokio::test]
async fn the_conversation_by_curl_works() {
    require("curl");
    let database = Database::create().await;
    let server = Server::start(&database, &["--demo"]);
    let readme = read("README.md");
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("user_hash.cjs"), only_block(&readme, "js")).unwrap();

    let steps = blocks(&readme).into_iter().filter(|block| block.tag == "sh").map(|block| block.text);
    let script = with_demo(&steps.collect::<String>(), &server);
    let answers = answers(&run_script(&script, &folder, &database));

    assert_eq!(answers.len(), script.matches("curl -sS").count(), "{answers:#?}");
    let [turn, streamed, refused, accepted] = answers.as_slice() else { panic!("{answers:#?}") };
    let says = |reply: &Value| reply["content"].as_str().unwrap().contains("built-in demo");

    assert_eq!(turn["interaction"]["object"], "interaction");
    assert_eq!(turn["message"]["content"], "Hello! What can you do?");
    assert_eq!(turn["reply"]["parent_id"], turn["message"]["id"]);
    assert!(says(&turn["reply"]), "{turn:#}");
    assert!(says(streamed), "{streamed:#}");

    assert_eq!(refused["error"]["code"], "invalid_credentials");
    assert_eq!(accepted["data"].as_array().unwrap().len(), 2, "both of her interactions: {accepted:#}");
    let shown = run_script("proficient project list --json", &folder, &database);
    assert!(shown.contains(r#""hmac_enabled":false"#), "the README ends with HMAC off: {shown}");
}
