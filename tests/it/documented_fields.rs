//! The server knows every field that the OpenAPI documents say a body may have. (`support/exchange.rs` compares the
//! requests and responses of all tests with the documents.)

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::openapi::OpenApi;
use crate::support::{Caller, TestApp};

#[tokio::test]
async fn every_documented_field_of_a_body_is_known_to_the_server() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let public: Value = serde_json::from_str(&proficient::api::routes::document()).unwrap();
    let dashboard: Value = serde_json::from_str(&proficient::dashboard::router::document()).unwrap();
    let callers = [app.admin(), app.user("alice")];
    let mut checked = check(&OpenApi(public), "", &callers, &app.project.row.id).await;
    checked += check(&OpenApi(dashboard), "/dashboard/api", &[olga.caller], &app.project.row.id).await;
    assert!(checked > 100, "{checked} fields");
}

/// Sends each field of each operation alone. Returns how many there were.
async fn check(document: &OpenApi, base: &str, callers: &[Caller], project_id: &str) -> usize {
    let mut checked = 0;
    for operation in document.operations() {
        let Some(schema) = operation.details.pointer("/requestBody/content/application~1json/schema") else {
            continue;
        };
        let path = operation.path.replace("{project_id}", project_id).replace("{number}", "1");
        let path = format!("{base}{}", path.replace("{id}", "nothing"));
        for field in field_names(document, schema) {
            let body = json!({&field: null});
            for caller in callers {
                let response = caller.post(&path, body.clone()).await;
                assert!(
                    !response.text.contains("unknown field"),
                    "{} {path} with {field}: {}",
                    operation.method,
                    response.text
                );
            }
            checked += 1;
        }
    }
    checked
}

fn field_names(document: &OpenApi, schema: &Value) -> BTreeSet<String> {
    document.fields(schema).into_iter().map(|(name, _, _)| name.clone()).collect()
}
