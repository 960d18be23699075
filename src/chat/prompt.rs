//! System messages and greetings: Handlebars templates that see `user` and `agent`.
//!
//! A project's owners write them, and everybody's server renders them: so there is nothing in them that could loop,
//! recurse or grow (no `each`, no partials, no decorators, bounded nesting), and what a user is called is data that is
//! never read as a template. Missing fields render as nothing; nothing is escaped, for a prompt is not HTML.

use std::sync::{Arc, LazyLock};

use handlebars::template::{HelperTemplate, Parameter, TemplateElement};
use handlebars::{Context, Handlebars, RenderContext, Renderable, StringOutput, Template, no_escape};
use moka::sync::Cache;
use serde::Serialize;

use crate::error::{Result, invalid, unavailable, unknown};
use crate::store::agents::Agent;
use crate::store::users::User;

/// Blocks and brackets inside of each other at most.
const DEPTH: usize = 16;

static ENGINE: LazyLock<Handlebars<'static>> = LazyLock::new(|| {
    let mut engine = Handlebars::new();
    engine.register_escape_fn(no_escape);
    engine.unregister_helper("each");
    engine.unregister_helper("log");
    engine
});

/// Templates that were rendered lately, compiled; weighed by their length, 16 MiB of it at most.
static COMPILED: LazyLock<Cache<String, Arc<Template>>> = LazyLock::new(|| {
    let weigh = |text: &String, _: &Arc<Template>| u32::try_from(text.len()).unwrap_or(u32::MAX);
    Cache::builder().weigher(weigh).max_capacity(16 * 1024 * 1024).build()
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
    let template = match COMPILED.get(text) {
        Some(template) => template,
        None => {
            let template = Arc::new(compile(text).map_err(unknown)?);
            COMPILED.insert(text.to_owned(), Arc::clone(&template));
            template
        }
    };
    run(&template, scope).map_err(|problem| {
        unavailable("the agent's configuration has a template that cannot be rendered: whoever manages it must correct it")
            .caused_by(problem)
    })
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

fn compile(text: &str) -> std::result::Result<Template, String> {
    // Before the parser sees it: it recurses as deeply as the text does.
    if nesting(text) > DEPTH {
        return Err(format!("blocks or brackets are nested more than {DEPTH} deep"));
    }
    let template = Template::compile(text).map_err(|error| {
        let place =
            error.pos().map(|(line, column)| format!(" (line {line}, column {column})")).unwrap_or_default();
        format!("{}{place}", error.reason())
    })?;
    refuse_unknown(&template)?;
    Ok(template)
}

fn run(template: &Template, scope: &Scope<'_>) -> std::result::Result<String, String> {
    let context = Context::wraps(scope).map_err(|error| error.reason().to_string())?;
    let mut output = StringOutput::new();
    template
        .render(&ENGINE, &context, &mut RenderContext::new(None), &mut output)
        .map_err(|error| error.reason().to_string())?;
    output.into_string().map_err(|error| error.to_string())
}

/// Refuses what is not available, also where this user's rendering would not come by.
fn refuse_unknown(template: &Template) -> std::result::Result<(), String> {
    template.elements.iter().try_for_each(refuse_unknown_in)
}

fn refuse_unknown_in(element: &TemplateElement) -> std::result::Result<(), String> {
    match element {
        TemplateElement::DecoratorExpression(_) | TemplateElement::DecoratorBlock(_) => {
            Err("decorators ({{*…}}) are not available".to_owned())
        }
        TemplateElement::PartialExpression(_) | TemplateElement::PartialBlock(_) => {
            Err("partials ({{>…}}) are not available".to_owned())
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

fn refuse_unknown_helper(helper: &HelperTemplate, known: &[&str]) -> std::result::Result<(), String> {
    match helper.name.as_name() {
        Some(name) if known.contains(&name) => {}
        name => return Err(format!("there is no helper {:?} here", name.unwrap_or_default())),
    }
    helper.params.iter().chain(helper.hash.values()).try_for_each(|parameter| match parameter {
        Parameter::Subexpression(inner) => refuse_unknown_in(inner.as_element()),
        _ => Ok(()),
    })
}

/// At least how deeply blocks and the brackets inside of tags are nested.
fn nesting(text: &str) -> usize {
    let (mut blocks, mut deepest) = (0_usize, 0_usize);
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let tag = rest[start..].trim_start_matches('{').trim_start_matches('~').trim_start();
        let body = &tag[..tag.find("}}").unwrap_or(tag.len())];
        if body.starts_with('#') || body.starts_with('^') || body.contains("else") {
            blocks += 1;
        } else if body.starts_with('/') {
            blocks = blocks.saturating_sub(1);
        }
        let mut brackets = 0_usize;
        for byte in body.bytes() {
            match byte {
                b'(' | b'[' | b'{' => brackets += 1,
                b')' | b']' | b'}' => brackets = brackets.saturating_sub(1),
                _ => {}
            }
            deepest = deepest.max(brackets);
        }
        deepest = deepest.max(blocks);
        rest = &tag[body.len()..];
    }
    deepest
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
    fn deep_nesting_is_refused_before_it_overflows_the_stack() {
        for (open, close) in [
            ("{{#if user}}", "{{/if}}"),
            ("{{~# if user}}", "{{/if}}"),
            ("{{#if x}}{{else if y}}", "{{/if}}"),
        ] {
            let text = format!("{}x{}", open.repeat(20_000), close.repeat(20_000));
            assert!(check("greeting_message", &text).unwrap_err().message.contains("nested"));
        }
        for bracket in ["(", "[", "{\"a\":"] {
            assert!(check("greeting_message", &format!("{{{{lookup {}", bracket.repeat(50_000))).is_err());
        }
        let chain = format!("{{{{#if x}}}}{}{{{{/if}}}}", "{{else if y}}".repeat(50_000));
        assert!(check("greeting_message", &chain).is_err());
        let path = format!("{{{{{}}}}}", "a.".repeat(50_000) + "a");
        let _any = check("greeting_message", &path);
        let whole = "{{user.first_name}} ".repeat(10_000);
        check("greeting_message", &whole).unwrap();
    }
}
