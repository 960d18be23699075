//! Compares every request and response of the suite with the OpenAPI documents.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use jsonschema::Validator;
use serde_json::{Value, json};

/// Where an API's paths begin, and its document.
struct Document {
    base: &'static str,
    content: Value,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

/// The dashboard's first, because the other one's paths may begin with anything.
static DOCUMENTS: LazyLock<[Document; 2]> = LazyLock::new(|| {
    let document = |base, text: String| Document {
        base,
        content: serde_json::from_str(&text).unwrap(),
        validators: Mutex::default(),
    };
    [
        document("/dashboard/api", proficient::dashboard::router::document()),
        document("", proficient::api::routes::document()),
    ]
});

/// Asserts that a response is as documented, and that a request body that was accepted is.
#[track_caller]
pub fn check(method: &str, path: &str, body: Option<&str>, status: u16, response: &str) {
    let path = path.split('?').next().unwrap();
    let Some((document, pointer)) = operation(method, path) else { return };
    let responses = document.content.pointer(&format!("{pointer}/responses")).unwrap();
    let code =
        if responses.get(status.to_string()).is_some() { status.to_string() } else { "default".to_owned() };
    let answered = format!("{pointer}/responses/{code}/content/application~1json/schema");
    let answered = document.content.pointer(&answered).is_some().then_some(answered);
    if let (Some(schema), Ok(response)) = (answered, serde_json::from_str(response)) {
        document.validate(&schema, &response, &format!("the {status} of {method} {path}"));
    }
    let asked = format!("{pointer}/requestBody/content/application~1json/schema");
    if let Some(Ok(body)) = body.map(serde_json::from_str)
        && status == 200
        && document.content.pointer(&asked).is_some()
    {
        document.validate(&asked, &body, &format!("the body of {method} {path}, which was accepted,"));
    }
}

/// Returns the operation of a request: its document, and where it is in that.
fn operation(method: &str, path: &str) -> Option<(&'static Document, String)> {
    DOCUMENTS.iter().find_map(|document| {
        let path = path.strip_prefix(document.base)?;
        let paths = document.content["paths"].as_object().unwrap();
        // A path without parameters comes before those with.
        let mut fitting: Vec<&String> = paths.keys().filter(|template| fits(template, path)).collect();
        fitting.sort_by_key(|template| template.matches('{').count());
        let pointer = |template: &str| {
            format!("/paths/{}/{}", template.replace('~', "~0").replace('/', "~1"), method.to_lowercase())
        };
        let mut found = fitting.into_iter().map(|template| pointer(template));
        found.find(|pointer| document.content.pointer(pointer).is_some()).map(|pointer| (document, pointer))
    })
}

fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len()
        && template.iter().zip(path).all(|(one, part)| one.starts_with('{') || *one == part)
}

impl Document {
    #[track_caller]
    fn validate(&self, pointer: &str, value: &Value, place: &str) {
        let validator = self.validator(pointer);
        let problems: Vec<String> = validator
            .iter_errors(value)
            .map(|problem| format!("{} at {:?}", problem, problem.instance_path().to_string()))
            .collect();
        assert!(problems.is_empty(), "{place} is not as documented: {problems:#?}\n{value:#}");
    }

    fn validator(&self, pointer: &str) -> Arc<Validator> {
        let mut validators = self.validators.lock().unwrap();
        let validator = validators.entry(pointer.to_owned()).or_insert_with(|| {
            let schema = self.content.pointer(pointer).unwrap();
            let schema = json!({"components": self.content["components"], "allOf": [schema]});
            Arc::new(jsonschema::validator_for(&schema).unwrap())
        });
        Arc::clone(validator)
    }
}
