//! System messages and greetings: Handlebars templates that see `user` and `agent`.
//!
//! A project's owners write them, and everybody's server renders them: so there is nothing in them that could loop,
//! recurse or grow (no `each`, no partials, no decorators, bounded tags and output), and what a user is called is data
//! that is never read as a template. Missing fields render as nothing; nothing is escaped, for a prompt is not HTML.

use std::sync::{Arc, LazyLock};
use std::{fmt, io};

use handlebars::template::{HelperTemplate, Parameter, TemplateElement};
use handlebars::{
    Context, Handlebars, Output, RenderContext, RenderError, Renderable, Template, TemplateErrorReason,
    no_escape,
};
use moka::sync::Cache;
use serde::Serialize;

use crate::error::{Error, Result, invalid, unavailable};
use crate::store::agents::Agent;
use crate::store::users::User;

/// Tags in a template at most: parsing costs the square of them.
const TAGS: usize = 500;
/// Blocks and `else`s in a template at most, and so also inside of each other.
const BLOCKS: usize = 64;
/// Opening brackets in a tag at most, and so also inside of each other.
const BRACKETS: usize = 16;
/// Bytes of a rendered template at most.
const RENDERED: usize = 1024 * 1024;
/// How much larger a compiled template is than its text, about.
const COMPILED_FACTOR: usize = 128;

static ENGINE: LazyLock<Handlebars<'static>> = LazyLock::new(|| {
    let mut engine = Handlebars::new();
    engine.register_escape_fn(no_escape);
    engine.unregister_helper("each");
    engine.unregister_helper("log");
    engine
});

/// Templates that were rendered lately, compiled; 64 MiB of them, about.
static COMPILED: LazyLock<Cache<String, Arc<Template>>> = LazyLock::new(|| {
    let weigh =
        |text: &String, _: &Arc<Template>| u32::try_from(text.len() * COMPILED_FACTOR).unwrap_or(u32::MAX);
    Cache::builder().weigher(weigh).max_capacity(64 * 1024 * 1024).build()
});

/// What a template sees.
#[derive(Debug, Serialize)]
pub struct Scope<'a> {
    user: UserScope<'a>,
    agent: AgentScope<'a>,
}

#[derive(Debug, Serialize)]
struct UserScope<'a> {
    id: &'a str,
    external_id: &'a str,
    first_name: &'a str,
    last_name: &'a str,
}

#[derive(Debug, Serialize)]
struct AgentScope<'a> {
    id: &'a str,
    name: &'a str,
    description: &'a str,
    display_name: &'a str,
    display_description: &'a str,
}

impl<'a> Scope<'a> {
    /// For one user talking to one agent.
    pub fn new(agent: &'a Agent, user: &'a User) -> Self {
        Self::with_user(agent, &user.id, &user.external_id, &user.first_name, &user.last_name)
    }

    /// The same from the user's fields.
    pub fn with_user(
        agent: &'a Agent,
        id: &'a str,
        external_id: &'a str,
        first_name: &'a str,
        last_name: &'a str,
    ) -> Self {
        let user = UserScope { id, external_id, first_name, last_name };
        let agent = AgentScope {
            id: &agent.id,
            name: &agent.name,
            description: &agent.description,
            display_name: &agent.display_name,
            display_description: &agent.display_description,
        };
        Self { user, agent }
    }

    fn empty() -> Self {
        let user = UserScope { id: "", external_id: "", first_name: "", last_name: "" };
        let agent =
            AgentScope { id: "", name: "", description: "", display_name: "", display_description: "" };
        Self { user, agent }
    }
}

/// Renders a template that was checked when it was saved.
pub fn render(text: &str, scope: &Scope<'_>) -> Result<String> {
    if is_plain(text) {
        return Ok(text.to_owned());
    }
    run(&*compiled(text)?, scope).map_err(cannot_render)
}

/// Compiles a template that will be rendered where there is no time for it.
pub fn prepare(text: &str) -> Result<()> {
    if is_plain(text) { Ok(()) } else { compiled(text).map(drop) }
}

fn compiled(text: &str) -> Result<Arc<Template>> {
    if let Some(template) = COMPILED.get(text) {
        return Ok(template);
    }
    let template = Arc::new(compile(text).map_err(cannot_render)?);
    COMPILED.insert(text.to_owned(), Arc::clone(&template));
    Ok(template)
}

fn cannot_render(problem: Problem) -> Error {
    let message = "the agent's configuration has a template that cannot be rendered: whoever manages it must correct it";
    unavailable(message).caused_by(problem.to_string())
}

/// Why a template does not render.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// In words.
    pub message: String,
    /// The line and the column, from 1 on, if they are known.
    pub place: Option<(usize, usize)>,
}

impl Problem {
    /// At the byte `at` of `text`.
    fn at(text: &str, at: usize, message: impl Into<String>) -> Self {
        let before = &text[..at];
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        let place = (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1);
        Self { message: message.into(), place: Some(place) }
    }
}

impl From<String> for Problem {
    fn from(message: String) -> Self {
        Self { message, place: None }
    }
}

impl From<RenderError> for Problem {
    fn from(error: RenderError) -> Self {
        Self { message: error.reason().to_string(), place: error.line_no.zip(error.column_no) }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match self.place {
            Some((line, column)) => write!(f, " (line {line}, column {column})"),
            None => Ok(()),
        }
    }
}

/// Renders a template that is still being written.
pub fn preview(text: &str, scope: &Scope<'_>) -> std::result::Result<String, Problem> {
    if is_plain(text) {
        return Ok(text.to_owned());
    }
    run(&compile(text)?, scope)
}

/// Refuses a template that would not render; the message begins with `field`.
pub fn check(field: &str, text: &str) -> Result<()> {
    if is_plain(text) {
        return Ok(());
    }
    let problem = match compile(text) {
        Ok(template) => run(&template, &Scope::empty()).err(),
        Err(problem) => Some(problem),
    };
    problem.map_or(Ok(()), |problem| {
        Err(invalid(format!("{field}: not a valid Handlebars template: {problem}")))
    })
}

fn is_plain(text: &str) -> bool {
    !text.contains("{{")
}

fn compile(text: &str) -> std::result::Result<Template, Problem> {
    // Before the parser sees it: it recurses as deeply as the text does.
    refuse_excess(text)?;
    let template = Template::compile(text)
        .map_err(|error| Problem { message: in_words(error.reason()), place: error.pos() })?;
    refuse_unknown(&template)?;
    Ok(template)
}

/// What the parser says, without the names of its rules.
fn in_words(reason: &TemplateErrorReason) -> String {
    use TemplateErrorReason as R;
    match reason {
        R::MismatchingClosedHelper(open, close) => {
            format!("{{{{#{open}}}}} is closed by {{{{/{close}}}}}")
        }
        R::InvalidSyntax(rules) if rules.contains("helper_block_end") => {
            "a block is not closed: {{/if}} or the like is missing".to_owned()
        }
        R::InvalidSyntax(_) => "this is no tag of Handlebars".to_owned(),
        other => other.to_string(),
    }
}

fn run(template: &Template, scope: &Scope<'_>) -> std::result::Result<String, Problem> {
    let context = Context::wraps(scope)?;
    let mut rendered = Rendered(String::new());
    template.render(&ENGINE, &context, &mut RenderContext::new(None), &mut rendered)?;
    Ok(rendered.0)
}

/// Takes what is rendered, up to a limit.
struct Rendered(String);

impl Output for Rendered {
    fn write(&mut self, text: &str) -> io::Result<()> {
        if self.0.len() + text.len() > RENDERED {
            return Err(io::Error::other(format!("more than {RENDERED} bytes are rendered")));
        }
        self.0.push_str(text);
        Ok(())
    }
}

/// Refuses what is not available, also where this user's rendering would not come by.
fn refuse_unknown(template: &Template) -> std::result::Result<(), Problem> {
    template.elements.iter().enumerate().try_for_each(|(at, element)| {
        refuse_unknown_in(element).map_err(|problem| Problem {
            // The innermost place is the one to look at.
            place: problem.place.or_else(|| template.mapping.get(at).map(|place| (place.0, place.1))),
            ..problem
        })
    })
}

fn refuse_unknown_in(element: &TemplateElement) -> std::result::Result<(), Problem> {
    match element {
        TemplateElement::DecoratorExpression(_) | TemplateElement::DecoratorBlock(_) => {
            Err("decorators ({{*…}}) are not available".to_owned().into())
        }
        TemplateElement::PartialExpression(_) | TemplateElement::PartialBlock(_) => {
            Err("partials ({{>…}}) are not available".to_owned().into())
        }
        TemplateElement::HelperBlock(helper) => {
            refuse_unknown_helper(helper, &["if", "unless", "with"])?;
            [&helper.template, &helper.inverse].into_iter().flatten().try_for_each(refuse_unknown)
        }
        TemplateElement::Expression(helper) | TemplateElement::HtmlExpression(helper) => {
            // A name alone is a field; with parameters it is a helper.
            match helper.params.is_empty() && helper.hash.is_empty() {
                true => Ok(()),
                false => refuse_unknown_helper(helper, HELPERS),
            }
        }
        _ => Ok(()),
    }
}

/// The helpers that need no block.
const HELPERS: &[&str] = &["lookup", "len", "eq", "ne", "gt", "gte", "lt", "lte", "and", "or", "not"];

fn refuse_unknown_helper(helper: &HelperTemplate, known: &[&str]) -> std::result::Result<(), Problem> {
    match helper.name.as_name() {
        Some(name) if known.contains(&name) => {}
        name => return Err(format!("there is no helper {:?} here", name.unwrap_or_default()).into()),
    }
    helper.params.iter().chain(helper.hash.values()).try_for_each(|parameter| match parameter {
        Parameter::Subexpression(inner) => refuse_unknown_in(inner.as_element()),
        _ => Ok(()),
    })
}

/// Refuses a text that has too much of what the parser recurses on. Nothing is ever counted down, and what could make
/// this reading differ from the parser's is refused: so whatever the parser takes for a tag was looked at here.
fn refuse_excess(text: &str) -> std::result::Result<(), Problem> {
    let (mut tags, mut blocks) = (0, 0);
    let mut at = 0;
    while let Some(found) = text[at..].find("{{") {
        let start = at + found;
        let tag = &text[start..];
        if text[..start].ends_with('\\') {
            return Err(Problem::at(text, start, "escaped tags (\\{{) are not available"));
        }
        if tag.starts_with("{{{{") {
            return Err(Problem::at(text, start, "raw blocks ({{{{) are not available"));
        }
        let Some(length) = tag.find("}}") else {
            return Err(Problem::at(text, start, "a tag is not closed"));
        };
        let body = tag[..length].trim_start_matches('{').trim_start_matches('~').trim_start();
        tags += 1;
        blocks += usize::from(body.starts_with(['#', '^']) || body.starts_with("else"));
        if !body.starts_with('!') {
            refuse_excess_in_tag(body).map_err(|message| Problem::at(text, start, message))?;
        }
        if tags > TAGS || blocks > BLOCKS {
            let message = format!("at most {TAGS} tags, {BLOCKS} of them blocks, can be in a template");
            return Err(Problem::at(text, start, message));
        }
        at = start + length + 2;
    }
    Ok(())
}

fn refuse_excess_in_tag(body: &str) -> std::result::Result<(), String> {
    if body.contains(['{', '[']) {
        return Err("{ and [ cannot be inside of a tag".to_owned());
    }
    if body.matches('(').count() > BRACKETS {
        return Err(format!("brackets are nested: at most {BRACKETS} can be in a tag"));
    }
    let mut quote = None;
    let mut escaped = false;
    for c in body.chars() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some(open) if c == open => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            _ => {}
        }
    }
    if quote.is_some() {
        return Err("a quoted text is not closed inside of its tag".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(text: &str) -> String {
        let user =
            UserScope { id: "u_1", external_id: "ext", first_name: "Zoë {{agent.name}}", last_name: "<b>" };
        let agent = AgentScope {
            id: "ag_1",
            name: "internal",
            description: "",
            display_name: "Ada",
            display_description: "helps",
        };
        check("system_message", text).unwrap();
        render(text, &Scope { user, agent }).unwrap()
    }

    #[test]
    fn user_and_agent_are_seen_and_nothing_is_escaped_or_read_twice() {
        assert_eq!(
            rendered("{{agent.display_name}} & {{user.first_name}} {{user.last_name}}"),
            "Ada & Zoë {{agent.name}} <b>"
        );
        assert_eq!(
            rendered("{{#if user.last_name}}yes{{else}}no{{/if}} {{user.nothing}}{{nobody.x}}."),
            "yes ."
        );
        assert_eq!(rendered("{{{user.last_name}}} {{#with agent}}{{display_name}}{{/with}}"), "<b> Ada");
        assert_eq!(rendered("no template } { at all"), "no template } { at all");
    }

    #[test]
    fn what_does_not_compile_or_could_run_away_is_refused() {
        for text in [
            "{{",
            "{{#if user.x}}",
            "{{/if}}",
            "{{#each user}}x{{/each}}",
            "{{> x}}",
            "{{#if a}}{{> x}}{{/if}}",
            "{{#*inline \"x\"}}{{> x}}{{/inline}}",
            "{{#> x}}{{/x}}",
            "{{frobnicate user.first_name}}",
            "{{log \"x\"}}",
            "{{#if user.first_name}}{{frobnicate user.first_name}}{{/if}}",
            "{{#if (frobnicate user.first_name)}}x{{/if}}",
            "{{#user}}x{{/user}}",
            "{{#frobnicate}}x{{/frobnicate}}",
        ] {
            let error = check("system_message", text).unwrap_err();
            assert!(error.message.starts_with("system_message: "), "{text}: {}", error.message);
        }
    }

    #[test]
    fn what_would_overflow_the_stack_or_take_for_ever_is_refused_before_it_is_parsed() {
        let n = 1_500;
        let blocks = |open: &str, close: &str| format!("{}x{}", open.repeat(n), close.repeat(n));
        for text in [
            blocks("{{#if user}}", "{{/if}}"),
            blocks("{{~# if user}}", "{{/if}}"),
            blocks("{{^}}", "{{/if}}"),
            blocks("{{#if x}}{{else if y}}", "{{/if}}"),
            // What only looks like the end of a block, a bracket or a tag.
            blocks("{{#if user}}{{!-- }}{{/if}}--}}", "{{/if}}"),
            blocks("{{#if user}}\\{{/if}}", "{{/if}}"),
            format!("{{{{eq {}\"a\"{} \"c\"}}}}", "(eq \")\" ".repeat(n), " \"b\")".repeat(n)),
            format!("{{{{eq \"}}}}\" {}a{}}}}}", "(eq a ".repeat(n), ")".repeat(n)),
            format!("\\{{{{ \" {{{{eq {}a{} \"}}}}", "(eq a ".repeat(n), ")".repeat(n)),
            format!("{{{{!-- }}}} {{{{ \" --}}}} {{{{eq {}a{} \"}}}}", "(eq a ".repeat(n), ")".repeat(n)),
            format!("{{{{#if x}}}}{}{{{{/if}}}}", "{{else if y}}".repeat(n)),
            format!("{{{{lookup {}", "(".repeat(n)),
            format!("{{{{lookup {}", "[".repeat(n)),
            format!("{{{{lookup {}", "{\"a\":".repeat(n)),
            "{{{{raw}}}} x {{{{/raw}}}}".to_owned(),
            "{{a}}".repeat(52_000),
        ] {
            // By the guard itself, which passes over the text once.
            assert!(refuse_excess(&text).is_err(), "{}", &text[..80.min(text.len())]);
            assert!(check("greeting_message", &text).is_err(), "{}", &text[..80.min(text.len())]);
        }
        // What is allowed at most does not overflow either.
        let deep = format!("{}x{}", "{{#if user}}".repeat(BLOCKS), "{{/if}}".repeat(BLOCKS));
        check("greeting_message", &deep).unwrap();
        let brackets =
            format!("{{{{#if {}a{}}}}}x{{{{/if}}}}", "(not ".repeat(BRACKETS), ")".repeat(BRACKETS));
        check("greeting_message", &brackets).unwrap();
        let _any = check("greeting_message", &format!("{{{{{}}}}}", "a.".repeat(50_000) + "a"));
    }

    #[test]
    fn ordinary_templates_with_quotes_comments_and_brackets_in_prose_are_fine() {
        assert_eq!(
            rendered(
                "{{! a comment }}{{!-- another --}}{{#if (eq agent.display_name \"Ada\")}}O'K ({{/if}}(["
            ),
            "O'K ((["
        );
        assert_eq!(
            rendered("{{#if (ne user.last_name 'O\"x')}}don't{{/if}} {{~agent.display_name~}} !"),
            "don'tAda!"
        );
    }

    #[test]
    fn what_is_rendered_is_bounded() {
        let long = "é".repeat(4_000);
        let user = UserScope { id: "", external_id: "", first_name: &long, last_name: "" };
        let agent =
            AgentScope { id: "", name: "", description: "", display_name: "", display_description: "" };
        let text = "{{user.first_name}}".repeat(400);
        check("system_message", &text).unwrap();
        assert!(render(&text, &Scope { user, agent }).is_err());
    }
}
