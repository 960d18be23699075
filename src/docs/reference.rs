//! The reference of the API, made from its specification: for each tag a page of Markdown, and one for the objects.

use serde_json::Value;

use super::example;
use super::schema::Schemas;

/// The conventions, before the table of all operations.
const OVERVIEW: &str = include_str!("../../docs/guide/api.md");

/// Path and Markdown of each page.
pub fn pages() -> Vec<(String, String)> {
    // A document that cannot be written would fail the test of openapi.json.
    let document =
        super::SPECIFICATION.get().and_then(|make| serde_json::to_value(make()).ok()).unwrap_or_default();
    let schemas = Schemas::of(&document);
    let operations = operations(&document);
    let tags = document["tags"].as_array().map(Vec::as_slice).unwrap_or_default();

    let mut pages = vec![("api".to_owned(), overview(&operations))];
    for tag in tags {
        let of_tag = operations.iter().filter(|operation| operation.tag == word(&tag["name"]));
        let sections: String = of_tag.map(|operation| section(operation, &schemas)).collect();
        let (name, about) = (word(&tag["name"]), word(&tag["description"]));
        pages.push((format!("api/{}", name.to_lowercase()), format!("# {name}\n\n{about}\n{sections}")));
    }
    let answers = operations.iter().filter_map(|operation| operation.answer());
    pages.push(("api/objects".to_owned(), schemas.page(answers)));
    pages
}

/// One method of one path.
#[derive(Debug)]
pub struct Operation<'a> {
    pub id: &'a str,
    pub tag: &'a str,
    /// In capital letters.
    pub method: String,
    pub path: &'a str,
    /// Whether end users may call it.
    pub client: bool,
    /// Whether backends may call it.
    pub admin: bool,
    /// All that the document says.
    pub details: &'a Value,
}

impl<'a> Operation<'a> {
    /// The parameters that are `in` there.
    pub fn parameters(&self, place: &str) -> impl Iterator<Item = &'a Value> {
        let all = self.details["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
        all.iter().filter(move |parameter| parameter["in"] == place)
    }

    /// The schema of its body, if it has one.
    pub fn body(&self) -> Option<&'a Value> {
        self.details.pointer("/requestBody/content/application~1json/schema")
    }

    /// The schema of its answer, if that is JSON.
    fn answer(&self) -> Option<&'a Value> {
        self.details.pointer("/responses/200/content/application~1json/schema")
    }

    fn streams(&self) -> bool {
        self.details.pointer("/responses/200/content/text~1event-stream").is_some()
    }

    fn apis(&self) -> Vec<&'static str> {
        let both = [(self.client, "Client API"), (self.admin, "Admin API")];
        let names: Vec<_> = both.into_iter().filter_map(|(is, name)| is.then_some(name)).collect();
        if names.is_empty() { vec!["Anybody"] } else { names }
    }
}

fn operations(document: &Value) -> Vec<Operation<'_>> {
    let mut all = Vec::new();
    for (path, methods) in document["paths"].as_object().into_iter().flatten() {
        // As one meets them: lists and what makes things before what removes them.
        for method in ["get", "post", "delete"] {
            let Some(details) = methods.get(method) else { continue };
            let schemes = details["security"].to_string();
            all.push(Operation {
                id: word(&details["operationId"]),
                tag: word(&details["tags"][0]),
                method: method.to_uppercase(),
                path,
                client: schemes.contains("client_key"),
                admin: schemes.contains("\"admin\""),
                details,
            });
        }
    }
    all
}

fn overview(operations: &[Operation<'_>]) -> String {
    let mut page = format!("{OVERVIEW}\n## All operations\n\n| request | operation | for |\n|---|---|---|\n");
    for operation in operations {
        let title = word(&operation.details["summary"]);
        let anchor = super::markdown::slug(title);
        page.push_str(&format!(
            "| `{} {}` | [{title}](/docs/api/{}#{anchor}) | {} |\n",
            operation.method,
            operation.path,
            operation.tag.to_lowercase(),
            operation.apis().join(", ")
        ));
    }
    page
}

fn section(operation: &Operation<'_>, schemas: &Schemas<'_>) -> String {
    let details = operation.details;
    let apis: String = operation.apis().iter().map(|api| format!(" <span>{api}</span>")).collect();
    let mut text = format!(
        "\n## {}\n\n<p class=\"operation\"><b>{}</b> <code>{}</code>{apis}</p>\n\n{}\n",
        word(&details["summary"]),
        operation.method,
        operation.path,
        word(&details["description"])
    );
    for (place, title) in [("query", "in the query"), ("header", "header")] {
        let rows = schemas.parameters(operation.parameters(place));
        if !rows.is_empty() {
            text.push_str(&format!("\n| {title} | type | meaning |\n|---|---|---|\n{rows}"));
        }
    }
    if let Some(body) = operation.body() {
        text.push_str(&format!("\n{}\n", word(&schemas.resolve(body)["description"])));
        text.push_str(&format!("\n| field | type | meaning |\n|---|---|---|\n{}", schemas.rows(body)));
    }
    if let Some(answer) = operation.answer() {
        text.push_str(&format!("\nAnswer: {}", schemas.link(answer)));
        let events = ", or with `Accept: text/event-stream` [events](streaming.md)";
        text.push_str(if operation.streams() { events } else { "" });
        text.push_str(".\n");
    } else if operation.streams() {
        text.push_str("\nAnswer: [events](streaming.md).\n");
    }
    text.push_str(&errors(details));
    let both = operation.client && operation.admin;
    let examples = [
        ("sh", "#", example::shell(operation, schemas)),
        ("ts", "//", example::typescript(operation, schemas)),
    ];
    for (tag, comment, examples) in examples {
        for (api, example) in operation.apis().into_iter().zip(examples) {
            let title = if both { format!("{comment} {api}\n") } else { String::new() };
            text.push_str(&format!("\n```{tag}\n{title}{example}\n```\n"));
        }
    }
    text
}

/// The errors that this operation has besides those that all of them have.
fn errors(details: &Value) -> String {
    let mut rows = String::new();
    for (status, response) in details["responses"].as_object().into_iter().flatten() {
        let meaning = word(&response["description"]);
        if status.starts_with(['4', '5']) && !meaning.is_empty() {
            rows.push_str(&format!("| `{status}` | {} |\n", cell(meaning)));
        }
    }
    if rows.is_empty() { rows } else { format!("\n| error | when |\n|---|---|\n{rows}") }
}

/// A string of the document.
pub fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Text that stays in its cell of a table.
pub fn cell(text: &str) -> String {
    text.replace('\n', " ").replace('|', "\\|")
}
