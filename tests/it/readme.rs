//! The conversation of the README runs. A block with the tag `sh` is run here, all of them in one shell; one with the tag
//! `shell` is for reading.

use std::fs;

use serde_json::Value;

use super::support::Database;
use super::support::binary::Server;
use super::support::documents::{answers, blocks, only_block, read, require, run_script, with_demo};

#[tokio::test]
async fn the_conversation_by_curl_works() {
    require("curl");
    let database = Database::create().await;
    let server = Server::start(&database, &["--demo"]);
    let readme = read("README.md");
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("user_hash.cjs"), only_block(&readme, "js")).unwrap();

    let steps = blocks(&readme).into_iter().filter(|block| block.tag == "sh").map(|block| block.text);
    let script = steps.collect::<Vec<_>>().join("\n");
    let script = with_demo(&script, &server);
    let answers = answers(&run_script(&script, &folder, &database));

    // Each call of the two helpers is a step that answers; one of them shows a refusal.
    let calls = script.matches("user \"$URL").count() + script.matches("admin \"$URL").count();
    assert_eq!(answers.len(), calls, "{answers:#?}");
    let (errors, answers): (Vec<Value>, Vec<Value>) =
        answers.into_iter().partition(|answer| answer.get("error").is_some());
    assert_eq!(errors.len(), 1, "{errors:#?}");
    assert_eq!(errors[0]["error"]["code"], "invalid_credentials");

    let lists = answers.iter().filter(|answer| answer["data"][0]["object"] == "message");
    let (of_admin, of_user): (Vec<&Value>, Vec<&Value>) =
        lists.partition(|list| list["data"][0].get("model").is_some());
    let tree = of_user.last().unwrap()["data"].as_array().unwrap();
    let replies: Vec<&Value> = tree.iter().filter(|message| message["sent_by"] == "agent").collect();
    assert_eq!((tree.len(), replies.len()), (5, 3), "{tree:#?}");
    assert_eq!(replies[0]["parent_id"], replies[1]["parent_id"], "asking again makes a sibling");
    assert!(replies.iter().all(|reply| reply["content"].as_str().unwrap().contains("built-in demo")));
    assert_eq!(tree[4]["depth"], 3, "the conversation goes on below the first reply");

    let rated = of_admin[0]["data"].as_array().unwrap().last().unwrap();
    assert_eq!((&rated["feedback"]["rating"], &rated["model"]), (&"up".into(), &"demo.assistant".into()));

    let greeting = answers.iter().filter_map(|answer| answer["messages"][0]["content"].as_str()).next_back();
    assert_eq!(greeting, Some("Hello, what can I do for you?"));
    let with_hash = answers.last().unwrap();
    assert_eq!(with_hash["data"].as_array().unwrap().len(), 2, "{with_hash:#?}");
}
